CREATE TABLE stream_offset (
	reader text COLLATE "C" NOT NULL,
	topic text COLLATE "C" NOT NULL,
	partition bigint NOT NULL,
	next bigint NOT NULL,
	PRIMARY KEY (reader, topic, partition)
);
CREATE TABLE stream_record (
	reader text COLLATE "C" NOT NULL,
	topic text COLLATE "C" NOT NULL,
	partition bigint NOT NULL,
	place bigint NOT NULL,
	target text COLLATE "C" NOT NULL,
	key bytea NOT NULL,
	value bytea NOT NULL,
	headers text COLLATE "C" NOT NULL,
	PRIMARY KEY (reader, topic, partition, place)
);
