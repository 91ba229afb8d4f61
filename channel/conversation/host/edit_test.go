package host_test

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/conversation/host/hosttest"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/session/routing"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// echoing is the Config of a host with a robot, which tells platforms of changes.
func echoing() host.Config {
	return host.Config{
		BaseURL:   "https://desk.example",
		Directory: directory.Options{Drivers: []channel.Driver{telegram.Driver(), facebook.Driver()}},
		Conversation: conversation.Config{Robot: conversation.Answering(func(_ context.Context, m channel.Message) (string, error) {
			return "You said: " + m.Text, nil
		})},
	}
}

// A second Page joins the record of the first while the host works: its customers are answered, and
// Meta was told.
func TestEditAddsAPage(t *testing.T) {
	meta := facebooktest.New(facebooktest.Config{Pages: map[string]string{"24001": "token-of-24001", "24002": "token-of-24002"}})
	first := directorytest.Record(meta)
	cfg := echoing()
	hosttest.Run(t, cfg, meta, func(t *testing.T, h *hosttest.Host, meta *facebooktest.Server) {
		ctx := t.Context()
		_, err := h.Edit(ctx, first.ID, func(r *directory.Record) { // the host begins with one Page
			r.Pages = r.Pages[:1]
			delete(r.Secrets.Tokens["pages"], "24002")
		})
		require.NoError(t, err)
		if _, ok := h.Directory.Owner(channel.Thread{Platform: facebook.Platform, Account: "24002"}); ok {
			t.Fatal("the second Page is there already")
		}
		got, err := h.Edit(ctx, first.ID, func(r *directory.Record) {
			r.Pages = append(r.Pages, directory.Page{ID: "24002"})
			r.Secrets.Tokens["pages"]["24002"] = channel.NewKeys("token-of-24002")
		})
		require.NoError(t, err)
		if len(got.Subscription.Accounts) != 2 || got.Record.Rev != 3 {
			t.Errorf("%d Pages deliver, revision %d; want 2 and 3", len(got.Subscription.Accounts), got.Record.Rev)
		}
		meta.Say("7001", "hello")
		h.Settle()
		if len(meta.Sent()) != 1 {
			t.Errorf("%d messages sent, want one", len(meta.Sent()))
		}
	})
}

// New credentials are told to the platform, and what it still sends with the former ones is taken.
// Hours and texts are no news for a platform.
func TestEditTellsThePlatform(t *testing.T) {
	hosttest.Run(t, echoing(), telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
		id := directorytest.Record(bot).ID
		set := func() (n int) {
			for _, c := range bot.Calls() {
				if filepath.Base(c.Path) == "setWebhook" {
					n++
				}
			}
			return n
		}
		before := set()
		got, err := h.Edit(t.Context(), id, func(r *directory.Record) { r.Notices.End = "Goodbye." })
		require.NoError(t, err)
		if set() != before || got.Subscription.Active || got.Record.Notices.End != "Goodbye." {
			t.Errorf("a new text is told to the platform: %+v", got.Subscription)
		}
		bot.Say("7001", "one")
		call := bot.Batch()[0] // with the former secret
		got, err = h.Edit(t.Context(), id, func(r *directory.Record) { r.Secrets.Keys["webhookSecret"] = channel.NewKeys("the-new-secret") })
		require.NoError(t, err)
		if set() != before+1 || !got.Subscription.Active {
			t.Errorf("a new secret is not told to the platform: %+v", got.Subscription)
		}
		if status := serve(h.Webhook, call); status != http.StatusOK {
			t.Errorf("a call with the former secret is answered %d", status)
		}
		bot.Say("7001", "two")
		h.Settle()
		if n := len(bot.Sent()); n != 2 {
			t.Errorf("%d answers, want 2", n)
		}
		bot.Fail(standin.Refuse(), 1)
		got, err = h.Edit(t.Context(), id, func(r *directory.Record) { r.Secrets.Keys["webhookSecret"] = channel.NewKeys("the-third-secret") })
		if err == nil || got.Record.ID != id {
			t.Errorf("Edit when the platform refuses: %v with %v", err, got.Record.ID)
		}
	})
}

