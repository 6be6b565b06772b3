-- Keys of programs that call the server. Names are told apart as those of users are.
CREATE TABLE api_key (
	hash    BLOB    PRIMARY KEY, -- SHA-256
	name    TEXT    NOT NULL UNIQUE COLLATE NOCASE,
	scope   TEXT    NOT NULL CHECK (scope IN ('read', 'write', 'moderate')),
	short   INTEGER NOT NULL, -- 1 for a key of 12 hexadecimal digits
	rate    INTEGER NOT NULL, -- requests a second, 0 for any number
	created INTEGER NOT NULL, -- milliseconds since 1970
	used    INTEGER NOT NULL  -- last request, to within 5 minutes; 0 for none
) STRICT, WITHOUT ROWID;
