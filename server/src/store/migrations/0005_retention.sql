-- How long a row is kept is the contract's to say; a row knows from when.
DROP INDEX shortlists_expiry;
ALTER TABLE shortlists DROP COLUMN expires_at_ms;
CREATE INDEX shortlists_age ON shortlists (updated_at_ms);

DROP INDEX inspiration_expiry;
ALTER TABLE inspiration DROP COLUMN expires_at_ms;
CREATE INDEX inspiration_age ON inspiration (created_at_ms);

-- The picture's file; absent once it was taken away.
ALTER TABLE inspiration ADD COLUMN file TEXT;
UPDATE inspiration SET file = sha256;
CREATE INDEX inspiration_file ON inspiration (file);

ALTER TABLE inspiration ADD COLUMN scan TEXT NOT NULL DEFAULT 'waiting' CHECK (scan IN ('waiting', 'clean', 'infected'));
ALTER TABLE inspiration ADD COLUMN scan_tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE inspiration ADD COLUMN scan_due_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX inspiration_scan ON inspiration (scan_due_ms) WHERE scan = 'waiting';

CREATE INDEX returns_age ON returns (created_at_ms);
CREATE INDEX capsules_end ON capsules (expires_at_ms) WHERE status IN ('active', 'extended');
CREATE INDEX feedback_comments ON feedback (created_at_ms) WHERE comment IS NOT NULL;
CREATE INDEX subscriptions_age ON subscriptions (consented_at_ms);
CREATE INDEX products_unpriced ON products (id) WHERE price_cents IS NULL;
