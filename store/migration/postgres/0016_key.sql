CREATE TABLE api_key (
	hash bytea PRIMARY KEY,
	name text COLLATE "C" NOT NULL,
	scope text COLLATE "C" NOT NULL CHECK (scope IN ('read', 'write', 'moderate')),
	short boolean NOT NULL,
	rate bigint NOT NULL,
	created bigint NOT NULL,
	used bigint NOT NULL
);
CREATE UNIQUE INDEX api_key_name ON api_key (lower(name));
