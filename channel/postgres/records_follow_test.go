package postgres_test

import (
	"context"
	"fmt"
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

// A node is told of records that another node adds or changes, and not of those that it began with.
func TestFollowTellsOfChanges(t *testing.T) {
	db := postgrestest.Open(t)
	options := directory.Options{Drivers: []channel.Driver{telegram.Driver()}}
	writer := postgres.NewRecords(db.Connect(), postgres.RecordsConfig{Options: options, Seal: turned{}})
	first, err := writer.Add(t.Context(), bot("first", "First", 7001))
	if err != nil {
		t.Fatal(err)
	}
	d, err := directory.New(options)
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan string, 10)
	records := postgres.NewRecords(db.Connect(), postgres.RecordsConfig{Options: options, Seal: turned{}, Poll: 50 * time.Millisecond,
		Changed: func(_ context.Context, id string) error {
			e, _ := d.Find(id)
			told <- fmt.Sprint(id, " ", e.Rev())
			return nil
		}})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); records.Follow(ctx, d, "desk-0") }()
	all(t, []*desk{{"desk-0", records, d}}, "first", 1, 0)
	first.Routing.Queue = "letters"
	if _, err := writer.Save(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if got := <-told; got != "first 2" {
		t.Errorf("told of %q, want the second revision of the first record", got)
	}
	if _, err := writer.Add(t.Context(), bot("second", "Second", 7002)); err != nil {
		t.Fatal(err)
	}
	if got := <-told; got != "second 1" {
		t.Errorf("told of %q, want the new record", got)
	}
	cancel()
	<-ended
	if len(told) > 0 {
		t.Errorf("told of %q as well", <-told)
	}
}
