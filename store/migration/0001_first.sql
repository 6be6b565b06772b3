-- Integer keys (pk) tie the rows; the text ids of the contract stand beside
-- them as id. Rows of one thread are in order of pk. What is not known is NULL.

CREATE TABLE thread (
	pk               INTEGER PRIMARY KEY,
	format           TEXT    NOT NULL,
	id               TEXT    NOT NULL,
	source           TEXT    NOT NULL, -- what the user named: file or address
	imported         INTEGER NOT NULL, -- milliseconds since 1970, of the last import
	digest           BLOB    NOT NULL, -- SHA-256 of the analysis and its sketches
	url              TEXT    NOT NULL,
	title            TEXT    NOT NULL,
	fold             TEXT    NOT NULL, -- the title in lower case
	article          TEXT    NOT NULL,
	gainsay          TEXT    NOT NULL, -- version that made the analysis
	rules            TEXT    NOT NULL,
	read             INTEGER NOT NULL, -- the import report
	kept             INTEGER NOT NULL,
	inferred_parents INTEGER NOT NULL,
	missing_parents  INTEGER NOT NULL,
	skipped          INTEGER NOT NULL,
	comments         INTEGER NOT NULL, -- counts for the list of threads, taken at import
	authors          INTEGER NOT NULL,
	lost_authors     INTEGER NOT NULL,
	inferred         INTEGER NOT NULL,
	assertions       INTEGER NOT NULL,
	unsupported      INTEGER NOT NULL,
	questioned       INTEGER NOT NULL,
	contested        INTEGER NOT NULL,
	insults          INTEGER NOT NULL,
	spam             INTEGER NOT NULL,
	UNIQUE (format, id)
) STRICT;
CREATE INDEX thread_imported ON thread (imported);

CREATE TABLE problem (
	pk        INTEGER PRIMARY KEY,
	thread_pk INTEGER NOT NULL REFERENCES thread ON DELETE CASCADE,
	line      INTEGER NOT NULL,
	message   TEXT    NOT NULL
) STRICT;
CREATE INDEX problem_thread ON problem (thread_pk);

CREATE TABLE comment (
	pk           INTEGER PRIMARY KEY,
	thread_pk    INTEGER NOT NULL REFERENCES thread ON DELETE CASCADE,
	id           TEXT    NOT NULL,
	parent_pk    INTEGER REFERENCES comment DEFERRABLE INITIALLY DEFERRED,
	parent_by    TEXT    NOT NULL,
	parent_score REAL    NOT NULL,
	author       TEXT,
	time         INTEGER, -- milliseconds since 1970
	text         TEXT    NOT NULL,
	state        TEXT    NOT NULL,
	score        INTEGER,
	UNIQUE (thread_pk, id)
) STRICT;
CREATE INDEX comment_parent ON comment (parent_pk) WHERE parent_pk IS NOT NULL;

