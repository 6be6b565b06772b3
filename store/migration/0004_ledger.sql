-- The ledger of an assertion: who supplied evidence later, who said it again,
-- how it stands and by which steps. Rows of older analyses have neither until
-- they are imported again.

ALTER TABLE assertion ADD COLUMN acceptability REAL NOT NULL DEFAULT 0;
ALTER TABLE assertion ADD COLUMN chain TEXT; -- JSON array of {kind, comment, start, end, text}
CREATE INDEX assertion_cluster ON assertion (cluster);

ALTER TABLE reception RENAME TO reception_old;
DROP INDEX reception_comment;
-- Which comments asked for evidence, supplied it, contradicted, took the
-- assertion back or said it again.
CREATE TABLE reception (
	assertion_pk INTEGER NOT NULL REFERENCES assertion ON DELETE CASCADE,
	kind         TEXT    NOT NULL CHECK (kind IN ('asked', 'supplied', 'countered', 'conceded', 'repeated')),
	n            INTEGER NOT NULL,
	comment_pk   INTEGER NOT NULL REFERENCES comment ON DELETE CASCADE,
	PRIMARY KEY (assertion_pk, kind, n)
) STRICT, WITHOUT ROWID;
INSERT INTO reception SELECT assertion_pk, kind, n, comment_pk FROM reception_old ORDER BY 1, 2, 3;
DROP TABLE reception_old;
CREATE INDEX reception_comment ON reception (comment_pk);
