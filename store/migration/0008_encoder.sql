-- The digest of the sentence encoder's weights, or nothing if it was off.
ALTER TABLE thread ADD COLUMN encoder TEXT NOT NULL DEFAULT '';
