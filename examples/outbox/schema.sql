-- A receipt and how far it is. Times are microseconds.
CREATE TABLE IF NOT EXISTS receipt (
	seq     INTEGER PRIMARY KEY,        -- the order in which they were put
	key     TEXT NOT NULL UNIQUE,
	thread  TEXT NOT NULL,
	open    INTEGER NOT NULL,           -- 1: there is something to deliver
	closed  INTEGER NOT NULL DEFAULT 0, -- 1: it has ended, and the host has shown that
	unsure  INTEGER NOT NULL DEFAULT 0, -- 1: an echo may settle it
	receipt TEXT NOT NULL               -- dispatch.Receipt as JSON
) STRICT;
CREATE INDEX IF NOT EXISTS receipt_open ON receipt(thread, seq) WHERE open = 1 OR closed = 0 OR unsure = 1;

-- One line for each thread in which something is to be delivered.
CREATE TABLE IF NOT EXISTS line (
	thread TEXT PRIMARY KEY,
	due    INTEGER NOT NULL,
	worker TEXT NOT NULL DEFAULT '',
	until  INTEGER NOT NULL DEFAULT 0, -- the end of the worker's claim
	count  INTEGER NOT NULL DEFAULT 1  -- grows with each receipt: a line that has grown since is not removed
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS line_due ON line(due);

-- The limiter: buckets with their pauses and headers, the spacing of each limit, and permits that are out.
CREATE TABLE IF NOT EXISTS bucket (
	bucket    TEXT PRIMARY KEY,
	paused    INTEGER NOT NULL DEFAULT 0, -- until
	remaining INTEGER NOT NULL DEFAULT 0, -- what the platform said is left, until reset
	reset     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS spacing (
	bucket TEXT NOT NULL,
	per    INTEGER NOT NULL,
	next   INTEGER NOT NULL, -- the earliest instant of the next call
	PRIMARY KEY (bucket, per)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS permit (
	bucket TEXT NOT NULL,
	per    INTEGER NOT NULL, -- 0: of a call under no limit, which counts for headers
	grant_ INTEGER NOT NULL,
	cost   INTEGER NOT NULL,
	back   INTEGER NOT NULL, -- when it is free again, at the latest
	held   INTEGER NOT NULL  -- 1: the call is under way
) STRICT;
CREATE INDEX IF NOT EXISTS permit_back ON permit(bucket, per, back);
CREATE INDEX IF NOT EXISTS permit_grant ON permit(grant_) WHERE held = 1;
CREATE TABLE IF NOT EXISTS last_grant (id INTEGER NOT NULL) STRICT;
INSERT INTO last_grant SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM last_grant);
