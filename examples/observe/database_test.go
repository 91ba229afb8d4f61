package observe_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/examples/observe"
)

func TestDatabase(t *testing.T) {
	ctx := t.Context()
	server, err := postgrestest.Start(ctx)
	if errors.Is(err, postgrestest.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	pool, err := pgxpool.New(ctx, server.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if err := postgres.Migrate(ctx, pool); err != nil {
		t.Fatal(err)
	}
	empty := map[string]float64{
		"contactkit_database_up": 1, "contactkit_input_oldest_seconds": 0, "contactkit_line_oldest_seconds": 0, "contactkit_unsent_oldest_seconds": 0,
		"contactkit_receipts_uncertain": 0, "contactkit_inputs_bad": 0, "contactkit_nodes_behind": 0,
	}
	if diff := cmp.Diff(empty, gauges(t, pool)); diff != "" {
		t.Errorf("an empty database (-want +got):\n%s", diff)
	}

	// Package postgres would write these rows of a message that waits, one that is uncertain, an
	// input that cannot be applied, and a node that lacks a record. Its own tests hold the meaning
	// of the columns.
	for _, query := range []string{
		`INSERT INTO contactkit_input (id, seq, thread, account, channel, at, status, data) VALUES
			('a', 1, 't', 'x/1', 'c', now() - interval '90 seconds', 0, '{}'), ('b', 2, 't', 'x/1', 'c', now() - interval '1 hour', 4, '{}')`,
		`INSERT INTO contactkit_receipt (key, thread, state, closed, at, data) VALUES ('k', 't', 1, false, now(), '{}')`,
		`INSERT INTO contactkit_line (thread, name, due, until, since) VALUES
			('t', '{}', now() - interval '30 seconds', now() - interval '1 second', now() - interval '1 minute'),
			('off', '{}', now() + interval '1 minute', '-infinity', now() - interval '20 minutes')`,
		`INSERT INTO contactkit_record (id, tenant, rev, connector, path, data) VALUES ('c', '', 7, '', '/c', '{}')`,
		`INSERT INTO contactkit_node (node, at) VALUES ('n', now()), ('gone', now() - interval '1 hour')`,
	} {
		if _, err := pool.Exec(ctx, query); err != nil {
			t.Fatal(query, err)
		}
	}
	got := gauges(t, pool)
	for name, least := range map[string]float64{"contactkit_input_oldest_seconds": 90, "contactkit_line_oldest_seconds": 30, "contactkit_unsent_oldest_seconds": 1200} {
		if got[name] < least || got[name] > 3600 {
			t.Errorf("%s is %v", name, got[name])
		}
		delete(got, name)
	}
	want := map[string]float64{"contactkit_database_up": 1, "contactkit_receipts_uncertain": 1, "contactkit_inputs_bad": 1, "contactkit_nodes_behind": 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what waits (-want +got):\n%s", diff)
	}
	pool.Close()
	if diff := cmp.Diff(map[string]float64{"contactkit_database_up": 0}, gauges(t, pool)); diff != "" {
		t.Errorf("without a database (-want +got):\n%s", diff)
	}
}

// gauges reads what a collector over db measures.
func gauges(t *testing.T, db interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}) map[string]float64 {
	t.Helper()
	r := prometheus.NewRegistry()
	r.MustRegister(observe.NewDatabase(db))
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]float64)
	for _, f := range families {
		all[f.GetName()] = f.Metric[0].GetGauge().GetValue()
	}
	return all
}
