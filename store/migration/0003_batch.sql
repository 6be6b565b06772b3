-- Cheaper writing. New rows enter the word indexes thread by thread, not one
-- by one (rows that change or go still do so by trigger); half of the bands
-- are kept, in the order in which they are looked up.

DROP TRIGGER comment_added;
DROP TRIGGER assertion_added;

DROP INDEX band_hash;
ALTER TABLE band RENAME TO band_all;
-- What comment_pk leads to may be gone or another comment: a look-up compares
-- the sketches.
CREATE TABLE band (
	hash       INTEGER NOT NULL, -- the lower 32 bits
	comment_pk INTEGER NOT NULL,
	PRIMARY KEY (hash, comment_pk)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO band SELECT hash & 0xffffffff, comment_pk FROM band_all WHERE n < 8 ORDER BY 1, 2;
DROP TABLE band_all;

-- How far the import of a source has come. state tells whether the source is
-- the one that was read then.
CREATE TABLE progress (
	source TEXT    PRIMARY KEY, -- what was asked for, as absolute paths
	state  TEXT    NOT NULL,
	done   INTEGER NOT NULL,    -- threads from its start that are dealt with
	bad    INTEGER NOT NULL     -- of these, threads that could not be saved
) STRICT, WITHOUT ROWID;
