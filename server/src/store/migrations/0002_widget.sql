ALTER TABLE orders ADD COLUMN payment_status TEXT; -- the shop's own word
ALTER TABLE orders ADD COLUMN carrier TEXT;
ALTER TABLE orders ADD COLUMN service TEXT;
ALTER TABLE orders ADD COLUMN tracking_number TEXT;
ALTER TABLE orders ADD COLUMN shipped_at_ms INTEGER;
ALTER TABLE orders ADD COLUMN estimated_at_ms INTEGER;

-- One probe finds a customer's newest order, or that there is none: a wrong address and a wrong postcode cost the same.
CREATE INDEX orders_customer ON orders (lower(email), replace(upper(postal_code), ' ', ''), created_at_ms, number);

CREATE TABLE order_history (
    order_number TEXT NOT NULL REFERENCES orders (number) ON DELETE CASCADE,
    line INTEGER NOT NULL,
    code TEXT NOT NULL, -- the shop's own word
    label TEXT,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (order_number, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE shortlists (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL UNIQUE,
    items TEXT NOT NULL, -- JSON list of pairs: product id, card
    created_at_ms INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX shortlists_expiry ON shortlists (expires_at_ms);

CREATE TABLE capsules (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL,
    shortlist_id TEXT NOT NULL, -- the list may be forgotten before the hold is
    pieces INTEGER NOT NULL,
    customer_hash BLOB NOT NULL, -- HMAC-SHA-256 of the customer's address
    customer_sealed BLOB NOT NULL, -- the address, encrypted
    status TEXT NOT NULL CHECK (status IN ('active', 'extended', 'released', 'expired')),
    expires_at_ms INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL
) STRICT;

-- The rule of one hold per customer, kept even if a check before it were forgotten.
CREATE UNIQUE INDEX capsules_open ON capsules (customer_hash) WHERE status IN ('active', 'extended');
CREATE INDEX capsules_expiry ON capsules (expires_at_ms);

CREATE TABLE tickets (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'acknowledged', 'in_progress', 'resolved', 'escalated')),
    priority TEXT NOT NULL CHECK (priority IN ('normal', 'high')),
    email TEXT NOT NULL,
    name TEXT,
    phone TEXT,
    timezone TEXT,
    summary TEXT NOT NULL,
    time_preference TEXT,
    transcript TEXT, -- JSON, as the three below
    shortlist TEXT,
    inspiration TEXT,
    metadata TEXT,
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX tickets_open ON tickets (priority) WHERE status <> 'resolved';
CREATE INDEX tickets_age ON tickets (created_at_ms);

CREATE TABLE feedback (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL,
    intent TEXT NOT NULL, -- empty for none, so that none is one, too
    rating TEXT NOT NULL CHECK (rating IN ('great', 'good', 'okay', 'needs_follow_up', 'poor')),
    score INTEGER NOT NULL,
    order_number TEXT,
    comment TEXT,
    metadata TEXT, -- JSON
    created_at_ms INTEGER NOT NULL,
    UNIQUE (session_id, intent)
) STRICT;

CREATE INDEX feedback_age ON feedback (created_at_ms);

CREATE TABLE subscriptions (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL,
    order_number TEXT NOT NULL, -- empty for whatever the session asks about
    channel TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
    destination_hash BLOB NOT NULL, -- HMAC-SHA-256 of the destination
    destination_sealed BLOB NOT NULL, -- the destination, encrypted
    consented_at_ms INTEGER NOT NULL,
    UNIQUE (session_id, order_number, channel, destination_hash)
) STRICT;

CREATE INDEX subscriptions_order ON subscriptions (order_number);
