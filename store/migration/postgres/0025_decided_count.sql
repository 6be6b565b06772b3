CREATE TABLE decided_count (
	thread_pk bigint NOT NULL,
	basis text COLLATE "C" NOT NULL,
	assertions bigint NOT NULL,
	unsupported bigint NOT NULL,
	questioned bigint NOT NULL,
	contested bigint NOT NULL,
	insults bigint NOT NULL,
	spam bigint NOT NULL,
	change bigint NOT NULL,
	PRIMARY KEY (thread_pk, basis)
);
CREATE TABLE decided_tag (
	thread_pk bigint NOT NULL,
	basis text COLLATE "C" NOT NULL,
	tag text COLLATE "C" NOT NULL,
	n bigint NOT NULL,
	PRIMARY KEY (thread_pk, basis, tag)
);
CREATE TABLE decided_assertion (
	assertion_pk bigint NOT NULL,
	basis text COLLATE "C" NOT NULL,
	content text COLLATE "C" NOT NULL,
	PRIMARY KEY (assertion_pk, basis)
);
CREATE TABLE uncounted (
	thread_pk bigint PRIMARY KEY,
	change bigint NOT NULL
);
INSERT INTO uncounted (thread_pk, change) SELECT DISTINCT t.pk, 0 FROM placed p JOIN thread t
	ON t.format || ':' || t.id = p.thread;
