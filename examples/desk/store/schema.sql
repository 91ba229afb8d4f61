-- The tables of conversations (conversation_…: inputs, threads, receipts, questions to robots) are those of package
-- channel/conversation/sqlite. The tables here are written in the same transactions.

-- One row for each thread, as pages list it. State and the columns after it repeat what conversation_thread has.
CREATE TABLE IF NOT EXISTS conversation (
	thread  TEXT PRIMARY KEY,           -- channel.Thread.Key
	channel TEXT NOT NULL,              -- record id
	name    TEXT NOT NULL DEFAULT '',
	typing  INTEGER NOT NULL DEFAULT 0, -- µs: when the customer was last seen typing
	state   TEXT NOT NULL,              -- session.State as JSON
	phase   TEXT NOT NULL,
	agent   TEXT NOT NULL DEFAULT '',
	queue   TEXT NOT NULL DEFAULT '',
	last    INTEGER NOT NULL DEFAULT 0, -- µs: when the newest message was stored
	summary TEXT NOT NULL DEFAULT '',   -- that message in a line
	side    TEXT NOT NULL DEFAULT ''    -- and whose it was
) STRICT;
CREATE INDEX IF NOT EXISTS conversation_last ON conversation(last);
CREATE INDEX IF NOT EXISTS conversation_agent ON conversation(agent, phase);
CREATE INDEX IF NOT EXISTS conversation_by_name ON conversation(name) WHERE name != '';
CREATE INDEX IF NOT EXISTS conversation_phase ON conversation(phase, last);

