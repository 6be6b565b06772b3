-- Addresses to which notices of new marks are sent, and the notices that have not
-- arrived. Secrets sign notices, so they are kept as they are.
CREATE TABLE webhook (
	pk      INTEGER PRIMARY KEY AUTOINCREMENT,
	name    TEXT    NOT NULL UNIQUE COLLATE NOCASE,
	url     TEXT    NOT NULL,
	secret  TEXT    NOT NULL,
	filter  TEXT    NOT NULL, -- JSON
	created INTEGER NOT NULL  -- milliseconds since 1970
) STRICT;
CREATE TABLE notice (
	pk         INTEGER PRIMARY KEY AUTOINCREMENT,
	webhook_pk INTEGER NOT NULL REFERENCES webhook,
	message    TEXT    NOT NULL, -- id, the same each time it is sent
	body       BLOB    NOT NULL, -- JSON
	created    INTEGER NOT NULL, -- milliseconds since 1970
	attempts   INTEGER NOT NULL,
	due        INTEGER NOT NULL, -- when it is to be sent; 0 for one that was given up
	problem    TEXT    NOT NULL  -- of the last attempt
) STRICT;
CREATE INDEX notice_due ON notice (due);
CREATE INDEX notice_webhook ON notice (webhook_pk, due);
