-- What the table of threads lists, sorts and counts by, and the trash. Go
-- fills the new columns of rows that are there already; see convert_thread.go.

ALTER TABLE thread ADD COLUMN opening TEXT NOT NULL DEFAULT '';     -- first words of the first comment, where there is no title
ALTER TABLE thread ADD COLUMN site TEXT NOT NULL DEFAULT '';        -- host of the address, or "r/<name>"
ALTER TABLE thread ADD COLUMN first_time INTEGER;                   -- of the dated comments, milliseconds since 1970
ALTER TABLE thread ADD COLUMN last_time INTEGER;
ALTER TABLE thread ADD COLUMN year INTEGER NOT NULL DEFAULT 0;      -- of first_time
ALTER TABLE thread ADD COLUMN marks INTEGER NOT NULL DEFAULT 0;     -- annotations from the default threshold on
CREATE INDEX thread_facets ON thread (assertions, site, format, year);
CREATE INDEX thread_date ON thread (first_time);

-- How many marks of a tag a thread has, from the default threshold on.
CREATE TABLE thread_tag (
	thread_pk INTEGER NOT NULL REFERENCES thread ON DELETE CASCADE,
	tag       TEXT    NOT NULL,
	n         INTEGER NOT NULL,
	PRIMARY KEY (thread_pk, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_tag_tag ON thread_tag (tag);

-- Deleted threads, whole, with the decisions about them.
CREATE TABLE trash (
	pk        INTEGER PRIMARY KEY,
	thread    TEXT    NOT NULL UNIQUE, -- key
	title     TEXT    NOT NULL,        -- or the first words
	comments  INTEGER NOT NULL,
	decisions INTEGER NOT NULL,
	deleted   INTEGER NOT NULL,        -- milliseconds since 1970
	content   BLOB    NOT NULL         -- JSON, compressed as S2 block
) STRICT;
CREATE INDEX trash_deleted ON trash (deleted);
