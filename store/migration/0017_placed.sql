-- Where the decisions that were not undone belong in the threads as they are,
-- and which of them are in force, as decide.Settle says. The rows of a comment
-- are made anew when a decision about it is saved, those of a thread when its
-- analysis is. They take the place of triggers, which knew marks by their id alone.
DROP TRIGGER decision_decides;
DROP TRIGGER decision_undoes;
DROP TABLE decided;
CREATE TABLE placed (
	decision     INTEGER PRIMARY KEY REFERENCES decision ON DELETE CASCADE,
	thread       TEXT    NOT NULL, -- key
	comment      TEXT    NOT NULL,
	coder        TEXT    NOT NULL,
	settles      INTEGER NOT NULL,
	counts       INTEGER NOT NULL, -- in force
	why          TEXT    NOT NULL, -- it has no place; '' where it has one
	item         INTEGER NOT NULL, -- the same for decisions about one mark; 0 without a place
	mark         TEXT    NOT NULL, -- '' where the analysis has none
	start        INTEGER NOT NULL,
	"end"        INTEGER NOT NULL,
	wanted_start INTEGER NOT NULL,
	wanted_end   INTEGER NOT NULL,
	method       TEXT    NOT NULL,
	status       TEXT    NOT NULL, -- of the mark
	by           TEXT    NOT NULL,
	score        REAL    NOT NULL
) STRICT;
CREATE INDEX placed_thread ON placed (thread, comment);
CREATE INDEX placed_mark ON placed (thread, mark, counts, settles);
CREATE INDEX placed_coder ON placed (coder, thread, mark, counts, settles);
CREATE INDEX placed_by ON placed (by) WHERE mark <> '';
CREATE INDEX placed_lost ON placed (decision) WHERE why <> '';

-- Which decision of each coder about each mark is in force.
CREATE VIEW decided AS SELECT coder, thread, mark, decision FROM placed
	WHERE counts = 1 AND settles = 0 AND mark <> '';
