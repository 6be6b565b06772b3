-- Files that a job needs, in parts. The tables of jobs are River's, whose own
-- migrations make them with this step.
CREATE TABLE job_file (
	job bigint NOT NULL,
	name text COLLATE "C" NOT NULL,
	part bigint NOT NULL,
	data bytea NOT NULL,
	PRIMARY KEY (job, name, part)
);
