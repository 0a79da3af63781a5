-- How far the relay came with an event.
ALTER TABLE events DROP COLUMN published_at_ms;
ALTER TABLE events ADD COLUMN state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'dead'));
ALTER TABLE events ADD COLUMN tries INTEGER NOT NULL DEFAULT 0; -- in vain
ALTER TABLE events ADD COLUMN due_at_ms INTEGER NOT NULL DEFAULT 0; -- not before
ALTER TABLE events ADD COLUMN cause TEXT; -- of the last failure

-- The first event of each subject goes first; both halves of that question end in one of these.
CREATE INDEX events_queue ON events (position) WHERE state = 'waiting';
CREATE INDEX events_subject ON events (subject, position) WHERE state = 'waiting';
CREATE INDEX events_dead ON events (position) WHERE state = 'dead';
