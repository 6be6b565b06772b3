PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "comments" ("id" integer primary key, author text, "text" text, parent_id integer references comments(id), created_at datetime default (datetime('now')));
INSERT INTO comments VALUES(1,'runa',replace('The bridge;\nit closes in May','\n',char(10)),NULL,'2021-03-01 10:00:00');
INSERT INTO comments VALUES(2,'olek',unistr('No,\u000aJune'),1,'2021-03-01 10:01:00');
COMMIT;
