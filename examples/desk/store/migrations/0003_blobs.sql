-- Bytes of media and of exports, by name, where all nodes have them.
CREATE TABLE blob (
	name   text PRIMARY KEY, -- media/ID, or the name of an export's file
	upload text NOT NULL, -- which of the uploads of this name shows
	size   bigint NOT NULL,
	at     timestamptz NOT NULL -- when it was committed
);
CREATE TABLE blob_part (
	name   text NOT NULL,
	upload text NOT NULL,
	n      int NOT NULL,
	at     timestamptz NOT NULL,
	data   bytea NOT NULL,
	PRIMARY KEY (name, upload, n)
);
ALTER TABLE blob_part ALTER COLUMN data SET STORAGE EXTERNAL; -- pictures do not get smaller
