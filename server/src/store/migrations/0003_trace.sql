ALTER TABLE events ADD COLUMN trace_parent TEXT; -- W3C traceparent, for whoever carries the event on
ALTER TABLE events ADD COLUMN trace_state TEXT;
