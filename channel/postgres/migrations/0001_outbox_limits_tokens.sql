-- The time that conditions use. It is stable within a statement, so an index on a due time serves them.
CREATE FUNCTION contactkit_now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT statement_timestamp()';

-- The time after a lock was waited for.
CREATE FUNCTION contactkit_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()';

CREATE FUNCTION contactkit_us(us bigint) RETURNS interval LANGUAGE sql IMMUTABLE AS $$ SELECT us * interval '1 microsecond' $$;

-- Events as they came. An event that is delivered again meets its own id.
CREATE TABLE contactkit_event (
	id     text COLLATE "C" PRIMARY KEY,
	thread text COLLATE "C" NOT NULL, -- Thread.Key
	at     timestamptz NOT NULL,      -- when it was stored
	data   json NOT NULL              -- channel.Event; jsonb would refuse a NUL in a text
);
CREATE INDEX contactkit_event_at ON contactkit_event(at);
CREATE INDEX contactkit_event_thread ON contactkit_event(thread);

-- Receipts of messages.
CREATE TABLE contactkit_receipt (
	key    text COLLATE "C" PRIMARY KEY,
	seq    bigint GENERATED ALWAYS AS IDENTITY, -- order within the thread
	thread text COLLATE "C" NOT NULL,
	state  smallint NOT NULL,                   -- 0 open, 1 uncertain, 2 ended
	closed boolean NOT NULL DEFAULT false,      -- ended, and the host knows
	at     timestamptz NOT NULL,                -- when it was last changed
	data   json NOT NULL                        -- dispatch.Receipt
);
CREATE INDEX contactkit_receipt_thread ON contactkit_receipt(thread, seq) WHERE NOT closed OR state < 2;
CREATE INDEX contactkit_receipt_at ON contactkit_receipt(at) WHERE closed;

-- One line for each thread in which something is to be delivered: what workers claim.
CREATE TABLE contactkit_line (
	thread text COLLATE "C" PRIMARY KEY,
	name   json NOT NULL,                              -- channel.Thread
	due    timestamptz NOT NULL,
	worker text NOT NULL DEFAULT '',
	until  timestamptz NOT NULL DEFAULT '-infinity',   -- end of the worker's claim
	count  bigint NOT NULL DEFAULT 1                   -- raised with each receipt: a line that was raised is not removed
);
CREATE INDEX contactkit_line_due ON contactkit_line(due);

-- A bucket of calls: closed for a time, or open for a counted number of calls.
CREATE UNLOGGED TABLE contactkit_bucket (
	bucket    text COLLATE "C" PRIMARY KEY,
	paused    timestamptz NOT NULL DEFAULT '-infinity',
	remaining int NOT NULL DEFAULT 0,
	until     timestamptz NOT NULL DEFAULT '-infinity' -- remaining counts until then
);

-- A limit. Its row is locked while its permits are counted.
CREATE UNLOGGED TABLE contactkit_limit (
	bucket text COLLATE "C" NOT NULL,
	per    bigint NOT NULL,                           -- µs
	next   timestamptz NOT NULL DEFAULT '-infinity',  -- earliest instant of the next call
	PRIMARY KEY (bucket, per)
);

-- Permits that are out. They come back by themselves, so a node that was killed holds none for ever.
CREATE UNLOGGED TABLE contactkit_permit (
	grant_id bigint NOT NULL,
	bucket   text COLLATE "C" NOT NULL,
	per      bigint NOT NULL,
	cost     int NOT NULL,
	back     timestamptz NOT NULL,
	held     boolean NOT NULL    -- the call is under way
);
CREATE INDEX contactkit_permit_back ON contactkit_permit(bucket, per, back);
CREATE INDEX contactkit_permit_grant ON contactkit_permit(grant_id) WHERE held;
CREATE SEQUENCE contactkit_grant;

-- Refresh tokens: one row for each account.
CREATE TABLE contactkit_token (
	account text COLLATE "C" PRIMARY KEY,
	serial  bigint NOT NULL,
	data    bytea NOT NULL
);