-- Who waits for an agent, as the session's last Enqueue said it.
CREATE TABLE IF NOT EXISTS waiting (
	thread  TEXT PRIMARY KEY,
	queue   TEXT NOT NULL,
	front   INTEGER NOT NULL,
	priority INTEGER NOT NULL,
	since   INTEGER NOT NULL,           -- µs
	answer  INTEGER NOT NULL DEFAULT 0, -- µs: until when the platform takes an answer; 0: without end
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
	place  INTEGER NOT NULL,            -- 1: it takes a place of the agent's; reading along does not
	PRIMARY KEY (thread, agent)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS helper_agent ON helper(agent);

CREATE TABLE IF NOT EXISTS message (
	seq    INTEGER PRIMARY KEY,
	thread TEXT NOT NULL,
	key    TEXT UNIQUE,                 -- our own name for what we say; null: it came from outside
	side   TEXT NOT NULL,               -- customer, agent, robot, notice, inbox, assistant, desk, note
	author TEXT NOT NULL DEFAULT '',    -- of an agent's: who
	at     INTEGER NOT NULL,            -- µs
	state  TEXT NOT NULL DEFAULT '',    -- of ours: sending, sent, delivered, read, uncertain, failed, dropped, cancelled, refused; of any: deleted
	note   TEXT NOT NULL DEFAULT '',    -- why, in words
	waits  TEXT NOT NULL DEFAULT '',    -- why it has not left yet, in words
	why    TEXT NOT NULL DEFAULT '',    -- kind of failure, for the dashboard
	edited INTEGER NOT NULL DEFAULT 0,
	data   TEXT NOT NULL                -- channel.Message as JSON
) STRICT;
CREATE INDEX IF NOT EXISTS message_thread ON message(thread, seq);
CREATE INDEX IF NOT EXISTS message_at ON message(at);
CREATE INDEX IF NOT EXISTS message_sending ON message(thread) WHERE state = 'sending';
CREATE INDEX IF NOT EXISTS message_why ON message(why, at) WHERE why != '';

-- The platform's names of a message: one for each part.
CREATE TABLE IF NOT EXISTS name (
	thread  TEXT NOT NULL,
	id      TEXT NOT NULL,
	message INTEGER NOT NULL REFERENCES message(seq),
	PRIMARY KEY (thread, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS name_message ON name(message);

-- Work that takes its time: a question for the assistant, a file, a profile or a picture to fetch, an agent who leaves a conversation.
CREATE TABLE IF NOT EXISTS task (
	seq    INTEGER PRIMARY KEY,
	key    TEXT NOT NULL UNIQUE,
	kind   TEXT NOT NULL,               -- assistant, file, profile, picture, leave
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
	role     TEXT NOT NULL,             -- agent, supervisor, admin
	password BLOB NOT NULL,             -- bcrypt
	queues   TEXT NOT NULL DEFAULT '',  -- one a line, with the level after a tab
	room     INTEGER NOT NULL,          -- conversations at one time
	ready    INTEGER NOT NULL DEFAULT 0,-- 1: takes conversations
	since    INTEGER NOT NULL DEFAULT 0,-- µs: since when they are ready
	idle     INTEGER NOT NULL DEFAULT 0 -- µs: since when nobody was given to them
) STRICT;

-- In which language and time zone a person reads the pages.
CREATE TABLE IF NOT EXISTS reader (
	person   TEXT PRIMARY KEY REFERENCES person(id) ON DELETE CASCADE,
	language TEXT NOT NULL DEFAULT '',  -- a tag; empty: as the browser says
	zone     TEXT NOT NULL DEFAULT ''   -- an IANA name; empty: the browser's
) STRICT, WITHOUT ROWID;

-- One row for each offer that a person let pass, in a row.
CREATE TABLE IF NOT EXISTS miss (
	seq    INTEGER PRIMARY KEY,
	person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE
) STRICT;
CREATE INDEX IF NOT EXISTS miss_person ON miss(person);

CREATE TABLE IF NOT EXISTS login (
	token   BLOB PRIMARY KEY,           -- SHA-256 of the cookie
	person  TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
	expires INTEGER NOT NULL            -- µs
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS queue (name TEXT PRIMARY KEY) STRICT;

-- Whom a queue asks: agents of a level at least, once a customer has waited so long. Without a row: all who serve it, at once.
CREATE TABLE IF NOT EXISTS stage (
	queue TEXT NOT NULL,
	after INTEGER NOT NULL,             -- s
	level INTEGER NOT NULL,             -- 0: all
	PRIMARY KEY (queue, after)
) STRICT, WITHOUT ROWID;

-- How many conversations of one platform a person takes at one time. Without a row: as many as of all.
CREATE TABLE IF NOT EXISTS room (
	person   TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
	platform TEXT NOT NULL,
	most     INTEGER NOT NULL,
	PRIMARY KEY (person, platform)
) STRICT, WITHOUT ROWID;

-- The channels as administrators configure them. Credentials are in a column of their own, encrypted if the desk has a key (seal.go);
-- without one the file desk.db is for its owner's eyes only.
CREATE TABLE IF NOT EXISTS record (
	id      TEXT PRIMARY KEY,
	data    TEXT NOT NULL,              -- directory.Record as JSON; empty: it was removed
	secrets TEXT NOT NULL               -- those of store/record.go as JSON, or sealed
) STRICT;

-- Certificates that administrators uploaded and channels name. With private keys: the file is for its owner's eyes only.
CREATE TABLE IF NOT EXISTS certificate (
	name   TEXT PRIMARY KEY,
	rev    INTEGER NOT NULL,            -- rises with each change
	data   BLOB NOT NULL,               -- PEM or DER; empty: it was removed
	secret TEXT NOT NULL                -- its private key, encrypted as the secrets of record; empty: it was removed
) STRICT, WITHOUT ROWID;

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
	format TEXT NOT NULL,               -- csv, csv-spreadsheet, jsonl, xlsx
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

-- What is said in public: posts and comments of customers, and our answers to them, in public and in private. A talk is a post with what answers it.
CREATE TABLE IF NOT EXISTS post (
	seq     INTEGER PRIMARY KEY,
	key     TEXT NOT NULL UNIQUE,       -- of its event, or our own name for what we say
	account TEXT NOT NULL,              -- platform and account, as in thread
	id      TEXT NOT NULL,              -- the platform's; empty: not known yet
	talk    TEXT NOT NULL,              -- channel.Thread.Key of the talk
	thread  TEXT NOT NULL,              -- channel.Thread.Key of the post's own events
	channel TEXT NOT NULL,              -- record id
	side    TEXT NOT NULL,              -- customer, agent, robot, inbox
	author  TEXT NOT NULL DEFAULT '',   -- a customer's name, an agent's id
	contact TEXT NOT NULL DEFAULT '',   -- the platform's id of the customer
	private INTEGER NOT NULL DEFAULT 0, -- 1: an answer that only the customer reads
	at      INTEGER NOT NULL,           -- µs
	state   TEXT NOT NULL DEFAULT '',   -- of ours: sending, sent, uncertain, failed; of any: deleted
	hidden  INTEGER NOT NULL DEFAULT 0,
	edited  INTEGER NOT NULL DEFAULT 0,
	note    TEXT NOT NULL DEFAULT '',   -- why, in words
	data    TEXT NOT NULL               -- channel.Post as JSON
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS post_id ON post(account, id) WHERE id != '';
CREATE INDEX IF NOT EXISTS post_talk ON post(talk, seq);
CREATE INDEX IF NOT EXISTS post_thread ON post(thread);

-- Posts that the account likes.
CREATE TABLE IF NOT EXISTS post_liked (
	post INTEGER PRIMARY KEY REFERENCES post(seq) ON DELETE CASCADE
) STRICT;

-- Requests for deletion that came from a platform. They name no person.
CREATE TABLE IF NOT EXISTS deletion (
	key   TEXT PRIMARY KEY,             -- hash of the request
	code  TEXT NOT NULL UNIQUE,         -- by which the person asks how far it is
	at    INTEGER NOT NULL,             -- µs
	state TEXT NOT NULL                 -- open, done, left
) STRICT, WITHOUT ROWID;

-- Logins at platforms: those under way, what they brought, and the channels that use it. The data hold credentials, encrypted like those of channels.
CREATE TABLE IF NOT EXISTS login_pending (
	state TEXT PRIMARY KEY,
	until INTEGER NOT NULL,             -- µs
	data  TEXT NOT NULL                 -- login.Pending as JSON
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS login_grant (
	tenant TEXT NOT NULL,
	key    TEXT NOT NULL,               -- login.Grant.Key
	serial INTEGER NOT NULL,
	data   TEXT NOT NULL,               -- login.Grant as JSON
	PRIMARY KEY (tenant, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS login_use (
	channel TEXT NOT NULL,              -- record id
	key     TEXT NOT NULL,
	serial  INTEGER NOT NULL,           -- of the grant whose credentials the record has
	PRIMARY KEY (channel, key)
) STRICT, WITHOUT ROWID;

-- Texts that agents use again: those of all, which have no owner, and each agent's own.
CREATE TABLE IF NOT EXISTS canned (
	seq   INTEGER PRIMARY KEY,
	owner TEXT NOT NULL DEFAULT '',     -- person; empty: everybody's
	name  TEXT NOT NULL,
	text  TEXT NOT NULL,
	UNIQUE (owner, name)
) STRICT;

-- Labels of conversations, and what agents noted of a customer by name.
CREATE TABLE IF NOT EXISTS label (
	thread TEXT NOT NULL,
	name   TEXT NOT NULL,
	PRIMARY KEY (thread, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS label_name ON label(name);
CREATE TABLE IF NOT EXISTS attribute (
	thread TEXT NOT NULL,
	name   TEXT NOT NULL,
	value  TEXT NOT NULL,
	PRIMARY KEY (thread, name)
) STRICT, WITHOUT ROWID;

-- What customers show of the face on the platform.
CREATE TABLE IF NOT EXISTS picture (
	thread TEXT PRIMARY KEY,
	file   TEXT NOT NULL,               -- the id of its bytes in the folder media; empty: the customer shows none
	type   TEXT NOT NULL,               -- as its bytes say
	at     INTEGER NOT NULL             -- µs: when the platform was asked
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS picture_file ON picture(file) WHERE file != '';

-- Threads of one and the same person on several channels. A person is a random name, so that it tells nothing after one thread was erased.
CREATE TABLE IF NOT EXISTS same (
	thread TEXT PRIMARY KEY,
	person TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS same_person ON same(person);

-- One row for each session of a thread: who served last, how it ended, and what the customer said of it.
CREATE TABLE IF NOT EXISTS episode (
	thread  TEXT NOT NULL,
	session INTEGER NOT NULL,           -- session.State.Session
	began   INTEGER NOT NULL,           -- µs
	ended   INTEGER NOT NULL DEFAULT 0, -- µs; 0: it goes on
	agent   TEXT NOT NULL DEFAULT '',
	queue   TEXT NOT NULL DEFAULT '',
	reason  TEXT NOT NULL DEFAULT '',   -- session.Reason
	code    TEXT NOT NULL DEFAULT '',   -- entered by the agent who wrote it up
	asked   INTEGER NOT NULL DEFAULT 0, -- µs: when the customer was asked how it was; 0: not
	answer  TEXT NOT NULL DEFAULT '',   -- and what the customer chose
	PRIMARY KEY (thread, session)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS episode_asked ON episode(asked) WHERE asked > 0;
CREATE INDEX IF NOT EXISTS episode_ended ON episode(ended);

-- What administrators set for the whole desk.
CREATE TABLE IF NOT EXISTS setting (
	name TEXT PRIMARY KEY,
	data TEXT NOT NULL                  -- JSON
) STRICT, WITHOUT ROWID;

-- An index over the texts of messages, by three characters each: it finds parts of words, in any script. Triggers keep it; it has no text of its own.
CREATE VIEW IF NOT EXISTS message_text AS
	SELECT seq, iif(state = 'deleted', '', coalesce(json_extract(data, '$.text'), '')) AS text FROM message;
CREATE VIRTUAL TABLE IF NOT EXISTS message_fts USING fts5(text, content = 'message_text', content_rowid = 'seq', tokenize = 'trigram', detail = 'full');
CREATE TRIGGER IF NOT EXISTS message_added AFTER INSERT ON message BEGIN
	INSERT INTO message_fts(rowid, text) VALUES(new.seq, iif(new.state = 'deleted', '', coalesce(json_extract(new.data, '$.text'), '')));
END;
CREATE TRIGGER IF NOT EXISTS message_changed AFTER UPDATE OF data, state ON message WHEN old.data != new.data OR (old.state = 'deleted') != (new.state = 'deleted') BEGIN
	INSERT INTO message_fts(message_fts, rowid, text) VALUES('delete', old.seq, iif(old.state = 'deleted', '', coalesce(json_extract(old.data, '$.text'), '')));
	INSERT INTO message_fts(rowid, text) VALUES(new.seq, iif(new.state = 'deleted', '', coalesce(json_extract(new.data, '$.text'), '')));
END;
CREATE TRIGGER IF NOT EXISTS message_removed AFTER DELETE ON message BEGIN
	INSERT INTO message_fts(message_fts, rowid, text) VALUES('delete', old.seq, iif(old.state = 'deleted', '', coalesce(json_extract(old.data, '$.text'), '')));
END;
