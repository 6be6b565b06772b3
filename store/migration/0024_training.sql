-- Weights that decisions taught, with what they change on texts that were held out.
CREATE TABLE training (
	pk      INTEGER PRIMARY KEY AUTOINCREMENT,
	task    TEXT    NOT NULL,
	state   TEXT    NOT NULL CHECK (state IN ('ready', 'used', 'dropped', 'refused')),
	note    TEXT    NOT NULL, -- why it was refused, '' if it was not
	data    TEXT    NOT NULL, -- digest of the rows
	texts   INTEGER NOT NULL, -- rows
	rules   TEXT    NOT NULL, -- of the program, with the weights it started from
	figures TEXT    NOT NULL, -- JSON
	coder   TEXT    NOT NULL, -- who started it, '' where not known
	time    INTEGER NOT NULL, -- milliseconds since 1970
	judge   TEXT    NOT NULL, -- who put it in use or dropped it
	judged  INTEGER NOT NULL, -- 0 for nobody
	UNIQUE (task, data, rules)
) STRICT;
CREATE UNIQUE INDEX training_used ON training (task) WHERE state = 'used';

CREATE TABLE training_file (
	training INTEGER NOT NULL REFERENCES training ON DELETE CASCADE,
	name     TEXT    NOT NULL,
	digest   TEXT    NOT NULL,
	data     BLOB    NOT NULL,
	PRIMARY KEY (training, name)
) STRICT, WITHOUT ROWID;
