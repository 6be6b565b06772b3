-- The marks that people review, one row each, so that a queue over all threads
-- is read in any order by an index. The rows repeat what the lists of
-- annotations say; they are made when a queue is first asked for, thread by
-- thread (see FillMarks), because writing them would make an import slower.
CREATE TABLE mark (
	pk         INTEGER PRIMARY KEY,
	thread_pk  INTEGER NOT NULL REFERENCES thread ON DELETE CASCADE,
	comment_pk INTEGER NOT NULL REFERENCES comment ON DELETE CASCADE,
	n          INTEGER NOT NULL, -- which list of the thread's annotations it is in
	id         TEXT    NOT NULL,
	class      TEXT    NOT NULL, -- status of an assertion, tag of any other mark
	dispute    INTEGER NOT NULL, -- 1 asked, 2 contradicted, 4 conceded, or the sum of those that hold
	start      INTEGER NOT NULL,
	"end"      INTEGER NOT NULL,
	score      REAL    NOT NULL,
	by         TEXT    NOT NULL,
	target     TEXT    NOT NULL,
	unsure     REAL    NOT NULL, -- distance of the score from the threshold
	worth      REAL    NOT NULL, -- notability of an unsupported assertion, else 0
	time       INTEGER NOT NULL, -- of the comment, milliseconds since 1970; the lowest integer if unknown
	random     INTEGER NOT NULL  -- of 63 bits, the same for the same mark in every database
) STRICT;
CREATE UNIQUE INDEX mark_id ON mark (thread_pk, id);
CREATE INDEX mark_comment ON mark (thread_pk, comment_pk);
CREATE INDEX mark_dispute ON mark (dispute) WHERE dispute <> 0;
CREATE INDEX mark_unsure ON mark (unsure, class);
CREATE INDEX mark_worth ON mark (worth, class);
CREATE INDEX mark_time ON mark (time, class);
CREATE INDEX mark_random ON mark (random, class);

-- The threads whose marks are there.
CREATE TABLE marked (
	thread_pk INTEGER PRIMARY KEY REFERENCES thread ON DELETE CASCADE
) STRICT;

-- Which decision of each coder about each mark is in force. Triggers keep it.
CREATE TABLE decided (
	coder    TEXT    NOT NULL,
	thread   TEXT    NOT NULL, -- key
	mark     TEXT    NOT NULL,
	decision INTEGER NOT NULL REFERENCES decision,
	PRIMARY KEY (coder, thread, mark)
) STRICT, WITHOUT ROWID;
CREATE INDEX decided_mark ON decided (thread, mark);
CREATE INDEX decision_mark ON decision (thread, mark);
CREATE INDEX decision_rule ON decision (rule);

INSERT INTO decided SELECT coder, thread, mark, max(pk) FROM decision AS d
	WHERE mark <> '' AND undoes IS NULL AND NOT settles
	AND NOT EXISTS (SELECT 1 FROM decision AS x WHERE x.undoes = d.pk) GROUP BY coder, thread, mark;

CREATE TRIGGER decision_decides AFTER INSERT ON decision
	WHEN new.undoes IS NULL AND new.mark <> '' AND NOT new.settles BEGIN
	INSERT OR REPLACE INTO decided VALUES (new.coder, new.thread, new.mark, new.pk);
END;
CREATE TRIGGER decision_undoes AFTER INSERT ON decision WHEN new.undoes IS NOT NULL BEGIN
	DELETE FROM decided WHERE (coder, thread, mark) = (SELECT coder, thread, mark FROM decision WHERE pk = new.undoes);
	INSERT INTO decided SELECT d.coder, d.thread, d.mark, max(d.pk)
		FROM decision AS u JOIN decision AS d ON d.thread = u.thread AND d.mark = u.mark AND d.coder = u.coder
		WHERE u.pk = new.undoes AND d.mark <> '' AND d.undoes IS NULL AND NOT d.settles
		AND NOT EXISTS (SELECT 1 FROM decision AS x WHERE x.undoes = d.pk) GROUP BY 1, 2, 3;
END;

-- Shares of the marks under a filter that coders were asked to review.
CREATE TABLE review (
	pk      INTEGER PRIMARY KEY,
	filter  TEXT    NOT NULL, -- query of an address
	share   REAL    NOT NULL, -- of the marks under the filter, 0 to 1
	overlap REAL    NOT NULL, -- of these, how many every coder gets, 0 to 1
	seed    INTEGER NOT NULL,
	time    INTEGER NOT NULL  -- milliseconds since 1970
) STRICT;
CREATE TABLE assigned (
	coder     TEXT    NOT NULL,
	thread    TEXT    NOT NULL, -- key
	mark      TEXT    NOT NULL,
	review_pk INTEGER NOT NULL REFERENCES review ON DELETE CASCADE,
	PRIMARY KEY (coder, thread, mark)
) STRICT, WITHOUT ROWID;
CREATE INDEX assigned_review ON assigned (review_pk);

-- For the replies to the comment under review.
CREATE INDEX comment_parent ON comment (parent_pk) WHERE parent_pk IS NOT NULL;
