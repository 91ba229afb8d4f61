package postgres_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

func said(id, text string) channel.Event {
	return channel.Event{ID: id, Thread: channel.Thread{Platform: "x", Account: "1", Contact: "ann"}, Time: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC),
		Body: channel.Message{Text: text}}
}

func ids(events []channel.Event) (ids []string) {
	for _, e := range events {
		ids = append(ids, e.ID)
	}
	return ids
}

// An event is new once, in whatever call it comes, and new ones keep the order of the call.
func TestPutEvents(t *testing.T) {
	db := postgrestest.Open(t)
	for _, step := range []struct{ put, fresh []string }{
		{[]string{"z", "a", "m", "a"}, []string{"z", "a", "m"}},
		{[]string{"b", "a", "z"}, []string{"b"}},
		{nil, nil},
	} {
		var events []channel.Event
		for _, id := range step.put {
			events = append(events, said(id, "hello"))
		}
		fresh, err := postgres.PutEvents(t.Context(), db, events)
		if err != nil {
			t.Fatal(err)
		}
		if got := ids(fresh); !slices.Equal(got, step.fresh) {
			t.Errorf("of %q new are %q, want %q", step.put, got, step.fresh)
		}
	}
}

// A live event replaces its copy on standby, once, for one of several nodes; any other repetition
// changes nothing.
func TestPutEventsReplacesACopyOnStandby(t *testing.T) {
	db := postgrestest.Open(t)
	event := func(id string, standby bool) channel.Event {
		e := said(id, fmt.Sprint("standby ", standby))
		e.Standby = standby
		return e
	}
	for _, step := range []struct {
		put  []channel.Event
		want string
	}{
		{[]channel.Event{event("a", true), event("b", false)}, "a standby true | b standby false"},
		{[]channel.Event{event("a", true), event("b", true)}, ""},
		{[]channel.Event{event("c", false), event("a", false)}, "c standby false | a standby false"},
		{[]channel.Event{event("a", false), event("a", true)}, ""},
		{[]channel.Event{event("d", true), event("d", false), event("d", true)}, "d standby false"},
	} {
		fresh, err := postgres.PutEvents(t.Context(), db, step.put)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range fresh {
			got = append(got, e.ID+" "+e.Body.(channel.Message).Text)
		}
		if got := strings.Join(got, " | "); got != step.want {
			t.Errorf("new are %q, want %q", got, step.want)
		}
	}
	var copies int
	if err := db.QueryRow(t.Context(), `SELECT count(*) FROM contactkit_event WHERE data->>'standby' = 'true'`).Scan(&copies); err != nil || copies != 0 {
		t.Errorf("%d copies on standby are left, %v", copies, err)
	}
	if _, err := postgres.PutEvents(t.Context(), db, []channel.Event{event("e", true)}); err != nil {
		t.Fatal(err)
	}
	var replaced atomic.Int64
	var nodes sync.WaitGroup
	for range 4 {
		nodes.Go(func() {
			fresh, err := postgres.PutEvents(t.Context(), db, []channel.Event{event("e", false)})
			if err != nil {
				t.Error(err)
			}
			replaced.Add(int64(len(fresh)))
		})
	}
	nodes.Wait()
	if n := replaced.Load(); n != 1 {
		t.Errorf("%d nodes have the live event as new, want one", n)
	}
}

// Any text is stored unchanged: with a NUL, with half of a surrogate pair, with a very long id.
func TestPutEventsHostile(t *testing.T) {
	db := postgrestest.Open(t)
	for i, text := range []string{"a\x00b", "\ud7ff\ufffd", strings.Repeat("家", 4000), `"\u0000"`, "\xff\xfe"} {
		e := said(fmt.Sprint(i, strings.Repeat("x", channel.MaxEventID-3)), text)
		if fresh, err := postgres.PutEvents(t.Context(), db, []channel.Event{e}); err != nil || len(fresh) != 1 {
			t.Errorf("%q: %d new, %v", text[:min(10, len(text))], len(fresh), err)
		}
	}
}

// Six nodes that get the same events in calls of other order store each once, and wait for each
// other for ever never.
func TestPutEventsFromManyNodes(t *testing.T) {
	db := postgrestest.Open(t)
	var events []channel.Event
	for i := range 200 {
		events = append(events, said(fmt.Sprint("e", i), "hello"))
	}
	var fresh atomic.Int64
	var nodes sync.WaitGroup
	for node := range 6 {
		nodes.Go(func() {
			r := rand.New(rand.NewPCG(uint64(node), 1))
			mine := slices.Clone(events)
			r.Shuffle(len(mine), func(i, j int) { mine[i], mine[j] = mine[j], mine[i] })
			for batch := range slices.Chunk(mine, 7) {
				got, err := postgres.PutEvents(t.Context(), db, batch)
				if err != nil {
					t.Error(err)
				}
				fresh.Add(int64(len(got)))
			}
		})
	}
	nodes.Wait()
	if n := fresh.Load(); n != int64(len(events)) {
		t.Errorf("%d events are new, want %d", n, len(events))
	}
}

func TestPruneEvents(t *testing.T) {
	db := postgrestest.Open(t)
	if _, err := postgres.PutEvents(t.Context(), db, []channel.Event{said("a", ""), said("b", ""), said("c", "")}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		before time.Time
		want   int
	}{{time.Now().Add(-time.Hour), 0}, {time.Now().Add(time.Hour), 2}, {time.Now().Add(time.Hour), 1}} {
		if n, err := postgres.PruneEvents(t.Context(), db, step.before, 2); err != nil || n != step.want {
			t.Errorf("%d removed, want %d; %v", n, step.want, err)
		}
	}
}
