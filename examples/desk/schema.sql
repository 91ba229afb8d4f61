-- What the platforms told us. An event that is delivered again meets its own id.
CREATE TABLE IF NOT EXISTS event (
	id     TEXT PRIMARY KEY,
	thread TEXT NOT NULL,
	owned  INTEGER NOT NULL, -- 0: no account of ours; kept aside
	data   TEXT NOT NULL     -- channel.Event as JSON
) STRICT;

CREATE TABLE IF NOT EXISTS thread (
	key   TEXT PRIMARY KEY,  -- channel.Thread.Key
	name  TEXT NOT NULL DEFAULT '',
	heard INTEGER            -- ms: the customer's last event that opens the reply window
) STRICT;

CREATE TABLE IF NOT EXISTS message (
	seq         INTEGER PRIMARY KEY,
	thread      TEXT NOT NULL REFERENCES thread(key),
	platform_id TEXT,
	ref         TEXT UNIQUE,           -- our own name for what we send
	side        TEXT NOT NULL,         -- customer, us, business
	data        TEXT NOT NULL,         -- channel.Message as JSON
	at          INTEGER NOT NULL,      -- ms
	state       TEXT NOT NULL,         -- sending, sent, delivered, read, failed, uncertain, deleted
	note        TEXT NOT NULL DEFAULT '',
	edited      INTEGER NOT NULL DEFAULT 0,
	UNIQUE (thread, platform_id)
) STRICT;
