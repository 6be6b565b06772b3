-- Accounts of a shared server and their sessions. Names are told apart without
-- regard to the case of ASCII letters. A session has the hash of its token only.
CREATE TABLE user (
	pk       INTEGER PRIMARY KEY AUTOINCREMENT,
	name     TEXT    NOT NULL UNIQUE COLLATE NOCASE,
	role     TEXT    NOT NULL CHECK (role IN ('reader', 'coder', 'admin')),
	password TEXT    NOT NULL, -- argon2id, in PHC string format
	created  INTEGER NOT NULL  -- milliseconds since 1970
) STRICT;
CREATE TABLE session (
	token   BLOB    PRIMARY KEY, -- SHA-256
	user_pk INTEGER NOT NULL REFERENCES user,
	created INTEGER NOT NULL, -- milliseconds since 1970
	used    INTEGER NOT NULL  -- last request, to within 5 minutes
) STRICT, WITHOUT ROWID;
CREATE INDEX session_user ON session (user_pk);
