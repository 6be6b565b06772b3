-- For the ledger of an author.
CREATE INDEX comment_author ON comment (author) WHERE author IS NOT NULL;