CREATE TABLE quote (
	comment_pk INTEGER NOT NULL REFERENCES comment ON DELETE CASCADE,
	n          INTEGER NOT NULL,
	start      INTEGER NOT NULL,
	"end"      INTEGER NOT NULL,
	PRIMARY KEY (comment_pk, n)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE comment_text USING fts5 (
	text, content = 'comment', content_rowid = 'pk', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER comment_added AFTER INSERT ON comment BEGIN
	INSERT INTO comment_text (rowid, text) VALUES (new.pk, new.text);
END;
CREATE TRIGGER comment_gone AFTER DELETE ON comment BEGIN
	INSERT INTO comment_text (comment_text, rowid, text) VALUES ('delete', old.pk, old.text);
END;
CREATE TRIGGER comment_changed AFTER UPDATE OF pk, text ON comment BEGIN
	INSERT INTO comment_text (comment_text, rowid, text) VALUES ('delete', old.pk, old.text);
	INSERT INTO comment_text (rowid, text) VALUES (new.pk, new.text);
END;

CREATE TABLE annotation (
	pk         INTEGER PRIMARY KEY,
	thread_pk  INTEGER NOT NULL REFERENCES thread ON DELETE CASCADE,
	comment_pk INTEGER NOT NULL REFERENCES comment ON DELETE CASCADE,
	id         TEXT    NOT NULL,
	start      INTEGER NOT NULL,
	"end"      INTEGER NOT NULL,
	tag        TEXT    NOT NULL,
	kind       TEXT    NOT NULL,
	score      REAL    NOT NULL,
	by         TEXT    NOT NULL,
	why        TEXT    NOT NULL,
	target     TEXT    NOT NULL,
	UNIQUE (thread_pk, id)
) STRICT;
CREATE INDEX annotation_comment ON annotation (comment_pk);

CREATE TABLE relation (
	pk        INTEGER PRIMARY KEY,
	thread_pk INTEGER NOT NULL REFERENCES thread ON DELETE CASCADE,
	from_pk   INTEGER NOT NULL REFERENCES annotation ON DELETE CASCADE,
	to_pk     INTEGER NOT NULL REFERENCES annotation ON DELETE CASCADE,
	kind      TEXT    NOT NULL,
	score     REAL    NOT NULL,
	by        TEXT    NOT NULL
) STRICT;
CREATE INDEX relation_thread ON relation (thread_pk);
CREATE INDEX relation_from ON relation (from_pk);
CREATE INDEX relation_to ON relation (to_pk);

CREATE TABLE assertion (
	pk         INTEGER PRIMARY KEY,
	thread_pk  INTEGER NOT NULL REFERENCES thread ON DELETE CASCADE,
	comment_pk INTEGER NOT NULL REFERENCES comment ON DELETE CASCADE,
	id         TEXT    NOT NULL,
	start      INTEGER NOT NULL,
	"end"      INTEGER NOT NULL,
	text       TEXT    NOT NULL,
	author     TEXT,
	kind       TEXT    NOT NULL,
	status     TEXT    NOT NULL,
	dispute    TEXT    NOT NULL,
	asked      INTEGER NOT NULL, -- how many rows reception has of each kind
	countered  INTEGER NOT NULL,
	conceded   INTEGER NOT NULL,
	notable    REAL    NOT NULL,
	cluster    TEXT    NOT NULL,
	UNIQUE (thread_pk, id)
) STRICT;
CREATE INDEX assertion_comment ON assertion (comment_pk);
CREATE INDEX assertion_author ON assertion (author);
CREATE INDEX assertion_notable ON assertion (notable);

CREATE TABLE evidence (
	assertion_pk INTEGER NOT NULL REFERENCES assertion ON DELETE CASCADE,
	n            INTEGER NOT NULL,
	kind         TEXT    NOT NULL,
	comment_pk   INTEGER NOT NULL REFERENCES comment ON DELETE CASCADE,
	start        INTEGER NOT NULL,
	"end"        INTEGER NOT NULL,
	PRIMARY KEY (assertion_pk, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_comment ON evidence (comment_pk);

-- Which comments asked for evidence, contradicted, or took the assertion back.
CREATE TABLE reception (
	assertion_pk INTEGER NOT NULL REFERENCES assertion ON DELETE CASCADE,
	kind         TEXT    NOT NULL CHECK (kind IN ('asked', 'countered', 'conceded')),
	n            INTEGER NOT NULL,
	comment_pk   INTEGER NOT NULL REFERENCES comment ON DELETE CASCADE,
	PRIMARY KEY (assertion_pk, kind, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX reception_comment ON reception (comment_pk);

CREATE TABLE topic (
	pk   INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	fold TEXT NOT NULL -- the name in lower case
) STRICT;
CREATE INDEX topic_fold ON topic (fold);

CREATE TABLE assertion_topic (
	assertion_pk INTEGER NOT NULL REFERENCES assertion ON DELETE CASCADE,
	n            INTEGER NOT NULL,
	topic_pk     INTEGER NOT NULL REFERENCES topic,
	PRIMARY KEY (assertion_pk, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX assertion_topic_topic ON assertion_topic (topic_pk);

CREATE VIRTUAL TABLE assertion_text USING fts5 (
	text, content = 'assertion', content_rowid = 'pk', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER assertion_added AFTER INSERT ON assertion BEGIN
	INSERT INTO assertion_text (rowid, text) VALUES (new.pk, new.text);
END;
CREATE TRIGGER assertion_gone AFTER DELETE ON assertion BEGIN
	INSERT INTO assertion_text (assertion_text, rowid, text) VALUES ('delete', old.pk, old.text);
END;
CREATE TRIGGER assertion_changed AFTER UPDATE OF pk, text ON assertion BEGIN
	INSERT INTO assertion_text (assertion_text, rowid, text) VALUES ('delete', old.pk, old.text);
	INSERT INTO assertion_text (rowid, text) VALUES (new.pk, new.text);
END;

-- Near-duplicate sketches, and for each a hash of every band of four slots.
CREATE TABLE signature (
	comment_pk INTEGER PRIMARY KEY REFERENCES comment ON DELETE CASCADE,
	slots      BLOB NOT NULL -- little-endian, four bytes each
) STRICT;
CREATE TABLE band (
	comment_pk INTEGER NOT NULL REFERENCES signature ON DELETE CASCADE,
	n          INTEGER NOT NULL,
	hash       INTEGER NOT NULL,
	PRIMARY KEY (comment_pk, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX band_hash ON band (hash);
