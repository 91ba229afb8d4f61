-- Since when a thread has something to be delivered without a break, however often it was put off: for alarms.
-- It has no index: the table holds the threads with work alone, and an index would grow with each claim.
ALTER TABLE contactkit_line ADD COLUMN since timestamptz NOT NULL DEFAULT contactkit_now();
