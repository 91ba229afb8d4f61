package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// secretRow is how credentials are stored. A channel.Secret would be stored as "[secret]".
type secretRow struct {
	Keys       map[string][]keyRow            `json:"keys,omitempty"`
	Tokens     map[string]map[string][]keyRow `json:"tokens,omitempty"`
	Attributes map[string]string              `json:"attributes,omitempty"`
}

type keyRow struct {
	Secret string    `json:"secret"`
	Until  time.Time `json:"until,omitzero"`
}

// rows converts the values of a map.
func rows[A, B any](in map[string]A, f func(A) B) map[string]B {
	if in == nil {
		return nil
	}
	out := make(map[string]B, len(in))
	for name, v := range in {
		out[name] = f(v)
	}
	return out
}

func keyRows(keys channel.Keys) []keyRow {
	list := make([]keyRow, len(keys))
	for i, k := range keys {
		list[i] = keyRow{k.Secret.Reveal(), k.Until.UTC()}
	}
	return list
}

func keysOfRows(list []keyRow) channel.Keys {
	keys := make(channel.Keys, len(list))
	for i, k := range list {
		keys[i] = channel.Key{Secret: channel.Secret(k.Secret), Until: k.Until}
	}
	return keys
}

// secrets reads credentials; none are the zero Secrets.
func (s *Records) secrets(ctx context.Context, db DB, tenant, name string) (secrets directory.Secrets, err error) {
	var data []byte
	err = db.QueryRow(ctx, `SELECT rev, data FROM contactkit_secret WHERE tenant = $1 AND name = $2`, tenant, name).Scan(&secrets.Rev, &data)
	if errors.Is(err, pgx.ErrNoRows) {
		return directory.Secrets{}, nil
	}
	if err != nil {
		return secrets, err
	}
	return s.open(ctx, secrets.Rev, data)
}

func (s *Records) open(ctx context.Context, rev int64, data []byte) (secrets directory.Secrets, err error) {
	if s.cfg.Seal != nil {
		if data, err = s.cfg.Seal.Open(ctx, data); err != nil {
			return secrets, fmt.Errorf("credentials: %w", err)
		}
	}
	var row secretRow
	if json.Unmarshal(data, &row) != nil {
		return secrets, errors.New("credentials cannot be read: they were sealed otherwise") // the decoder's error would show them
	}
	secrets.Rev, secrets.Keys = rev, rows(row.Keys, keysOfRows)
	secrets.Tokens = rows(row.Tokens, func(accounts map[string][]keyRow) map[string]channel.Keys { return rows(accounts, keysOfRows) })
	secrets.Attributes = rows(row.Attributes, func(v string) channel.Secret { return channel.Secret(v) })
	return secrets, nil
}

