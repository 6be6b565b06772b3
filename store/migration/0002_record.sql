-- What the record of a comment, a mark and an import says beyond the first schema.
-- Lists that are only ever read whole are JSON; what is absent is NULL.

ALTER TABLE comment ADD COLUMN author_url TEXT;
ALTER TABLE comment ADD COLUMN time_precision TEXT;
ALTER TABLE comment ADD COLUMN time_text TEXT;
ALTER TABLE comment ADD COLUMN other_parents TEXT; -- JSON array of comment ids
ALTER TABLE comment ADD COLUMN links TEXT;         -- JSON array of {start, end, url}
ALTER TABLE comment ADD COLUMN language TEXT;
ALTER TABLE comment ADD COLUMN failed TEXT;

ALTER TABLE annotation ADD COLUMN signals TEXT;    -- JSON array of {name, weight}

ALTER TABLE thread ADD COLUMN announced INTEGER;
ALTER TABLE thread ADD COLUMN stubs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE thread ADD COLUMN duplicates INTEGER NOT NULL DEFAULT 0;
ALTER TABLE thread ADD COLUMN undated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE thread ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;

ALTER TABLE problem ADD COLUMN file TEXT NOT NULL DEFAULT '';
