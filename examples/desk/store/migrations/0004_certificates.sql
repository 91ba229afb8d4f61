-- Certificates that administrators uploaded and channels name. With private keys: who reads this table may act for the desk.
CREATE TABLE certificate (
	name   text PRIMARY KEY,
	rev    bigint NOT NULL, -- rises with each change
	data   bytea NOT NULL, -- PEM or DER; empty: it was removed
	secret text NOT NULL -- its private key, encrypted as the secrets of record; empty: it was removed
);
