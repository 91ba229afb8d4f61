-- Since when a thread has something to be delivered without a break, however often it was put off: for alarms.
ALTER TABLE contactkit_line ADD COLUMN since timestamptz NOT NULL DEFAULT contactkit_now();
CREATE INDEX contactkit_line_since ON contactkit_line(since);
