-- The least score from which marks of a tag are kept in imports to this database,
-- and the thresholds with which a thread was analysed, "" for none.
CREATE TABLE threshold (
	tag   TEXT    PRIMARY KEY,
	least REAL    NOT NULL CHECK (least > 0 AND least <= 1),
	coder TEXT    NOT NULL, -- who chose it, '' where not known
	time  INTEGER NOT NULL  -- milliseconds since 1970
) STRICT, WITHOUT ROWID;
ALTER TABLE thread ADD COLUMN thresholds TEXT NOT NULL DEFAULT '';
