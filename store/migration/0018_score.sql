-- The score of the mark that is an assertion, so that lists can leave out those
-- below a threshold that was chosen after they were saved. Go fills it in for
-- rows that are there already; see convert_score.go.
DROP TRIGGER assertion_edited;
ALTER TABLE assertion ADD COLUMN score REAL NOT NULL DEFAULT 1;
CREATE TRIGGER assertion_edited AFTER UPDATE ON assertion WHEN old.score = new.score BEGIN
	UPDATE changes SET n = n + 1;
END;
