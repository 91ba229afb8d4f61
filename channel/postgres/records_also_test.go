package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/telegram"
)

// A host's rows of a change of records are stored with it, or neither is.
func TestAlsoIsPartOfTheChangeOfRecords(t *testing.T) {
	db := postgrestest.Open(t)
	ctx := t.Context()
	if _, err := db.Exec(ctx, `CREATE TABLE audit(n serial, line text)`); err != nil {
		t.Fatal(err)
	}
	refused := errors.New("refused")
	var refuse error
	records := postgres.NewRecords(db.Pool, postgres.RecordsConfig{
		Options: directory.Options{Drivers: []channel.Driver{telegram.Driver()}},
		Also: func(ctx context.Context, tx pgx.Tx, old, now directory.Record) error {
			_, err := tx.Exec(ctx, `INSERT INTO audit(line) VALUES ($1)`, fmt.Sprintf("%q %d %d keys, %q %d %d keys",
				old.Name, old.Rev, len(old.Secrets.Keys["webhookSecret"]), now.Name, now.Rev, len(now.Secrets.Keys["webhookSecret"])))
			return errors.Join(err, refuse)
		},
	})
	var rev int64
	edit := func() error {
		r := bot("tg", "Help", 7001)
		r.Rev = rev
		saved, err := records.Save(ctx, r)
		if err == nil {
			rev = saved[0].Rev
		}
		return err
	}
	calls := []struct {
		name string
		do   func() error
		line string
	}{
		{"Add", func() error {
			r, err := records.Add(ctx, bot("tg", "Support", 7001))
			rev = r.Rev
			return err
		}, `"" 0 0 keys, "Support" 1 1 keys`},
		{"Save", edit, `"Support" 1 1 keys, "Help" 2 1 keys`},
		{"Revoke", func() error {
			r, err := records.Revoke(ctx, "tg", rev)
			if err == nil {
				rev = r.Rev
			}
			return err
		}, `"Help" 2 1 keys, "Help" 3 1 keys`},
		{"Remove", func() error { return records.Remove(ctx, "tg", rev) }, `"Help" 3 0 keys, "" 0 0 keys`},
	}
	var want []string
	for _, call := range calls {
		before, err := records.Load(ctx, directory.Query{ID: "tg"})
		if err != nil {
			t.Fatal(err)
		}
		refuse = refused
		if err := call.do(); !errors.Is(err, refused) {
			t.Errorf("%s: %v, want the error of Also", call.name, err)
		}
		after, err := records.Load(ctx, directory.Query{ID: "tg"})
		if err != nil || len(after) != len(before) || len(after) > 0 && after[0].Rev != before[0].Rev {
			t.Errorf("%s that was refused left %d records, %v", call.name, len(after), err)
		}
		refuse = nil
		if err := call.do(); err != nil {
			t.Fatalf("%s: %v", call.name, err)
		}
		want = append(want, call.line)
		rows, err := db.Query(ctx, `SELECT line FROM audit ORDER BY n`)
		if err != nil {
			t.Fatal(err)
		}
		got, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("after %s the audit has %q, %v, want %q", call.name, got, err, want)
		}
	}
}
