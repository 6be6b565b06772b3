-- What the table of threads counts where decisions are to be followed: of the
-- threads about which someone decided, with decisions where there are any
-- ('both') and of decided marks alone ('decided'); see decided_count.go.
CREATE TABLE decided_count (
	thread_pk   INTEGER NOT NULL REFERENCES thread ON DELETE CASCADE,
	basis       TEXT    NOT NULL,
	assertions  INTEGER NOT NULL,
	unsupported INTEGER NOT NULL,
	questioned  INTEGER NOT NULL,
	contested   INTEGER NOT NULL,
	insults     INTEGER NOT NULL,
	spam        INTEGER NOT NULL,
	change      INTEGER NOT NULL, -- that of table uncounted after which they were taken
	PRIMARY KEY (thread_pk, basis)
) STRICT, WITHOUT ROWID;
CREATE TABLE decided_tag (
	thread_pk INTEGER NOT NULL REFERENCES thread ON DELETE CASCADE,
	basis     TEXT    NOT NULL,
	tag       TEXT    NOT NULL,
	n         INTEGER NOT NULL, -- marks from the default threshold on
	PRIMARY KEY (thread_pk, basis, tag)
) STRICT, WITHOUT ROWID;

-- Assertions that are otherwise by a basis than table assertion says, because of
-- decisions about them or about marks that bear on them.
CREATE TABLE decided_assertion (
	assertion_pk INTEGER NOT NULL REFERENCES assertion ON DELETE CASCADE,
	basis        TEXT    NOT NULL,
	content      TEXT    NOT NULL, -- JSON, as in table original
	PRIMARY KEY (assertion_pk, basis)
) STRICT, WITHOUT ROWID;

-- The threads of which these counts have to be taken anew.
CREATE TABLE uncounted (
	thread_pk INTEGER PRIMARY KEY REFERENCES thread ON DELETE CASCADE,
	change    INTEGER NOT NULL -- another number after each change
) STRICT;
INSERT INTO uncounted (thread_pk, change) SELECT DISTINCT t.pk, 0 FROM placed p JOIN thread t
	ON t.format = substr(p.thread, 1, instr(p.thread, ':') - 1) AND t.id = substr(p.thread, instr(p.thread, ':') + 1);
