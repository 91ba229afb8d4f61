package host_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
)

// shops are two tenants with a channel each, on one platform with two accounts.
type shops struct {
	t     *testing.T
	h     *host.Host
	north *channeltest.Memory
	south *channeltest.Memory
	stop  func()
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// openShops starts a host of two tenants.
func openShops(t *testing.T, change func(*host.Config)) *shops {
	t.Helper()
	s := &shops{t: t}
	platforms := map[string]**channeltest.Memory{"north": &s.north, "south": &s.south}
	driver, record := directorytest.Memory(nil)
	driver.Fields = []channel.Field{{Name: "account", Required: true}}
	cfg := host.Config{Store: conversation.NewMemory(conversation.MemoryConfig{}), Conversation: conversation.Config{Log: quiet()}}
	for _, tenant := range []string{"north", "south"} {
		m, err := channeltest.NewMemory(channeltest.MemoryConfig{Accounts: []string{tenant}})
		require.NoError(t, err)
		*platforms[tenant] = m
		r := record.Clone()
		r.Tenant, r.ID, r.Path = tenant, tenant, "/"+tenant
		r.Settings = map[string]string{"account": tenant}
		r.Service.Mode = directory.Agent // both tenants name the same queue
		cfg.Records = append(cfg.Records, r)
	}
	driver.Open = func(o channel.Settings) (channel.Channel, error) { return *platforms[o.Values["account"]], nil }
	cfg.Directory.Drivers = []channel.Driver{driver}
	cfg.Directory.SharedApps = []directory.App{{Platform: channeltest.MemoryPlatform, App: "memory-app"}}
	if change != nil {
		change(&cfg)
	}
	var err error
	s.h, err = host.New(t.Context(), cfg)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan error)
	go func() { over <- s.h.Run(ctx) }()
	s.stop = func() {
		cancel()
		require.NoError(t, <-over)
	}
	return s
}

// thread is ann's with a tenant.
func (s *shops) thread(m *channeltest.Memory) channel.Thread {
	return channel.Thread{Platform: channeltest.MemoryPlatform, Account: m.Info().Accounts[0], Contact: "ann"}
}

// write lets ann write to a tenant, over its webhook.
func (s *shops) write(m *channeltest.Memory, path string) {
	s.t.Helper()
	call := channeltest.Request(path, m.Webhook(channel.Event{Thread: s.thread(m), Body: channel.Message{Text: "hello"}}))
	if got := serve(s.h.Webhook, call); got != http.StatusOK {
		s.t.Errorf("the webhook %s is answered with %d", path, got)
	}
	time.Sleep(time.Second)
}

// is is the phase of ann's conversation with a tenant, and its agent.
func (s *shops) is(m *channeltest.Memory) string {
	s.t.Helper()
	v, err := s.h.Service.Look(s.t.Context(), s.thread(m))
	require.NoError(s.t, err)
	return strings.TrimSpace(v.Row.State.Phase.String() + " " + v.Row.State.Agent)
}

// The agents of a tenant get its conversations, and no other's, although both name the same queue.
func TestTenantsAreApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openShops(t, nil)
		defer s.stop()
		s.h.Router("south").Set(routing.Agent{ID: "eve", Ready: true, All: 5})
		s.write(s.north, "/north")
		s.write(s.south, "/south")
		if diff := cmp.Diff([]string{"queued", "offered eve"}, []string{s.is(s.north), s.is(s.south)}); diff != "" {
			t.Errorf("north and south (-want +got):\n%s", diff)
		}
		s.h.Router("north").Set(routing.Agent{ID: "max", Ready: true, All: 5})
		time.Sleep(time.Second)
		if got := s.is(s.north); got != "offered max" {
			t.Errorf("north is %q, want max to be asked", got)
		}
	})
}

// A record that changes while the host works counts at once: its queue is new, and what came while
// the channel was paused is applied.
func TestChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openShops(t, nil)
		defer s.stop()
		ctx := t.Context()
		s.h.Router("north").Set(routing.Agent{ID: "eve", Ready: true, All: 5})
		_, err := s.h.Directory.Move(ctx, "north", directory.Paused)
		require.NoError(t, err)
		s.write(s.north, "/north")
		if got := s.is(s.north); got != "closed" {
			t.Errorf("a message to a paused channel opens a session: %q", got)
		}
		entry, _ := s.h.Directory.Find("north")
		r := entry.Record()
		r.State, r.Routing.Queue = directory.Active, "letters"
		_, err = s.h.Directory.Replace(ctx, r)
		require.NoError(t, err)
		require.NoError(t, s.h.Changed(ctx, "north"))
		time.Sleep(2 * time.Second)
		if got := s.is(s.north); got != "offered eve" {
			t.Errorf("after the change the conversation is %q, want it offered to eve", got)
		}
		if err := s.h.Changed(ctx, "west"); !errors.Is(err, directory.ErrNotFound) {
			t.Errorf("Changed of a channel that is not there: %v", err)
		}
	})
}

