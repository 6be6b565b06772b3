CREATE TABLE outline (
	thread_pk bigint PRIMARY KEY,
	content bytea NOT NULL
);
ALTER TABLE assigned ADD COLUMN comment text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE assigned ADD COLUMN tag text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE assigned ADD COLUMN start bigint NOT NULL DEFAULT 0;
ALTER TABLE assigned ADD COLUMN "end" bigint NOT NULL DEFAULT 0;
ALTER TABLE assigned ADD COLUMN exact text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE assigned ADD COLUMN prefix text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE assigned ADD COLUMN suffix text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE assigned ADD COLUMN lost bigint NOT NULL DEFAULT 0;
CREATE INDEX assigned_thread ON assigned (thread, mark);
ALTER TABLE thread ADD COLUMN shown text COLLATE "C" NOT NULL DEFAULT '';
UPDATE thread SET shown = thresholds;
CREATE TABLE original (
	assertion_pk bigint PRIMARY KEY,
	content text COLLATE "C" NOT NULL
);
