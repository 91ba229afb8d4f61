-- Channel records, without their credentials.
CREATE TABLE contactkit_record (
	id        text COLLATE "C" PRIMARY KEY,
	tenant    text COLLATE "C" NOT NULL,
	rev       bigint NOT NULL,
	connector text COLLATE "C" NOT NULL, -- '' if the credentials are its own
	path      text COLLATE "C" NOT NULL, -- of its webhook
	data      json NOT NULL              -- directory.Record
);
CREATE INDEX contactkit_record_path ON contactkit_record(path);
CREATE INDEX contactkit_record_connector ON contactkit_record(tenant, connector) WHERE connector <> '';

-- What one channel may have only: Claim.Key.
CREATE TABLE contactkit_claim (
	key    text COLLATE "C" PRIMARY KEY,
	record text COLLATE "C" NOT NULL
);
CREATE INDEX contactkit_claim_record ON contactkit_claim(record);

-- Credentials, sealed. The name is that of a connector, or a record's id.
CREATE TABLE contactkit_secret (
	tenant text COLLATE "C" NOT NULL,
	name   text COLLATE "C" NOT NULL,
	rev    bigint NOT NULL,             -- Secrets.Rev
	data   bytea NOT NULL,
	PRIMARY KEY (tenant, name)
);

-- Nodes that follow the records, and what each has.
CREATE TABLE contactkit_node (
	node text COLLATE "C" PRIMARY KEY,
	at   timestamptz NOT NULL           -- when it was last seen
);
CREATE TABLE contactkit_seen (
	record  text COLLATE "C" NOT NULL,
	node    text COLLATE "C" NOT NULL,
	rev     bigint NOT NULL,
	secrets bigint NOT NULL,            -- Secrets.Rev
	PRIMARY KEY (record, node)
);
CREATE INDEX contactkit_seen_node ON contactkit_seen(node);
