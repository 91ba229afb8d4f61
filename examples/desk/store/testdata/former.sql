-- The inbox: what the platforms told us. An event that is delivered again meets its own id.
-- Rows are kept for longer than any platform replays (X: five days).
CREATE TABLE IF NOT EXISTS event (
	id      TEXT PRIMARY KEY,
	thread  TEXT NOT NULL,
	channel TEXT NOT NULL,              -- id of the record that owns the account; empty: nobody does
	aside   TEXT NOT NULL DEFAULT '',   -- why no session heard of it; empty: it was applied
	at      INTEGER NOT NULL,           -- µs: when it was stored
	data    TEXT NOT NULL               -- channel.Event as JSON
) STRICT;
CREATE INDEX IF NOT EXISTS event_aside ON event(thread) WHERE aside != '';
CREATE INDEX IF NOT EXISTS event_kept ON event(channel, aside) WHERE aside != '';
CREATE INDEX IF NOT EXISTS event_at ON event(at);

-- One row for each thread. The columns beside state repeat what lists and the sweeper ask for.
CREATE TABLE IF NOT EXISTS conversation (
	thread  TEXT PRIMARY KEY,           -- channel.Thread.Key
	channel TEXT NOT NULL,              -- record id
	name    TEXT NOT NULL DEFAULT '',
	heard   INTEGER NOT NULL DEFAULT 0, -- µs: the customer's last event that opens the reply window
	typing  INTEGER NOT NULL DEFAULT 0, -- µs: when the customer was last seen typing
	state   TEXT NOT NULL,              -- session.State as JSON
	phase   TEXT NOT NULL,
	agent   TEXT NOT NULL DEFAULT '',
	queue   TEXT NOT NULL DEFAULT '',
	wake    INTEGER,                    -- µs: when the session must be looked at; null: never
	last    INTEGER NOT NULL DEFAULT 0, -- µs: when the newest message was stored
	summary TEXT NOT NULL DEFAULT '',   -- that message in a line
	side    TEXT NOT NULL DEFAULT ''    -- and whose it was
) STRICT;
CREATE INDEX IF NOT EXISTS conversation_wake ON conversation(wake) WHERE wake IS NOT NULL;
CREATE INDEX IF NOT EXISTS conversation_last ON conversation(last);
CREATE INDEX IF NOT EXISTS conversation_agent ON conversation(agent, phase);
CREATE INDEX IF NOT EXISTS conversation_phase ON conversation(phase, last);

-- Who waits for an agent, as the session's last Enqueue said it.
CREATE TABLE IF NOT EXISTS waiting (
	thread  TEXT PRIMARY KEY,
	queue   TEXT NOT NULL,
	front   INTEGER NOT NULL,
	priority INTEGER NOT NULL,
	since   INTEGER NOT NULL,           -- µs
	data    TEXT NOT NULL               -- session.Action as JSON
) STRICT;

-- Which agent is asked to take a conversation, or to take it over from another.
CREATE TABLE IF NOT EXISTS offer (
	thread TEXT PRIMARY KEY REFERENCES conversation(thread),
	agent  TEXT NOT NULL,
	number INTEGER NOT NULL,            -- session.Action.Offer
	until  INTEGER NOT NULL             -- µs
) STRICT;
CREATE INDEX IF NOT EXISTS offer_agent ON offer(agent);

