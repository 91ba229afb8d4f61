package postgres_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/dispatch/outboxtest"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

func TestOutbox(t *testing.T) {
	for name, cfg := range map[string]postgres.OutboxConfig{"tell": {Tell: true}, "silent": {}} {
		t.Run(name, func(t *testing.T) {
			db := postgrestest.Open(t)
			must := func(t *testing.T, err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			h := outboxtest.Harness{
				New: func(t *testing.T) dispatch.OutboxStore {
					_, err := db.Exec(t.Context(), `TRUNCATE contactkit_receipt, contactkit_line`)
					must(t, err)
					return postgres.NewOutbox(db, cfg)
				},
				Put: func(t *testing.T, _ dispatch.OutboxStore, receipts ...dispatch.Receipt) {
					must(t, postgres.PutReceipts(t.Context(), db, receipts...))
				},
				Get: func(t *testing.T, s dispatch.OutboxStore, key string) dispatch.Receipt {
					r, ok, err := s.(*postgres.Outbox).Receipt(t.Context(), key)
					must(t, err)
					if !ok {
						t.Fatalf("there is no receipt %q", key)
					}
					return r
				},
				Replace: func(t *testing.T, _ dispatch.OutboxStore, r dispatch.Receipt) {
					must(t, postgres.SaveReceipts(t.Context(), db, r))
				},
				Advance: db.Advance,
			}
			if cfg.Tell {
				h.Done = func(t *testing.T, _ dispatch.OutboxStore, key string) { must(t, postgres.Done(t.Context(), db, key)) }
			}
			outboxtest.Run(t, h)
		})
	}
}
