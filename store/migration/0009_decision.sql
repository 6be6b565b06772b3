-- What people decided about marks. Records are only ever added. They name
-- their thread by its key and their comment and mark by the text ids of the
-- contract, so that they survive when a thread is imported again or deleted.
CREATE TABLE decision (
	pk      INTEGER PRIMARY KEY AUTOINCREMENT,
	thread  TEXT    NOT NULL,
	comment TEXT    NOT NULL,
	mark    TEXT    NOT NULL, -- '' where verdict is 'missed'
	tag     TEXT    NOT NULL,
	status  TEXT    NOT NULL,
	target  TEXT    NOT NULL,
	start   INTEGER NOT NULL,
	"end"   INTEGER NOT NULL,
	exact   TEXT    NOT NULL,
	prefix  TEXT    NOT NULL,
	suffix  TEXT    NOT NULL,
	verdict TEXT    NOT NULL CHECK (verdict IN ('right', 'wrong', 'changed', 'missed')),
	change  TEXT,             -- JSON
	note    TEXT    NOT NULL,
	coder   TEXT    NOT NULL,
	time    INTEGER NOT NULL, -- milliseconds since 1970
	blind   INTEGER NOT NULL,
	settles INTEGER NOT NULL,
	undoes  INTEGER REFERENCES decision,
	rule    TEXT    NOT NULL,
	score   REAL    NOT NULL,
	rules   TEXT    NOT NULL
) STRICT;
CREATE INDEX decision_thread ON decision (thread);
CREATE INDEX decision_undoes ON decision (undoes) WHERE undoes IS NOT NULL;
