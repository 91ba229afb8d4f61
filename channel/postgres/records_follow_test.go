package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/telegram"
)

// A node that hears nothing, as behind a pooler in transaction mode, has what is stored once it
// compares everything.
func TestRecordsWithoutNews(t *testing.T) {
	db := postgrestest.Open(t)
	options := directory.Options{Drivers: []channel.Driver{telegram.Driver()}}
	records := postgres.NewRecords(db.Connect(), postgres.RecordsConfig{Options: options, Seal: turned{}, Poll: 50 * time.Millisecond})
	if _, err := records.Add(t.Context(), bot("tg", "Support", 7001)); err != nil {
		t.Fatal(err)
	}
	options.Load = records.Load
	d, err := directory.New(options)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); records.Follow(ctx, d, "desk-0") }()
	node := []*desk{{"desk-0", records, d}}
	all(t, node, "tg", 1, 0)
	// Without NOTIFY, unlike Save.
	if _, err := db.Exec(t.Context(), `UPDATE contactkit_record SET rev = 2, data = jsonb_set(data::jsonb, '{rev}', '2')::json`); err != nil {
		t.Fatal(err)
	}
	all(t, node, "tg", 2, 0)
	cancel()
	<-ended
}
