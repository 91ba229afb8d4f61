-- A thread with a contact. Times are microseconds; 0 is never.
CREATE TABLE conversation_thread (
	thread  TEXT PRIMARY KEY, -- channel.Thread.Key
	channel TEXT NOT NULL,    -- id of the record that owns the account
	phase   INTEGER NOT NULL, -- session.Phase; 0: no session is open
	wake    INTEGER NOT NULL, -- when the session is due if nothing happens before, rounded up
	data    TEXT NOT NULL     -- conversation.Row as JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_thread_wake ON conversation_thread(wake) WHERE wake > 0;
CREATE INDEX conversation_thread_channel ON conversation_thread(channel) WHERE phase > 0;

-- Everything that happened, each once for good. A row stays until it is pruned; if the thread was
-- erased, its hashed ID alone.
CREATE TABLE conversation_input (
	seq     INTEGER PRIMARY KEY,        -- the order in which they were stored
	id      TEXT NOT NULL UNIQUE,       -- Input.ID, or conversation.ErasedID of it
	thread  TEXT NOT NULL,              -- '' if it was erased
	account TEXT NOT NULL,              -- of the thread, with its platform
	channel TEXT NOT NULL,
	at      INTEGER NOT NULL,           -- when it was stored
	status  INTEGER NOT NULL,           -- 0 due, 1 held, 2 skipped, 3 applied, 4 bad
	live    INTEGER NOT NULL DEFAULT 0, -- Input.Live
	data    TEXT NOT NULL               -- conversation.Input as JSON
) STRICT;
CREATE INDEX conversation_input_due ON conversation_input(at, thread) WHERE status = 0;
CREATE INDEX conversation_input_open ON conversation_input(thread, seq) WHERE status < 2;
CREATE INDEX conversation_input_skipped ON conversation_input(channel, account, seq) WHERE status = 2;
CREATE INDEX conversation_input_thread ON conversation_input(thread);
CREATE INDEX conversation_input_over ON conversation_input(at) WHERE status >= 2;
CREATE INDEX conversation_input_bad ON conversation_input(seq) WHERE status = 4;

-- A question to a robot. A node has it until its lease ends; the answer deletes the row.
CREATE TABLE conversation_call (
	seq    INTEGER PRIMARY KEY,
	key    TEXT NOT NULL UNIQUE,
	thread TEXT NOT NULL,
	node   TEXT NOT NULL DEFAULT '',
	until  INTEGER NOT NULL DEFAULT 0, -- the end of the node's lease
	data   TEXT NOT NULL               -- conversation.Call as JSON
) STRICT;
CREATE INDEX conversation_call_thread ON conversation_call(thread, seq);

-- A message to send, and how far it is.
CREATE TABLE conversation_receipt (
	seq    INTEGER PRIMARY KEY,        -- the order in which they were decided
	key    TEXT NOT NULL UNIQUE,
	thread TEXT NOT NULL,
	at     INTEGER NOT NULL,           -- when it was last stored
	status INTEGER NOT NULL,           -- 0 open, 1 uncertain, 2 ended
	unsure INTEGER NOT NULL,           -- 1: a part is begun or uncertain; an echo may settle it
	closed INTEGER NOT NULL DEFAULT 0, -- 1: it needs no more attention
	data   TEXT NOT NULL               -- dispatch.Receipt as JSON
) STRICT;
CREATE INDEX conversation_receipt_open ON conversation_receipt(thread, seq) WHERE status = 0 OR unsure = 1;
CREATE INDEX conversation_receipt_unclosed ON conversation_receipt(thread, seq) WHERE closed = 0;
CREATE INDEX conversation_receipt_due ON conversation_receipt(at, thread) WHERE status = 2 AND closed = 0;
CREATE INDEX conversation_receipt_thread ON conversation_receipt(thread);
CREATE INDEX conversation_receipt_at ON conversation_receipt(at) WHERE status > 0;

-- What an echo may call a receipt: conversation.NamesOf.
CREATE TABLE conversation_name (
	name    TEXT NOT NULL,
	receipt TEXT NOT NULL, -- conversation_receipt.key
	PRIMARY KEY (name, receipt)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_name_receipt ON conversation_name(receipt);

-- One line for each thread in which something is to be delivered: what workers claim.
CREATE TABLE conversation_line (
	thread TEXT PRIMARY KEY,
	due    INTEGER NOT NULL,
	worker TEXT NOT NULL DEFAULT '',
	until  INTEGER NOT NULL DEFAULT 0, -- the end of the worker's claim
	count  INTEGER NOT NULL DEFAULT 1  -- grows with each receipt: a line that has grown since is not removed
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_line_due ON conversation_line(due);
