-- What the page of a thread needs of all its comments and marks, so that it
-- reads the texts and reasons of those it shows alone. Threads that were saved
-- before have none and are read whole.
CREATE TABLE outline (
	thread_pk INTEGER PRIMARY KEY REFERENCES thread ON DELETE CASCADE,
	content   BLOB    NOT NULL -- see outline.go
) STRICT;

-- The words of a mark that was assigned, with their neighbourhood, so that the
-- mark is found again when its thread is imported with other rules.
ALTER TABLE assigned ADD COLUMN comment TEXT NOT NULL DEFAULT '';
ALTER TABLE assigned ADD COLUMN tag TEXT NOT NULL DEFAULT '';
ALTER TABLE assigned ADD COLUMN start INTEGER NOT NULL DEFAULT 0;
ALTER TABLE assigned ADD COLUMN "end" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE assigned ADD COLUMN exact TEXT NOT NULL DEFAULT '';
ALTER TABLE assigned ADD COLUMN prefix TEXT NOT NULL DEFAULT '';
ALTER TABLE assigned ADD COLUMN suffix TEXT NOT NULL DEFAULT '';
ALTER TABLE assigned ADD COLUMN lost INTEGER NOT NULL DEFAULT 0; -- the analysis makes it no longer
CREATE INDEX assigned_thread ON assigned (thread, mark);

-- Rows of assertions and counts of threads follow the thresholds of the
-- database: shown are those that they follow, as text, and original has what the
-- analysis says of the assertions whose rows say something else.
ALTER TABLE thread ADD COLUMN shown TEXT NOT NULL DEFAULT '';
UPDATE thread SET shown = thresholds;
CREATE TABLE original (
	assertion_pk INTEGER PRIMARY KEY REFERENCES assertion ON DELETE CASCADE,
	content      TEXT    NOT NULL -- JSON, see restate.go
) STRICT;
