-- Fewer and wider rows. The annotations of a thread and the evidence of an
-- assertion are only ever read whole; a relation names its annotations by the
-- ids they have in the thread.

ALTER TABLE relation RENAME TO relation_old;
CREATE TABLE relation (
	thread_pk INTEGER NOT NULL REFERENCES thread ON DELETE CASCADE,
	n         INTEGER NOT NULL,
	from_id   TEXT    NOT NULL, -- ids of annotations of the thread
	to_id     TEXT    NOT NULL,
	kind      TEXT    NOT NULL,
	score     REAL    NOT NULL,
	by        TEXT    NOT NULL,
	PRIMARY KEY (thread_pk, n)
) STRICT, WITHOUT ROWID;
INSERT INTO relation SELECT r.thread_pk, row_number() OVER (PARTITION BY r.thread_pk ORDER BY r.pk) - 1, f.id, t.id, r.kind, r.score, r.by
	FROM relation_old r JOIN annotation f ON f.pk = r.from_pk JOIN annotation t ON t.pk = r.to_pk ORDER BY 1, 2;
DROP TABLE relation_old;
-- For what contradicts a claim.
CREATE INDEX relation_rebuts ON relation (thread_pk, from_id) WHERE kind = 'rebuts';
CREATE INDEX relation_rebutted ON relation (thread_pk, to_id) WHERE kind = 'rebuts';

ALTER TABLE annotation RENAME TO annotation_old;
CREATE TABLE annotation (
	thread_pk INTEGER NOT NULL REFERENCES thread ON DELETE CASCADE,
	n         INTEGER NOT NULL,
	list      ANY     NOT NULL, -- so many of the thread's, in order: JSON array as in the contract; a BLOB is compressed as S2 block
	PRIMARY KEY (thread_pk, n)
) STRICT, WITHOUT ROWID;
INSERT INTO annotation SELECT thread_pk, n, json_group_array(json_object('id', id, 'comment', comment, 'start', start, 'end', "end",
	'tag', tag, 'kind', kind, 'score', json(printf('%!.17g', score)), 'by', by, 'why', why, 'target', target, 'signals', json(signals)) ORDER BY pk)
	FROM (SELECT a.*, c.id AS comment, (row_number() OVER (PARTITION BY a.thread_pk ORDER BY a.pk) - 1) / 1000 AS n
		FROM annotation_old a JOIN comment c ON c.pk = a.comment_pk)
	GROUP BY thread_pk, n ORDER BY thread_pk, n;
DROP TABLE annotation_old;

ALTER TABLE assertion ADD COLUMN evidence TEXT; -- JSON array of {kind, comment, start, end}
UPDATE assertion SET evidence = e.list FROM (
	SELECT e.assertion_pk, json_group_array(json_object('kind', e.kind, 'comment', c.id, 'start', e.start, 'end', e."end") ORDER BY e.n) AS list
	FROM evidence e JOIN comment c ON c.pk = e.comment_pk GROUP BY e.assertion_pk
) e WHERE e.assertion_pk = assertion.pk;
DROP TABLE evidence;

-- These only served to look after foreign keys, which Save does by itself.
DROP INDEX comment_parent;
DROP INDEX assertion_comment;