// Edit refuses what a form would refuse, and changes nothing then.
func TestEditComplains(t *testing.T) {
	hosttest.Run(t, echoing(), telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
		id := directorytest.Record(bot).ID
		for name, tt := range map[string]struct {
			id     string
			change func(*directory.Record)
			is     func(error) bool
		}{
			"nothing there": {"no-such", func(*directory.Record) {}, func(err error) bool { return errors.Is(err, directory.ErrNotFound) }},
			"a field":       {id, func(r *directory.Record) { r.Service.Robot = "" }, func(err error) bool { _, ok := errors.AsType[*channel.FieldError](err); return ok }},
			"a stale one":   {id, func(r *directory.Record) { r.Rev = 99 }, func(err error) bool { return errors.Is(err, directory.ErrStale) }},
		} {
			if got, err := h.Edit(t.Context(), tt.id, tt.change); !tt.is(err) || got.Record.ID != "" {
				t.Errorf("%s: %v with %q", name, err, got.Record.ID)
			}
		}
		if e, _ := h.Directory.Find(id); e.Rev() != 1 {
			t.Errorf("revision %d after edits that were refused", e.Rev())
		}
		if _, err := h.Add(t.Context(), directorytest.Record(bot)); !errors.Is(err, directory.ErrTaken) {
			t.Errorf("Add of a channel that is there: %v", err)
		}
	})
}

// Edits at one moment are all kept.
func TestEditsAtOneMoment(t *testing.T) {
	platformless := echoing()
	platformless.BaseURL = ""
	hosttest.Run(t, platformless, telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
		id := directorytest.Record(bot).ID
		var edits sync.WaitGroup
		for range 8 {
			edits.Go(func() {
				if _, err := h.Edit(t.Context(), id, func(r *directory.Record) { r.Silence.Customer += 60 }); err != nil {
					t.Error(err)
				}
			})
		}
		before := directorytest.Record(bot).Silence.Customer
		edits.Wait()
		if e, _ := h.Directory.Find(id); e.Record().Silence.Customer != before+8*60 || e.Rev() != 9 {
			t.Errorf("%d seconds at revision %d", e.Record().Silence.Customer, e.Rev())
		}
	})
}

// table is a RecordStore, as several nodes share one.
type table struct {
	mu      sync.Mutex
	options directory.Options
	rows    map[string]directory.Record
}

func (s *table) Add(_ context.Context, r directory.Record) (directory.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.Rev = 1
	s.rows[r.ID] = r.Clone()
	return r, nil
}

func (s *table) Save(ctx context.Context, edits ...directory.Record) ([]directory.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.options.Change(ctx, s.rows[edits[0].ID], edits[0])
	if err != nil {
		return nil, err
	}
	s.rows[r.ID] = r.Clone()
	return []directory.Record{r}, nil
}

func (s *table) Revoke(ctx context.Context, id string, rev int64) (directory.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rows[id].Rev != rev {
		return directory.Record{}, directory.ErrStale
	}
	r, err := s.options.Revoke(ctx, s.rows[id])
	if err != nil {
		return directory.Record{}, err
	}
	s.rows[id] = r.Clone()
	return r, nil
}

// Another node loads the record that this one has stored: both serve the new channel, and the queue
// of its conversations changes with the record.
func TestRecordStore(t *testing.T) {
	cfg := echoing()
	shared := &table{options: cfg.Directory, rows: make(map[string]directory.Record)}
	cfg.RecordStore = shared
	cfg.Store = conversation.NewMemory(conversation.MemoryConfig{})
	cfg.BaseURL = ""
	hosttest.Run(t, cfg, telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
		ctx := t.Context()
		other, err := host.New(ctx, cfg)
		require.NoError(t, err)
		second := directorytest.Record(telegramtest.New(telegramtest.Config{Token: "72:AAFexampleexampleexampleexampleexam", URL: "https://desk.example/second"}))
		added, err := h.Add(ctx, second)
		require.NoError(t, err)
		edited, err := h.Edit(ctx, second.ID, func(r *directory.Record) { r.Routing.Queue = "letters" })
		require.NoError(t, err)
		require.NoError(t, other.Load(ctx, edited.Record))
		for name, d := range map[string]*directory.Directory{"this": h.Directory, "the other": other.Directory} {
			if e, ok := d.Find(second.ID); !ok || e.Routing().Queue != "letters" || e.Rev() != added.Record.Rev+1 {
				t.Errorf("%s node has the record: %v, revision %d", name, ok, e.Rev())
			}
		}
		if _, err := other.Edit(ctx, second.ID, func(r *directory.Record) { r.Routing.Queue = "parcels" }); err != nil {
			t.Error(err)
		}
		if _, err := h.Edit(ctx, second.ID, func(*directory.Record) {}); !errors.Is(err, directory.ErrStale) {
			t.Errorf("an edit of a revision that another node has replaced: %v", err)
		}
		if diff := cmp.Diff("parcels", shared.rows[second.ID].Routing.Queue); diff != "" {
			t.Errorf("the queue that is stored (-want +got):\n%s", diff)
		}
	})
}

