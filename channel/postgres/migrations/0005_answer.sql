-- Until when the platform takes what an agent writes; NULL: without end, or the contact was never heard. It is set when a
-- row is stored next: a NUL in a name keeps PostgreSQL from reading it out of the JSON.
ALTER TABLE contactkit_thread ADD COLUMN answer timestamptz;
CREATE INDEX contactkit_thread_answer ON contactkit_thread(answer) WHERE phase > 0 AND answer IS NOT NULL;