-- Who helps the agent in charge: reads along, is consulted, or has joined.
CREATE TABLE IF NOT EXISTS helper (
	thread TEXT NOT NULL REFERENCES conversation(thread),
	agent  TEXT NOT NULL,
	PRIMARY KEY (thread, agent)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS helper_agent ON helper(agent);

CREATE TABLE IF NOT EXISTS message (
	seq    INTEGER PRIMARY KEY,
	thread TEXT NOT NULL,
	key    TEXT UNIQUE,                 -- our own name for what we say; null: it came from outside
	side   TEXT NOT NULL,               -- customer, agent, robot, notice, inbox, assistant, desk
	author TEXT NOT NULL DEFAULT '',    -- of an agent's: who
	at     INTEGER NOT NULL,            -- µs
	state  TEXT NOT NULL DEFAULT '',    -- of ours: sending, sent, delivered, read, uncertain, failed, dropped, cancelled, refused; of any: deleted
	note   TEXT NOT NULL DEFAULT '',    -- why, in words
	edited INTEGER NOT NULL DEFAULT 0,
	data   TEXT NOT NULL                -- channel.Message as JSON
) STRICT;
CREATE INDEX IF NOT EXISTS message_thread ON message(thread, seq);
CREATE INDEX IF NOT EXISTS message_at ON message(at);
CREATE INDEX IF NOT EXISTS message_unsettled ON message(thread) WHERE state IN ('sending', 'uncertain');

-- The platform's names of a message: one for each part.
CREATE TABLE IF NOT EXISTS name (
	thread  TEXT NOT NULL,
	id      TEXT NOT NULL,
	message INTEGER NOT NULL REFERENCES message(seq),
	PRIMARY KEY (thread, id)
) STRICT, WITHOUT ROWID;

-- What the policies decided. A decision that is taken again meets its own key.
CREATE TABLE IF NOT EXISTS action (
	key    TEXT PRIMARY KEY,
	thread TEXT NOT NULL,
	kind   TEXT NOT NULL,
	at     INTEGER NOT NULL,            -- µs
	data   TEXT NOT NULL                -- session.Action as JSON
) STRICT;
CREATE INDEX IF NOT EXISTS action_kind ON action(kind, at);

-- The outbox: what is on its way to a platform.
CREATE TABLE IF NOT EXISTS outbox (
	seq     INTEGER PRIMARY KEY,
	key     TEXT NOT NULL UNIQUE,       -- of its message
	thread  TEXT NOT NULL,
	open    INTEGER NOT NULL,           -- 1: there is something to send, to find out or to tell
	why     TEXT NOT NULL DEFAULT '',   -- kind of failure, for the dashboard
	at      INTEGER NOT NULL,           -- µs
	receipt TEXT NOT NULL               -- dispatch.Receipt as JSON
) STRICT;
CREATE INDEX IF NOT EXISTS outbox_open ON outbox(thread) WHERE open = 1;
CREATE INDEX IF NOT EXISTS outbox_why ON outbox(why, at) WHERE why != '';

-- One line for each conversation in which something is to be sent or told: what a worker of the outbox claims.
CREATE TABLE IF NOT EXISTS line (
	thread TEXT PRIMARY KEY,
	due    INTEGER NOT NULL,            -- µs: not to be tried before
	worker TEXT NOT NULL DEFAULT '',
	until  INTEGER NOT NULL DEFAULT 0,  -- µs: the end of the worker's claim
	count  INTEGER NOT NULL DEFAULT 1   -- grows with each message: a line that has grown meanwhile is not removed
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS line_due ON line(due);

-- Work that takes its time: a question for the robot, a file or a profile to fetch.
CREATE TABLE IF NOT EXISTS task (
	seq    INTEGER PRIMARY KEY,
	key    TEXT NOT NULL UNIQUE,
	kind   TEXT NOT NULL,               -- robot, assistant, file, profile
	thread TEXT NOT NULL,
	due    INTEGER NOT NULL DEFAULT 0,  -- µs
	tries  INTEGER NOT NULL DEFAULT 0,
	data   TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS task_due ON task(kind, due);

-- Files of customers and agents; their bytes lie in the folder media under this id.
CREATE TABLE IF NOT EXISTS file (
	id      TEXT PRIMARY KEY,
	message INTEGER,                    -- whose attachment it is; null: an agent has just uploaded it
	n       INTEGER NOT NULL DEFAULT 0, -- which of its attachments
	name    TEXT NOT NULL DEFAULT '',
	type    TEXT NOT NULL DEFAULT '',   -- as its bytes say
	size    INTEGER NOT NULL DEFAULT 0,
	at      INTEGER NOT NULL,           -- µs: when it was asked for, or uploaded
	state   TEXT NOT NULL,              -- wanted, here, refused
	note    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS file_message ON file(message);

CREATE TABLE IF NOT EXISTS person (
	id       TEXT PRIMARY KEY,
	name     TEXT NOT NULL,
	role     TEXT NOT NULL,             -- agent, admin
	password BLOB NOT NULL,             -- bcrypt
	queues   TEXT NOT NULL DEFAULT '',  -- one a line, with the level after a tab
	room     INTEGER NOT NULL,          -- conversations at one time
	ready    INTEGER NOT NULL DEFAULT 0,-- 1: takes conversations
	idle     INTEGER NOT NULL DEFAULT 0 -- µs: since when nobody was given to them
) STRICT;

CREATE TABLE IF NOT EXISTS login (
	token   BLOB PRIMARY KEY,           -- SHA-256 of the cookie
	person  TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
	expires INTEGER NOT NULL            -- µs
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS queue (name TEXT PRIMARY KEY) STRICT;

-- The channels as administrators configure them. Credentials stand apart; the file desk.db is for its owner's eyes only.
CREATE TABLE IF NOT EXISTS record (
	id      TEXT PRIMARY KEY,
	data    TEXT NOT NULL,              -- directory.Record as JSON; empty: it was removed
	secrets TEXT NOT NULL               -- in store/secrets.go's own form
) STRICT;

-- What administrators changed, without credentials.
CREATE TABLE IF NOT EXISTS audit (
	seq    INTEGER PRIMARY KEY,
	at     INTEGER NOT NULL,            -- µs
	person TEXT NOT NULL,
	what   TEXT NOT NULL,
	data   TEXT NOT NULL                -- []directory.Change as JSON
) STRICT;

-- Exports that administrators asked for. Their ids are frozen: what is stored later is not in them.
CREATE TABLE IF NOT EXISTS export (
	id     TEXT PRIMARY KEY,            -- export.Task.ID
	person TEXT NOT NULL,
	what   TEXT NOT NULL,               -- channels, messages, figures
	format TEXT NOT NULL,               -- csv, jsonl, xlsx
	parts  TEXT NOT NULL,               -- of channels: which columns
	ids    TEXT NOT NULL,               -- one a line
	at     INTEGER NOT NULL,            -- µs
	task   TEXT NOT NULL                -- export.Task as JSON
) STRICT;
CREATE INDEX IF NOT EXISTS export_at ON export(at);

-- What is measured of each thread at present, and the figures of the steps: metrics.Sheet in binary, merged by quarter hours once they are over.
CREATE TABLE IF NOT EXISTS span (
	thread TEXT PRIMARY KEY,
	span   TEXT NOT NULL                -- metrics.Span as JSON
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS figure (
	seq  INTEGER PRIMARY KEY,
	at   INTEGER NOT NULL,              -- µs
	data BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS figure_at ON figure(at);

-- The language of each customer, as the platform gives it.
CREATE TABLE IF NOT EXISTS locale (
	thread TEXT PRIMARY KEY,
	locale TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- When the desk was last there: the next start reads what it has missed since.
CREATE TABLE IF NOT EXISTS alive (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	at  INTEGER NOT NULL                -- µs
) STRICT;

-- What agents write up: each takes a place of the agent's.
CREATE TABLE IF NOT EXISTS wrap (
	thread TEXT NOT NULL REFERENCES conversation(thread),
	agent  TEXT NOT NULL,
	queue  TEXT NOT NULL,
	began  INTEGER NOT NULL,            -- µs
	until  INTEGER NOT NULL,            -- µs
	PRIMARY KEY (thread, agent)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS wrap_agent ON wrap(agent);
CREATE INDEX IF NOT EXISTS wrap_until ON wrap(until);

-- What /healthz writes, to learn whether the disk takes it.
CREATE TABLE IF NOT EXISTS probe (
	id   INTEGER PRIMARY KEY,
	data BLOB NOT NULL
) STRICT;
