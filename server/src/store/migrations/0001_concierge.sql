CREATE TABLE products (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    spec_line TEXT,
    price_cents INTEGER,
    currency TEXT NOT NULL,
    image TEXT,
    tags TEXT NOT NULL, -- JSON list, each as domain::product::tag_key has it
    category TEXT NOT NULL,
    category_key TEXT NOT NULL,
    metal TEXT,
    metal_key TEXT,
    gemstone TEXT,
    ready_to_ship INTEGER NOT NULL CHECK (ready_to_ship IN (0, 1)),
    stock INTEGER NOT NULL,
    shipping_promise TEXT,
    bestseller_permille INTEGER NOT NULL,
    limited_drop INTEGER NOT NULL CHECK (limited_drop IN (0, 1)),
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at_ms INTEGER NOT NULL
) STRICT;

-- One index per order in which the catalogue is read; a page costs the same wherever it begins.
CREATE INDEX products_featured ON products (bestseller_permille DESC, created_at_ms DESC, id DESC) WHERE is_active = 1 AND price_cents >= 0;
CREATE INDEX products_newest ON products (created_at_ms DESC, id DESC) WHERE is_active = 1 AND price_cents >= 0;
CREATE INDEX products_price ON products (price_cents, id) WHERE is_active = 1 AND price_cents >= 0;

CREATE TABLE orders (
    number TEXT NOT NULL PRIMARY KEY,
    status TEXT NOT NULL,
    email TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    delivered_at_ms INTEGER
) STRICT;

CREATE TABLE order_items (
    order_number TEXT NOT NULL REFERENCES orders (number) ON DELETE CASCADE,
    line INTEGER NOT NULL,
    sku TEXT NOT NULL,
    title TEXT NOT NULL,
    price_cents INTEGER NOT NULL,
    bars TEXT NOT NULL, -- JSON list of domain::order::Bar codes
    PRIMARY KEY (order_number, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE returns (
    rma_id TEXT NOT NULL PRIMARY KEY,
    order_number TEXT NOT NULL REFERENCES orders (number),
    choice TEXT NOT NULL CHECK (choice IN ('return', 'resize', 'care')),
    status TEXT NOT NULL CHECK (status IN ('initiated', 'scheduled', 'received', 'completed', 'declined')),
    session_id TEXT NOT NULL,
    email TEXT,
    phone TEXT,
    pickup TEXT, -- JSON
    reason TEXT,
    notes TEXT,
    label_url TEXT NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL
) STRICT;

-- The rule of one return at a time, kept even if a check before it were forgotten.
CREATE UNIQUE INDEX returns_active ON returns (order_number) WHERE status IN ('initiated', 'scheduled', 'received');

CREATE TABLE inspiration (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL,
    caption TEXT,
    media_type TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    moderation_status TEXT NOT NULL CHECK (moderation_status IN ('pending_review', 'approved', 'rejected')),
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX inspiration_expiry ON inspiration (expires_at_ms);

CREATE TABLE idempotency (
    scope_hash BLOB NOT NULL PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    claimed_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    status INTEGER, -- absent until the answer is settled
    headers TEXT, -- JSON list of name and value
    content_type TEXT,
    body BLOB,
    request_id TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_expiry ON idempotency (expires_at_ms);

-- The outbox. One writer gives rows in the order of their commits, so a reader that remembers the last position misses nothing.
CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    facts TEXT NOT NULL, -- JSON object
    request_id TEXT NOT NULL,
    correlation_id TEXT,
    at_ms INTEGER NOT NULL,
    published_at_ms INTEGER
) STRICT;

CREATE TABLE audit (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id TEXT NOT NULL,
    correlation_id TEXT,
    caller TEXT NOT NULL,
    operation TEXT NOT NULL,
    status INTEGER NOT NULL,
    session_hash TEXT,
    at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE keys (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE, -- HMAC-SHA-256 under the server's secret; the key itself is nowhere
    scopes TEXT NOT NULL, -- JSON list
    roles TEXT NOT NULL, -- JSON list
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER,
    revoked_at_ms INTEGER
) STRICT;

CREATE INDEX keys_name ON keys (name);
