-- Jobs on a server are rows of River's tables (see postgres/0023_job.sql). For a
-- file they are kept in the memory of the program that serves it.
SELECT 1;
