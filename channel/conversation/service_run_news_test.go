package conversation_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
)

// runs lets a service work for a minute, and then ends it.
func runs(t *testing.T, s *conversation.Service, work func(ctx context.Context)) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() { _ = s.Run(ctx); close(over) }()
	work(ctx)
	time.Sleep(time.Minute)
	cancel()
	<-over
}

// A message that another node has stored is sent once the store tells of it, long before the store
// is polled.
func TestNewsOfTheStoreWakeTheOutbox(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		platform := new(recorder)
		cfg := config(t, conversation.NewMemory(conversation.MemoryConfig{}), platform)
		cfg.Poll = time.Hour
		other := newService(t, cfg)
		runs(t, newService(t, cfg), func(ctx context.Context) {
			synctest.Wait()
			_, err := other.Say(ctx, ann, "form/1", conversation.Said{Agent: "eve", Messages: []channel.Message{{Text: "Hello."}}})
			require.NoError(t, err)
		})
		if diff := cmp.Diff([]string{"ann: Hello."}, platform.read()); diff != "" {
			t.Errorf("ann reads (-want +got):\n%s", diff)
		}
	})
}

// The end of a message is applied at once, also if the store tells of nothing.
func TestTheEndOfAMessageIsApplied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		platform := new(recorder)
		store := silentStore{conversation.NewMemory(conversation.MemoryConfig{})}
		cfg := config(t, store, platform)
		cfg.Poll = time.Hour
		s := newService(t, cfg)
		runs(t, s, func(ctx context.Context) {
			synctest.Wait()
			require.NoError(t, s.Receive(ctx, []directory.Routed{said("1", "hi")}))
		})
		due, err := store.Due(t.Context(), conversation.DueQuery{Max: 1})
		require.NoError(t, err)
		if len(platform.read()) != 1 || len(due) > 0 {
			t.Errorf("%d messages are sent, and %v is due", len(platform.read()), due)
		}
	})
}

// sullen is a store that does not say what is due or which robots are to be asked, or that stores
// no answer of a robot.
type sullen struct {
	conversation.Store
	due, calls bool // are not known
	asked      bool // a robot is at work: what it says is not stored
}

func (s *sullen) Due(ctx context.Context, q conversation.DueQuery) ([]channel.Thread, error) {
	if s.due {
		return nil, errStore
	}
	return s.Store.Due(ctx, q)
}

func (s *sullen) Calls(ctx context.Context, q conversation.CallQuery) ([]conversation.Call, error) {
	if s.calls {
		return nil, errStore
	}
	return s.Store.Calls(ctx, q)
}

func (s *sullen) Update(ctx context.Context, to channel.Thread, in []conversation.Input, plan func(conversation.View) (conversation.Change, error)) error {
	if s.asked {
		return errStore
	}
	return s.Store.Update(ctx, to, in, plan)
}

// A store that fails while Run works is told in the log.
func TestRunLogsWhatTheStoreFails(t *testing.T) {
	for want, store := range map[string]*sullen{
		"what is due is not known":          {due: true},
		"questions to robots are not known": {calls: true},
		"a robot's answer was not stored":   {},
	} {
		synctest.Test(t, func(t *testing.T) {
			store.Store = conversation.NewMemory(conversation.MemoryConfig{})
			var log bytes.Buffer
			cfg := config(t, store, new(recorder))
			cfg.Log = slog.New(slog.NewTextHandler(&log, nil))
			cfg.Robot = func(context.Context, conversation.Call) (conversation.Said, error) {
				store.asked = true
				return conversation.Said{}, nil
			}
			s := newService(t, cfg)
			runs(t, s, func(ctx context.Context) {
				require.NoError(t, s.Receive(ctx, []directory.Routed{said("1", "hi")}))
			})
			if !strings.Contains(log.String(), want) {
				t.Errorf("want %q in the log:\n%s", want, log.String())
			}
		})
	}
}

// pages is a store that has pruned so many things after each call.
type pages struct {
	conversation.Store
	left []int
}

func (p *pages) Prune(context.Context, time.Time, int) (int, error) {
	if len(p.left) == 0 {
		return 0, errStore
	}
	n := p.left[0]
	p.left = p.left[1:]
	return n, nil
}

// Prune goes on until the store has nothing left, or fails.
func TestPruneGoesOn(t *testing.T) {
	s := newService(t, config(t, &pages{left: []int{500, 500, 3}}, new(recorder)))
	if n, err := s.Prune(t.Context(), time.Now()); n != 1003 || err != nil {
		t.Errorf("%d things, %v; want 1,003", n, err)
	}
	s = newService(t, config(t, &pages{left: []int{500}}, new(recorder)))
	if n, err := s.Prune(t.Context(), time.Now()); n != 500 || !errors.Is(err, errStore) {
		t.Errorf("%d things, %v; want 500 and the error of the store", n, err)
	}
}
