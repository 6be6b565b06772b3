-- Reasons, steps and signals are data, no longer sentences. The lists of
-- annotations, the chains of assertions and relation.by, which was "<rule>:
-- <sentence>", are converted in Go; see convert.go.

ALTER TABLE relation ADD COLUMN reasons TEXT; -- JSON array as in the contract