func (s *Records) putSecrets(ctx context.Context, tx pgx.Tx, tenant, name string, secrets directory.Secrets) error {
	data, err := json.Marshal(secretRow{
		Keys:       rows(secrets.Keys, keyRows),
		Tokens:     rows(secrets.Tokens, func(accounts map[string]channel.Keys) map[string][]keyRow { return rows(accounts, keyRows) }),
		Attributes: rows(secrets.Attributes, channel.Secret.Reveal),
	})
	if err == nil && s.cfg.Seal != nil {
		data, err = s.cfg.Seal.Seal(ctx, data)
	}
	if err != nil {
		return fmt.Errorf("credentials of %s: %w", name, err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO contactkit_secret(tenant, name, rev, data) VALUES ($1, $2, $3, $4)
		ON CONFLICT (tenant, name) DO UPDATE SET rev = excluded.rev, data = excluded.data`, tenant, name, secrets.Rev, data)
	return err
}

// Secrets returns credentials, as a directory.SecretStore does: those of a connector, or a record's
// own under its id. There may be none.
func (s *Records) Secrets(ctx context.Context, tenant, name string) (directory.Secrets, error) {
	secrets, err := s.secrets(ctx, s.pool, tenant, name)
	if err != nil {
		return directory.Secrets{}, fmt.Errorf("postgres: records: %w", err)
	}
	return secrets, nil
}

var _ directory.SecretStore = (*Records)(nil)

// SaveSecrets stores credentials of a connector, which channels share, and returns what was stored:
// the next revision, with the former credentials for Options.Overlap. All channels that share them
// are told. It fails with directory.ErrStale if edit.Rev is not the present one; zero: there are
// none yet.
func (s *Records) SaveSecrets(ctx context.Context, tenant, connector string, edit directory.Secrets) (saved directory.Secrets, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		saved, err = s.share(ctx, tx, tenant, connector, func(old directory.Secrets) (directory.Secrets, error) {
			return s.cfg.Options.ChangeSecrets(old, edit.Keep(old))
		})
		return err
	})
	if err != nil {
		return directory.Secrets{}, fmt.Errorf("postgres: records: %w", err)
	}
	return saved, nil
}

// share changes the credentials of a connector, and tells all channels that share them with the
// commit.
func (s *Records) share(ctx context.Context, tx pgx.Tx, tenant, connector string, next func(old directory.Secrets) (directory.Secrets, error)) (directory.Secrets, error) {
	// Two nodes that store the first ones must see each other, so a row is not enough.
	if err := lock(ctx, tx, "connector/"+tenant+"/"+connector); err != nil {
		return directory.Secrets{}, err
	}
	old, err := s.secrets(ctx, tx, tenant, connector)
	if err != nil {
		return directory.Secrets{}, err
	}
	saved, err := next(old)
	if err != nil {
		return directory.Secrets{}, err
	}
	if err := s.putSecrets(ctx, tx, tenant, connector, saved); err != nil {
		return directory.Secrets{}, err
	}
	list, err := tx.Query(ctx, `SELECT id FROM contactkit_record WHERE tenant = $1 AND connector = $2`, tenant, connector)
	ids, err := collect(list, err, pgx.RowTo[string])
	if err != nil {
		return directory.Secrets{}, err
	}
	return saved, tell(ctx, tx, ids...)
}

// Revoke drops the former credentials of a channel: for one that was disclosed. If the channel has
// a connector, the former credentials of the connector are dropped, for all channels that share
// them. It fails with directory.ErrStale if rev is not the present one, and with
// directory.ErrNotFound if there is no such record.
func (s *Records) Revoke(ctx context.Context, id string, rev int64) (directory.Record, error) {
	list, err := s.change(ctx, []directory.Record{{ID: id, Rev: rev}}, func(tx pgx.Tx, old, edit directory.Record) (directory.Record, error) {
		if old.Rev != edit.Rev {
			return old, directory.ErrStale
		}
		if old.Connector != "" {
			_, err := s.share(ctx, tx, old.Tenant, old.Connector, func(old directory.Secrets) (directory.Secrets, error) {
				next := old.Newest()
				next.Rev++
				return next, nil
			})
			if err != nil {
				return old, err
			}
		}
		return s.cfg.Options.Revoke(ctx, old)
	})
	if err != nil {
		return directory.Record{}, err
	}
	return list[0], nil
}

// read reads records with their credentials.
func (s *Records) read(ctx context.Context, db DB, where string, args []string) ([]directory.Record, error) {
	type stored struct {
		data, secrets []byte
		rev           int64
	}
	found, err := db.Query(ctx, `SELECT r.data, coalesce(s.rev, 0), s.data FROM (SELECT * FROM contactkit_record `+where+`) AS r
		LEFT JOIN contactkit_secret s ON s.tenant = r.tenant AND s.name = CASE WHEN r.connector = '' THEN r.id ELSE r.connector END ORDER BY r.id`, args)
	list, err := collect(found, err, func(row pgx.CollectableRow) (one stored, err error) {
		err = row.Scan(&one.data, &one.rev, &one.secrets)
		return one, err
	})
	if err != nil {
		return nil, err
	}
	records := make([]directory.Record, len(list))
	for i, one := range list {
		if err := json.Unmarshal(one.data, &records[i]); err != nil {
			return nil, err
		}
		if one.secrets == nil {
			continue
		}
		if records[i].Secrets, err = s.open(ctx, one.rev, one.secrets); err != nil {
			return nil, fmt.Errorf("channel %s: %w", records[i].ID, err)
		}
	}
	return records, nil
}
