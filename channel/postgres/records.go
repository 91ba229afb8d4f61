package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel/directory"
)

// RecordsConfig is the configuration of Records.
type RecordsConfig struct {
	// Options check records before they are stored (directory.Options.Change). Use the options with
	// which the nodes' directories are made. Options.Load is not called.
	Options directory.Options
	// Seal encrypts credentials. If nil, they are stored as they are.
	Seal Sealer
	// Poll is how often Follow compares everything, in case a notification was lost. Defaults to 30
	// seconds. See decision 297.
	Poll time.Duration
	// Changed is called by Follow with the id of each record that any node has added or changed,
	// once this node's directory has it: host.Host.Changed lets open conversations follow. It is
	// not called for the records that are there when Follow begins. Its error is logged. If nil,
	// nothing is called.
	Changed func(ctx context.Context, id string) error
	// Also stores the host's own rows of a change (its audit, say) in the same transaction, before
	// the commit of Add, Save, Revoke and Remove: once for each record, from the record that was
	// and the one that is. If the record is new, old is the zero Record. If it is removed, now is
	// the zero Record, and old has no credentials. An error rolls back the whole call. Also must
	// not keep, commit or roll back the transaction, must be quick, and must not call methods of
	// the Records. It may be called concurrently, for different records. SaveSecrets does not call
	// it. If nil, nothing else is stored.
	Also func(ctx context.Context, tx pgx.Tx, old, now directory.Record) error
	// Log hears of records that a node cannot take, and of lost connections. If nil, nothing is
	// logged.
	Log *slog.Logger
}

// Records are the channel records of all nodes of a host, with their credentials and claims. Its
// methods may be called concurrently.
//
//	records := postgres.NewRecords(pool, postgres.RecordsConfig{Options: options, Seal: seal})
//	options.Load = records.Load
//	d, err := directory.New(options)
//	go records.Follow(ctx, d, node)
//	…
//	r, err = records.Save(ctx, edited) // at any node; all follow
type Records struct {
	pool *pgxpool.Pool
	cfg  RecordsConfig
}

// NewRecords makes a store of records.
func NewRecords(pool *pgxpool.Pool, cfg RecordsConfig) *Records {
	cfg.Poll = cmp.Or(cfg.Poll, 30*time.Second)
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Also == nil {
		cfg.Also = func(context.Context, pgx.Tx, directory.Record, directory.Record) error { return nil }
	}
	return &Records{pool, cfg}
}

