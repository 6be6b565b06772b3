-- The same record is looked for when decisions are imported.
CREATE INDEX decision_coder ON decision (coder, time);
