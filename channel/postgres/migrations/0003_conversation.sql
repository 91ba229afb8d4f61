-- A receipt is unsure if a part of it is begun or uncertain: an echo may settle it. Releases before this one wrote state 1
-- for that.
ALTER TABLE contactkit_receipt ADD COLUMN unsure boolean NOT NULL DEFAULT false;
DROP INDEX contactkit_receipt_thread;
CREATE INDEX contactkit_receipt_thread ON contactkit_receipt(thread, seq) WHERE NOT closed OR state < 2 OR unsure;
CREATE INDEX contactkit_receipt_all ON contactkit_receipt(thread);
CREATE INDEX contactkit_receipt_ended ON contactkit_receipt(at, thread) WHERE state = 2 AND NOT closed;
CREATE INDEX contactkit_receipt_over ON contactkit_receipt(at) WHERE state > 0;

-- What an echo may call a receipt: conversation.NamesOf. A long name is hashed.
CREATE TABLE contactkit_name (
	name    text COLLATE "C" NOT NULL,
	receipt text COLLATE "C" NOT NULL, -- contactkit_receipt.key
	PRIMARY KEY (name, receipt)
);
CREATE INDEX contactkit_name_receipt ON contactkit_name(receipt);

-- A thread with a contact.
CREATE TABLE contactkit_thread (
	thread  text COLLATE "C" PRIMARY KEY, -- Thread.Key
	channel text COLLATE "C" NOT NULL,    -- id of the record that owns the account
	phase   smallint NOT NULL,            -- session.Phase; 0: no session is open
	wake    timestamptz,                  -- when the session is due if nothing happens before; NULL: never
	data    json NOT NULL                 -- conversation.Row
);
CREATE INDEX contactkit_thread_wake ON contactkit_thread(wake) WHERE wake IS NOT NULL;
CREATE INDEX contactkit_thread_channel ON contactkit_thread(channel) WHERE phase > 0;

-- The order in which inputs are stored. A column of its own, since an input that is released gets a new place.
CREATE SEQUENCE contactkit_input_seq;

-- Everything that happened, each once for good. If the thread was erased, the hashed ID alone is left.
CREATE TABLE contactkit_input (
	id      text COLLATE "C" PRIMARY KEY,   -- Input.ID, or conversation.ErasedID of it
	seq     bigint NOT NULL,                -- from contactkit_input_seq
	thread  text COLLATE "C" NOT NULL,      -- '' if it was erased
	account text COLLATE "C" NOT NULL,      -- of the thread, with its platform
	channel text COLLATE "C" NOT NULL,
	at      timestamptz NOT NULL,           -- when it was stored
	status  smallint NOT NULL,              -- 0 due, 1 held, 2 skipped, 3 applied, 4 bad
	live    boolean NOT NULL DEFAULT false, -- Input.Live
	data    json NOT NULL                   -- conversation.Input
);
CREATE INDEX contactkit_input_due ON contactkit_input(at, thread) WHERE status = 0;
CREATE INDEX contactkit_input_open ON contactkit_input(thread, seq) WHERE status < 2;
CREATE INDEX contactkit_input_skipped ON contactkit_input(channel, account, seq) WHERE status = 2;
CREATE INDEX contactkit_input_thread ON contactkit_input(thread);
CREATE INDEX contactkit_input_over ON contactkit_input(at) WHERE status >= 2;
CREATE INDEX contactkit_input_bad ON contactkit_input(seq) WHERE status = 4;

-- A question to a robot. A node has it until its lease ends; the answer deletes the row.
CREATE TABLE contactkit_call (
	key    text COLLATE "C" PRIMARY KEY,
	seq    bigint GENERATED ALWAYS AS IDENTITY,
	thread text COLLATE "C" NOT NULL,
	node   text NOT NULL DEFAULT '',
	until  timestamptz NOT NULL DEFAULT '-infinity', -- the end of the node's lease
	data   json NOT NULL                             -- conversation.Call
);
CREATE UNIQUE INDEX contactkit_call_seq ON contactkit_call(seq);
CREATE INDEX contactkit_call_thread ON contactkit_call(thread, seq);
CREATE INDEX contactkit_call_until ON contactkit_call(until);
