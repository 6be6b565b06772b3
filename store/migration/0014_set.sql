-- Filters that were given a name.
CREATE TABLE filter_set (
	name  TEXT    PRIMARY KEY,
	query TEXT    NOT NULL, -- as in the address of a page: "topic=Norway&status=unsupported"
	coder TEXT    NOT NULL, -- who saved it, '' where not known
	time  INTEGER NOT NULL  -- milliseconds since 1970
) STRICT, WITHOUT ROWID;

-- What the index in memory compares to find threads that changed; see index.go.
CREATE INDEX thread_state ON thread (pk, digest);
CREATE TABLE changes (n INTEGER NOT NULL) STRICT; -- how often assertions were changed in place
INSERT INTO changes VALUES (0);
CREATE TRIGGER assertion_edited AFTER UPDATE ON assertion BEGIN
	UPDATE changes SET n = n + 1;
END;
