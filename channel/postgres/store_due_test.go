package postgres_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/session"
)

// The short form is for everyday; the whole one:
//
//	go test . -run TestTimersOfThreeNodes -sessions 200000 -due 10000 -v
var (
	sessions = flag.Int("sessions", 20_000, "sessions of TestTimersOfThreeNodes")
	due      = flag.Int("due", 1_000, "how many of them are due")
)

// Of many sessions some are due at once. Three nodes find and step each of them once, and leave the
// others.
func TestTimersOfThreeNodes(t *testing.T) {
	db := postgrestest.Open(t)
	policy := &session.Policy{Config: session.DefaultConfig()}
	hour := time.Now().Add(-time.Hour)
	r := conversation.Row{Thread: ann, Channel: "c1"}
	r.State, _ = policy.Step(session.State{ID: "s"}, session.Event{Kind: session.ContactMessage, ID: "e", Time: hour}, hour)
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(t.Context(), `INSERT INTO contactkit_thread(thread, channel, phase, wake, data)
		SELECT 'x/1/' || n, 'c1', 1, contactkit_now() + CASE WHEN n <= $2 THEN interval '-1 minute' ELSE interval '1 day' END, $3::json FROM generate_series(1, $1::int) n`,
		*sessions, *due, string(data)); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(t.Context(), `ANALYZE contactkit_thread`); err != nil {
		t.Fatal(err)
	}
	var size int64
	if err := db.QueryRow(t.Context(), `SELECT pg_total_relation_size('contactkit_thread')`).Scan(&size); err != nil {
		t.Fatal(err)
	}
	t.Logf("a session takes %d bytes with its indexes", size/int64(*sessions))
	var mu sync.Mutex
	stepped := make(map[channel.Thread]int)
	began := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), max(2*time.Minute, time.Duration(*due)*5*time.Millisecond)) // against hanging
	defer cancel()
	var nodes sync.WaitGroup
	for range 3 {
		service, err := conversation.New(conversation.Config{
			Store: postgres.NewStore(db.Connect(), postgres.StoreConfig{}), Sender: silent{},
			Rules: func(context.Context, string, channel.Thread) (conversation.Rules, error) {
				return conversation.Rules{Policy: policy}, nil
			},
			Changed: func(thread channel.Thread, c conversation.Change) {
				mu.Lock()
				defer mu.Unlock()
				if len(c.Actions) > 0 {
					stepped[thread]++
				}
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		nodes.Go(func() {
			if err := service.Sweep(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	nodes.Wait()
	took := time.Since(began)
	if len(stepped) != *due {
		t.Errorf("%d sessions were stepped, want %d", len(stepped), *due)
	}
	for thread, n := range stepped {
		if n != 1 {
			t.Errorf("%s was stepped %d times", thread.Key(), n)
		}
	}
	began = time.Now()
	store := postgres.NewStore(db.Pool, postgres.StoreConfig{})
	const polls = 100
	for range polls {
		if list, err := store.Due(t.Context(), conversation.DueQuery{Max: 64}); err != nil || len(list) > 0 {
			t.Fatalf("%d are due afterwards, %v", len(list), err)
		}
	}
	t.Logf("%d of %d sessions in %v by three nodes; an idle poll takes %v", *due, *sessions, took, time.Since(began)/polls)
}

// An input whose number is smaller than that of another, and that is committed later, is due all
// the same: no node remembers a number up to which it has read.
func TestInputsThatCommitInAnotherOrder(t *testing.T) {
	s, _ := openStore(t)
	first, second := heard("first", false), heard("second", false)
	second.Thread.Contact, second.Event.Thread.Contact = "bob", "bob"
	due := func(want ...channel.Thread) {
		t.Helper()
		got, err := s.Due(t.Context(), conversation.DueQuery{Max: 10})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("due are %v, %v, want %v", got, err, want)
		}
	}
	stored, commit, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- s.Update(t.Context(), first.Thread, []conversation.Input{first}, func(v conversation.View) (conversation.Change, error) {
			close(stored)
			<-commit
			r := row(v.Now.Add(time.Hour))
			r.Thread = first.Thread
			return conversation.Change{Row: r}, nil // the input stays due
		})
	}()
	<-stored
	if err := s.Add(t.Context(), []conversation.Input{second}); err != nil {
		t.Fatal(err)
	}
	due(second.Thread)
	close(commit)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	due(first.Thread, second.Thread)
}

// silent is a platform that takes everything.
type silent struct{}

func (silent) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 1000}}
}

func (silent) Send(_ context.Context, _ channel.Thread, m channel.Message) (channel.Sent, error) {
	return channel.Sent{IDs: []string{m.Ref}}, nil
}

// An update that was planned by the former policy, and is not committed yet, does not escape Wake:
// neither in a thread that is due already, nor in one that is new.
func TestWakeWaitsForUpdates(t *testing.T) {
	db := postgrestest.Open(t)
	s := postgres.NewStore(db.Pool, postgres.StoreConfig{})
	known, isNew := channel.Thread{Platform: "x", Account: "1", Contact: "2"}, channel.Thread{Platform: "x", Account: "1", Contact: "3"}
	save := func(at channel.Thread, wake time.Time, while func()) error {
		return s.Update(context.Background(), at, nil, func(v conversation.View) (conversation.Change, error) {
			while()
			state := session.State{ID: "s", Rev: 1, Phase: session.PhaseRobot}
			return conversation.Change{Row: conversation.Row{Thread: at, Channel: "bot", State: state, Wake: wake}}, nil
		})
	}
	if err := save(known, time.Now().Add(-time.Minute), func() {}); err != nil {
		t.Fatal(err)
	}
	for _, at := range []channel.Thread{known, isNew} {
		planned, release, done, woken := make(chan struct{}), make(chan struct{}), make(chan error, 1), make(chan error, 1)
		go func() {
			done <- save(at, time.Now().Add(time.Hour), func() { close(planned); <-release })
		}()
		<-planned
		go func() { woken <- s.Wake(context.Background(), "bot") }()
		for waits := false; !waits && len(woken) == 0; {
			if err := db.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)`).Scan(&waits); err != nil {
				t.Fatal(err)
			}
		}
		close(release)
		if err := errors.Join(<-done, <-woken); err != nil {
			t.Fatal(err)
		}
		due, err := s.Due(t.Context(), conversation.DueQuery{Max: 10})
		if err != nil || !slices.Contains(due, at) {
			t.Errorf("due are %v, %v, and not %v", due, err, at)
		}
	}
}
