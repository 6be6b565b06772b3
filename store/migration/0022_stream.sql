-- How far programs have read the topics of a broker, saved with what they made of
-- it (docs/SCALE.md).
CREATE TABLE stream_offset (
	reader    TEXT    NOT NULL, -- group of consumers
	topic     TEXT    NOT NULL,
	partition INTEGER NOT NULL,
	next      INTEGER NOT NULL, -- offset of the first record that was not read
	PRIMARY KEY (reader, topic, partition)
) STRICT;

-- Records that are to be sent to a topic. They are removed once the broker has them.
CREATE TABLE stream_record (
	reader    TEXT    NOT NULL, -- who read the record that this one answers, and where
	topic     TEXT    NOT NULL,
	partition INTEGER NOT NULL,
	place     INTEGER NOT NULL, -- its offset
	target    TEXT    NOT NULL, -- topic
	key       BLOB    NOT NULL,
	value     BLOB    NOT NULL,
	headers   TEXT    NOT NULL, -- JSON list
	PRIMARY KEY (reader, topic, partition, place)
) STRICT;