// A host that starts again goes on with the places of its agents, and hears what it missed.
func TestStartAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := conversation.NewMemory(conversation.MemoryConfig{})
		down := time.Time{}
		open := func(c *host.Config) {
			c.Store, c.DownSince = store, func(context.Context) (time.Time, error) { return down, nil }
		}
		s := openShops(t, open)
		s.h.Router("north").Set(routing.Agent{ID: "eve", Ready: true, All: 1})
		s.write(s.north, "/north")
		north := s.thread(s.north)
		v, err := s.h.Service.Look(t.Context(), north)
		require.NoError(t, err)
		_, err = s.h.Service.Do(t.Context(), north, session.Event{Kind: session.AgentAccepted, ID: "page/1", Agent: "eve", Offer: v.Row.State.Part})
		require.NoError(t, err)
		s.stop()
		former, at := s.north, time.Now()
		time.Sleep(time.Minute)
		call := former.Webhook(channel.Event{Thread: channel.Thread{Contact: "bob"}, Body: channel.Message{Text: "lost"}})
		_ = call // the host is down: only the history has it
		time.Sleep(time.Minute)

		down = at
		s = openShops(t, func(c *host.Config) {
			open(c)
			c.Directory.Drivers[0].Open = func(o channel.Settings) (channel.Channel, error) {
				if o.Values["account"] == "north" {
					return former, nil
				}
				return s.south, nil
			}
		})
		defer s.stop()
		s.north = former
		s.h.Router("north").Set(routing.Agent{ID: "eve", Ready: true, All: 1})
		time.Sleep(time.Second)
		if s.h.Router("north").Present("eve") {
			t.Error("eve has a free place after the start, although she serves ann")
		}
		bob := north
		bob.Contact = "bob"
		v, err = s.h.Service.Look(t.Context(), bob)
		require.NoError(t, err)
		if got := v.Row.State.Phase; got != session.PhaseQueued {
			t.Errorf("bob, who wrote while the host was down, is %v, want queued", got)
		}
	})
}

// The host's own functions are called as well as those of the parts.
func TestHostsOwnFunctions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var changed []string
		s := openShops(t, func(c *host.Config) {
			c.Conversation.Changed = func(to channel.Thread, _ conversation.Change) {
				mu.Lock()
				defer mu.Unlock()
				changed = append(changed, to.Account)
			}
			c.Queues = func(tenant string) []routing.Queue {
				return []routing.Queue{{ID: directorytest.Queue, Stages: []routing.Stage{{Needs: []routing.Need{{Skill: tenant}}}}}}
			}
		})
		defer s.stop()
		s.h.Router("north").Set(routing.Agent{ID: "eve", Ready: true, All: 5})
		s.h.Router("north").Set(routing.Agent{ID: "max", Ready: true, All: 5, Skills: map[string]uint8{"north": 1}})
		s.write(s.north, "/north")
		got := s.is(s.north)
		mu.Lock()
		defer mu.Unlock()
		if got != "offered max" || len(changed) == 0 || changed[0] != "north" {
			t.Errorf("%q with changes of %v, want max by his skill, and the change told", got, changed)
		}
	})
}

// One Files serves the channels and the dispatcher.
func TestFilesOfBoth(t *testing.T) {
	for name, set := range map[string]func(*host.Config, channel.Files){
		"directory": func(c *host.Config, f channel.Files) { c.Directory.Files = f },
		"dispatch":  func(c *host.Config, f channel.Files) { c.Conversation.Dispatch.Files = f },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var opened atomic.Int64
				s := openShops(t, func(c *host.Config) {
					c.Records[0].Service.Mode = directory.Hybrid
					set(c, func(context.Context, string) (channel.File, error) {
						opened.Add(1)
						return channel.File{Body: io.NopCloser(strings.NewReader("\xff\xd8\xff\xe0picture")), Name: "a.jpg", Type: "image/jpeg", Size: 11}, nil
					})
					c.Conversation.Robot = func(context.Context, conversation.Call) (conversation.Said, error) {
						return conversation.Said{Messages: []channel.Message{{Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "a.jpg"}}}}}, nil
					}
				})
				defer s.stop()
				s.write(s.north, "/north")
				if sent := s.north.Sent(); len(sent) != 1 || opened.Load() == 0 {
					t.Errorf("%d messages sent, the file opened %d times", len(sent), opened.Load())
				}
			})
		})
	}
}

func TestNewComplains(t *testing.T) {
	driver, record := directorytest.Memory(nil)
	store := conversation.NewMemory(conversation.MemoryConfig{})
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{driver}})
	require.NoError(t, err)
	record.Service.Robot = ""
	down := errors.New("down")
	for field, cfg := range map[string]host.Config{
		"store":                  {Directory: directory.Options{Drivers: []channel.Driver{driver}}},
		"drivers":                {Store: store},
		"conversation.store":     {Store: store, Conversation: conversation.Config{Store: store}},
		"conversation.directory": {Store: store, Conversation: conversation.Config{Directory: d}},
		"robots":                 {Store: store, Directory: d.Options(), Conversation: conversation.Config{Robots: -1}},
		"service.robot":          {Store: store, Directory: d.Options(), Records: []directory.Record{record}},
	} {
		_, err := host.New(t.Context(), cfg)
		if e, ok := errors.AsType[*channel.FieldError](err); !ok || e.Field != field {
			t.Errorf("New: %v, want a complaint about %s", err, field)
		}
	}
	_, err = host.New(t.Context(), host.Config{Store: store, Directory: d.Options(), Records: []directory.Record{record},
		BaseURL: "http://desk.example", Conversation: conversation.Config{Robots: -1}})
	var all []string
	for _, e := range channel.FieldErrors(err) {
		all = append(all, e.Field)
	}
	if !slices.Equal(all, []string{"baseUrl", "service.robot", "robots"}) {
		t.Errorf("New complains about %q, want all at once: %v", all, err)
	}
	_, err = host.New(t.Context(), host.Config{Store: store, Directory: d.Options(), DownSince: func(context.Context) (time.Time, error) { return time.Time{}, down }})
	if !errors.Is(err, down) {
		t.Errorf("New: %v, want the error of DownSince", err)
	}
}