// Add stores a new record with its credentials and returns it. Rev is 1, and State is Draft if none
// is set. Credentials of a connector are stored by SaveSecrets, not here. Errors match
// directory.ErrTaken, or are complaints (channel.FieldErrors).
func (s *Records) Add(ctx context.Context, r directory.Record) (directory.Record, error) {
	r = r.Clone()
	r.Rev, r.State = 1, cmp.Or(r.State, directory.Draft)
	if r.State == directory.Active {
		report, err := s.cfg.Options.Check(ctx, r)
		if err == nil {
			err = report.Err()
		}
		if err != nil {
			return directory.Record{}, err
		}
	}
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO contactkit_record(id, tenant, rev, connector, path, data) VALUES ($1, '', 0, '', '', '{}') ON CONFLICT DO NOTHING`, r.ID)
		if err == nil && tag.RowsAffected() == 0 {
			err = fmt.Errorf("channel %s: %w", r.ID, directory.ErrTaken)
		}
		if err != nil {
			return err
		}
		if r, err = s.put(ctx, tx, r); err != nil {
			return err
		}
		return s.cfg.Also(ctx, tx, directory.Record{}, r)
	})
	if err != nil {
		return directory.Record{}, fmt.Errorf("postgres: records: %w", err)
	}
	return r, nil
}

// Save stores edited records, all or none, and returns what was stored: each with the next
// revision, and with the former credentials for Options.Overlap. Credentials that an edit leaves
// out stay. Those of a connector are stored by SaveSecrets, not here. Accounts may pass between the
// records of one call. Errors match directory.ErrStale, ErrTaken or ErrNotFound, or are complaints
// (channel.FieldErrors).
func (s *Records) Save(ctx context.Context, edits ...directory.Record) ([]directory.Record, error) {
	return s.change(ctx, edits, func(_ pgx.Tx, old, edit directory.Record) (directory.Record, error) {
		edit.Secrets = edit.Secrets.Keep(old.Secrets)
		return s.cfg.Options.Change(ctx, old, edit)
	})
}

func (s *Records) change(ctx context.Context, edits []directory.Record, next func(tx pgx.Tx, old, edit directory.Record) (directory.Record, error)) (saved []directory.Record, err error) {
	ids := make([]string, len(edits))
	for i, edit := range edits {
		ids[i] = edit.ID
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		old, err := s.read(ctx, tx, `WHERE id = ANY($1) ORDER BY id FOR UPDATE`, ids)
		if err != nil {
			return err
		}
		// Claims are given up first, so that accounts may pass from one record to another.
		if _, err := tx.Exec(ctx, `DELETE FROM contactkit_claim WHERE record = ANY($1)`, ids); err != nil {
			return err
		}
		saved = nil
		for _, edit := range edits {
			at := slices.IndexFunc(old, func(r directory.Record) bool { return r.ID == edit.ID })
			if at < 0 {
				return fmt.Errorf("channel %s: %w", edit.ID, directory.ErrNotFound)
			}
			r, err := next(tx, old[at], edit)
			if err != nil {
				return err
			}
			if r, err = s.put(ctx, tx, r); err != nil {
				return err
			}
			if err := s.cfg.Also(ctx, tx, old[at], r); err != nil {
				return err
			}
			saved = append(saved, r)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("postgres: records: %w", err)
	}
	return saved, nil
}

// put writes a record, its claims and its own credentials, and tells all nodes with the commit. It
// returns the record with the credentials that are stored: those of a connector are not the
// record's to change.
func (s *Records) put(ctx context.Context, tx pgx.Tx, r directory.Record) (directory.Record, error) {
	if r.Connector != "" {
		shared, err := s.secrets(ctx, tx, r.Tenant, r.Connector)
		if err != nil {
			return r, err
		}
		r.Secrets = shared
	}
	claims, err := s.cfg.Options.Claims(ctx, r)
	if err != nil {
		return r, err
	}
	if err := s.claim(ctx, tx, r, claims); err != nil {
		return r, err
	}
	data, err := json.Marshal(r)
	if err != nil {
		return r, err
	}
	if _, err := tx.Exec(ctx, `UPDATE contactkit_record SET tenant = $2, rev = $3, connector = $4, path = $5, data = $6 WHERE id = $1`,
		r.ID, r.Tenant, r.Rev, r.Connector, r.CallbackPath(), data); err != nil {
		return r, err
	}
	if r.Connector == "" {
		if err := s.putSecrets(ctx, tx, r.Tenant, r.ID, r.Secrets); err != nil {
			return r, err
		}
	}
	return r, tell(ctx, tx, r.ID)
}

// claim takes what the record claims. The primary key of the table decides between two nodes.
func (s *Records) claim(ctx context.Context, tx pgx.Tx, r directory.Record, claims []directory.Claim) error {
	byKey := make(map[string]directory.Claim, len(claims))
	for _, c := range claims {
		byKey[c.Key()] = c
	}
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		tag, err := tx.Exec(ctx, `INSERT INTO contactkit_claim(key, record) VALUES ($1, $2) ON CONFLICT DO NOTHING`, key, r.ID)
		if err != nil {
			return err
		}
		if tag.RowsAffected() > 0 {
			continue
		}
		by, err := s.read(ctx, tx, `WHERE id = (SELECT record FROM contactkit_claim WHERE key = ANY($1))`, []string{key})
		if err != nil || len(by) == 0 {
			return cmp.Or(err, directory.ErrTaken)
		}
		return directory.Taken(byKey[key], by[0], r)
	}
	return nil
}

// Remove deletes a record, its credentials and its claims. It fails with directory.ErrStale if rev
// is not the present revision, and with directory.ErrNotFound if there is no such record.
func (s *Records) Remove(ctx context.Context, id string, rev int64) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var data []byte
		var old directory.Record
		err := tx.QueryRow(ctx, `SELECT data FROM contactkit_record WHERE id = $1 FOR UPDATE`, id).Scan(&data)
		if err == nil {
			err = json.Unmarshal(data, &old)
		}
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return fmt.Errorf("channel %s: %w", id, directory.ErrNotFound)
		case err != nil:
			return err
		case old.Rev != rev:
			return fmt.Errorf("channel %s: %w", id, directory.ErrStale)
		}
		var b pgx.Batch
		b.Queue(`DELETE FROM contactkit_claim WHERE record = $1`, id)
		b.Queue(`DELETE FROM contactkit_secret WHERE tenant = $1 AND name = $2`, old.Tenant, id)
		b.Queue(`DELETE FROM contactkit_record WHERE id = $1`, id)
		if err := tx.SendBatch(ctx, &b).Close(); err != nil {
			return err
		}
		if err := s.cfg.Also(ctx, tx, old, directory.Record{}); err != nil {
			return err
		}
		return tell(ctx, tx, id)
	})
	if err != nil {
		return fmt.Errorf("postgres: records: %w", err)
	}
	return nil
}

// Load answers directory.Options.Load.
func (s *Records) Load(ctx context.Context, q directory.Query) ([]directory.Record, error) {
	where, arg := `WHERE id = ANY($1)`, q.ID
	switch {
	case q.Path != "":
		where, arg = `WHERE path = ANY($1)`, q.Path
	case q.Account != "":
		where = `WHERE id IN (SELECT record FROM contactkit_claim WHERE key = ANY($1))`
		arg = directory.Claim{Kind: directory.ClaimAccount, Scope: q.Platform, Value: q.Account}.Key()
	}
	list, err := s.read(ctx, s.pool, where, []string{arg})
	if err != nil {
		return nil, fmt.Errorf("postgres: records: %w", err)
	}
	return list, nil
}

// All yields every record with its credentials, by id, for Directory.Sync. It reads them in pages:
// a record that changes meanwhile is told by its own notification.
func (s *Records) All(ctx context.Context) iter.Seq2[directory.Record, error] {
	return func(yield func(directory.Record, error) bool) {
		for after := ""; ; {
			list, err := s.read(ctx, s.pool, `WHERE id > ($1::text[])[1] ORDER BY id LIMIT 500`, []string{after})
			if err != nil {
				yield(directory.Record{}, fmt.Errorf("postgres: records: %w", err))
				return
			}
			for _, r := range list {
				if !yield(r, nil) {
					return
				}
				after = r.ID
			}
			if len(list) == 0 {
				return
			}
		}
	}
}
