-- What doors in shadow mode would have said, without the text.
CREATE TABLE door_record (
	pk        INTEGER PRIMARY KEY AUTOINCREMENT,
	door      TEXT    NOT NULL,
	key       TEXT    NOT NULL, -- name of its owner, '' where none was needed
	ref       TEXT    NOT NULL,
	digest    BLOB    NOT NULL, -- of the text
	attribute TEXT    NOT NULL,
	score     REAL    NOT NULL,
	flagged   INTEGER NOT NULL,
	thread    TEXT    NOT NULL, -- '' where the comment is not kept
	comment   TEXT    NOT NULL,
	time      INTEGER NOT NULL  -- milliseconds since 1970
) STRICT;
CREATE INDEX door_record_digest ON door_record (digest, door, attribute);

-- What moderators say about comments through doors. Records are only ever added.
CREATE TABLE door_report (
	pk         INTEGER PRIMARY KEY AUTOINCREMENT,
	door       TEXT    NOT NULL,
	key        TEXT    NOT NULL,
	ref        TEXT    NOT NULL,
	digest     BLOB    NOT NULL,
	attribute  TEXT    NOT NULL,
	value      REAL    NOT NULL CHECK (value BETWEEN 0 AND 1),
	text       TEXT    NOT NULL,
	parent     TEXT    NOT NULL,
	author     TEXT    NOT NULL,
	author_url TEXT    NOT NULL,
	thread     TEXT    NOT NULL,
	time       INTEGER NOT NULL
) STRICT;
CREATE INDEX door_report_digest ON door_report (digest, door, attribute);