// reachable is a store that was reachable until an hour ago, and can be closed.
type reachable struct {
	*conversation.Memory
	asked, closed int
}

func (r *reachable) LastStored(context.Context) (time.Time, error) {
	r.asked++
	return time.Now().Add(-time.Hour), nil
}

func (r *reachable) Close() error { r.closed++; return nil }

// New opens the store, asks it when the host was last reachable, and closes it if it fails.
func TestOpen(t *testing.T) {
	driver, record := directorytest.Memory(nil)
	store := &reachable{Memory: conversation.NewMemory(conversation.MemoryConfig{})}
	cfg := host.Config{
		Directory: directory.Options{Drivers: []channel.Driver{driver}}, Recover: true,
		Open: func(context.Context) (host.Store, error) { return store, nil },
	}
	h, err := host.New(t.Context(), cfg)
	require.NoError(t, err)
	if h.Store != host.Store(store) || store.asked != 1 || store.closed != 0 {
		t.Errorf("asked %d times, closed %d times", store.asked, store.closed)
	}
	require.NoError(t, h.Close())
	record.Service.Robot = ""
	cfg.Records = []directory.Record{record}
	if _, err := host.New(t.Context(), cfg); err == nil || store.closed != 2 {
		t.Errorf("New: %v, and the store is closed %d times, want the second", err, store.closed)
	}
	broken := errors.New("no disk")
	cfg.Open = func(context.Context) (host.Store, error) { return nil, broken }
	if _, err := host.New(t.Context(), cfg); !errors.Is(err, broken) {
		t.Errorf("New: %v, want the error of Open", err)
	}
	cfg.Open, cfg.Store, cfg.Records = nil, conversation.NewMemory(conversation.MemoryConfig{}), nil
	if _, err := host.New(t.Context(), cfg); err == nil {
		t.Error("a store without LastStored recovers")
	}
	cfg.Recover, cfg.BaseURL = false, "http://desk.example"
	if _, err := host.New(t.Context(), cfg); err == nil {
		t.Error("a base URL without TLS is taken")
	}
}

// A conversation that is open follows an edit at once, and what came while the channel was paused
// is applied.
func TestEditIsFollowed(t *testing.T) {
	cfg := echoing()
	cfg.BaseURL = ""
	hosttest.Run(t, cfg, telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
		id := directorytest.Record(bot).ID
		h.Router(directorytest.Tenant).Set(routing.Agent{ID: "eve", Ready: true, All: 5})
		edit := func(change func(r *directory.Record)) {
			t.Helper()
			_, err := h.Edit(t.Context(), id, change)
			require.NoError(t, err)
			h.Settle()
		}
		edit(func(r *directory.Record) { r.State = directory.Paused })
		h.Hear(bot, "7001", "hello")
		if h.Row(h.Thread(bot, "7001")).Open() {
			t.Error("a message to a paused channel opens a session")
		}
		edit(func(r *directory.Record) { r.State, r.Service.Mode = directory.Active, directory.Agent })
		if got := h.Row(h.Thread(bot, "7001")).State.Agent; got != "eve" {
			t.Errorf("once the channel works, the conversation is offered to %q, want eve", got)
		}
	})
}
