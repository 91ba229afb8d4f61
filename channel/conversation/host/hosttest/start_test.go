package hosttest_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/conversation/host/hosttest"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/session/routing"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// program is the Config of a program: the store would be opened, and its records are of real
// channels.
func program() host.Config {
	bot := directory.Default(telegram.Platform)
	bot.Tenant, bot.ID, bot.Name, bot.State, bot.Path = "north", "north-telegram", "north", directory.Active, "/north/telegram"
	bot.Service.Mode, bot.Service.Robot, bot.Routing.Queue = directory.Hybrid, "echo", "parcels"
	bot.Service.Keywords = keyword.Set{List: []keyword.Word{{Text: "agent"}}}
	bot.Silence.Customer, bot.Silence.CustomerWarn = 20*60, 2*60
	bot.Notices.Warning, bot.Notices.End = "Are you still there?", "Goodbye."
	page := directory.Default(facebook.Platform)
	page.Tenant, page.ID, page.Name, page.State, page.Path = "north", "north-facebook", "north_page", directory.Active, "/north/facebook"
	page.Service.Mode, page.Service.Robot = directory.Bot, "echo"
	return host.Config{
		Open:         func(context.Context) (host.Store, error) { panic("a test opens no database") },
		Recover:      true,
		Records:      []directory.Record{bot, page},
		Directory:    directory.Options{Drivers: []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()}},
		Conversation: conversation.Config{Robot: conversation.Answering(echo)},
	}
}

func echo(_ context.Context, m channel.Message) (string, error) { return "You said: " + m.Text, nil }

func botSaid(bot *telegramtest.Server) []string {
	all := []string{}
	for _, m := range bot.Sent() {
		all = append(all, m.Text)
	}
	return all
}

// The program's policies are at work, with the stand-in's credentials; time passes as it must.
func TestRun(t *testing.T) {
	hosttest.Run(t, program(), telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
		bot.Say("7001", "hello")
		h.Settle()
		want := []string{"You said: hello"}
		if diff := cmp.Diff(want, botSaid(bot)); diff != "" {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
		h.Advance(17 * time.Minute)
		if diff := cmp.Diff(want, botSaid(bot)); diff != "" {
			t.Errorf("sent before it is time (-want +got):\n%s", diff)
		}
		h.Advance(4 * time.Minute)
		if diff := cmp.Diff(append(want, "Are you still there?", "Goodbye."), botSaid(bot)); diff != "" {
			t.Errorf("sent to a silent customer (-want +got):\n%s", diff)
		}
		if _, ok := h.Directory.Find("north-facebook"); ok {
			t.Error("a record without a stand-in is a channel")
		}
	})
}

// Calls come in while a record is edited: none is refused, and each customer is answered.
func TestCallsDuringEdit(t *testing.T) {
	hosttest.Run(t, program(), telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
		for n := range 20 {
			bot.Say(fmt.Sprint(7001+n), "hello")
		}
		refused := make(chan int, 20)
		for _, call := range bot.Batch() {
			go func() {
				if status := h.Call(call); status != http.StatusOK {
					refused <- status
				}
			}()
		}
		if _, err := h.Edit(t.Context(), "north-telegram", func(r *directory.Record) { r.Secrets.Keys["webhookSecret"] = channel.NewKeys("the-new-secret") }); err != nil {
			t.Error(err)
		}
		h.Settle()
		if len(refused) > 0 || len(botSaid(bot)) != 20 {
			t.Errorf("%d calls refused, %d answers", len(refused), len(botSaid(bot)))
		}
	})
}

// Customers of three platforms get an answer each, and what was sent is echoed; X has the record of
// directorytest.
func TestSeveralPlatforms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bot, meta, x := telegramtest.New(telegramtest.Config{}), facebooktest.New(facebooktest.Config{}), twittertest.New(twittertest.Config{})
		h := hosttest.Start(t, program(), bot, meta, x)
		bot.Say("7001", "a")
		meta.Say("24001", "b")
		x.Say("2001", "c")
		h.Settle()
		got := append(botSaid(bot), meta.Sent()[0].Text, x.Sent()[0].Text)
		if diff := cmp.Diff([]string{"You said: a", "You said: b", "You said: c"}, got); diff != "" {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
		if n := bot.Pending() + meta.Pending() + x.Pending(); n > 0 {
			t.Errorf("%d webhooks wait", n)
		}
		if e, _ := h.Directory.Find("north-facebook"); e.Record().Service.Mode != directory.Bot || len(h.Directory.FindPath("/north/facebook")) > 0 {
			t.Error("the program's record has lost its mode, or kept its path")
		}
	})
}

// Settle waits for an agent who is found, for the rate limit of a platform, and for one that is
// down for a while; what a platform refuses for good does not hold it up.
func TestSettle(t *testing.T) {
	hosttest.Run(t, program(), telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
		bot.Fail(standin.Refuse(), 2)
		for range 5 {
			bot.Say("7001", "hello") // Telegram takes one a second
		}
		h.Settle()
		if n := len(bot.Sent()); n != 5 {
			t.Errorf("%d messages are sent, want 5", n)
		}
		h.Router("north").Set(routing.Agent{ID: "eve", Ready: true, All: 3})
		_, err := h.Edit(t.Context(), "north-telegram", func(r *directory.Record) { r.Service.Mode = directory.Agent })
		require.NoError(t, err)
		h.Settle()
		bot.Say("7002", "I am new")
		h.Settle()
		v, err := h.Service.Look(t.Context(), channel.Thread{Platform: telegram.Platform, Account: bot.Connection().Account, Contact: "7002"})
		require.NoError(t, err)
		if v.Row.State.Phase != session.PhaseOffered {
			t.Errorf("the phase is %v, want an offer to eve", v.Row.State.Phase)
		}
		begin := time.Now()
		h.Routes = http.NotFoundHandler()
		bot.Say("7003", "is anybody there?")
		h.Settle()
		if passed := time.Since(begin); passed > 2*time.Minute || bot.Pending() != 1 {
			t.Errorf("after %v %d webhooks wait, want Settle to give up", passed, bot.Pending())
		}
	})
}

// A host that starts again has its conversations, and hears what came meanwhile.
func TestRestart(t *testing.T) {
	hosttest.Run(t, program(), telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
		bot.Say("7001", "one")
		h.Settle()
		former := h.Host
		bot.Say("7001", "two")
		h.Restart()
		h.Settle()
		if diff := cmp.Diff([]string{"You said: one", "You said: two"}, botSaid(bot)); diff != "" || h.Host == former {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
	})
}

// Without stand-ins the Config's records and drivers are used as they are, with a clock of its own.
func TestStartAsItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin, eve := time.Now(), time.Date(2026, 12, 24, 15, 0, 0, 0, time.UTC)
		now := func() time.Time { return eve.Add(time.Since(begin)) }
		platform, err := channeltest.NewMemory(channeltest.MemoryConfig{Now: now})
		require.NoError(t, err)
		driver, record := directorytest.Memory(platform)
		h := hosttest.Start(t, host.Config{
			Records: []directory.Record{record}, Directory: directory.Options{Drivers: []channel.Driver{driver}, Now: now},
			Conversation: conversation.Config{Robot: conversation.Answering(echo)},
		})
		ann := channel.Thread{Platform: driver.Platform, Account: platform.Info().Accounts[0], Contact: "ann"}
		call := channeltest.Request(directorytest.MemoryPath, platform.Webhook(channel.Event{Thread: ann, Body: channel.Message{Text: "hi"}}))
		if got := h.Call(call); got != http.StatusOK {
			t.Fatalf("answered %d", got)
		}
		h.Settle()
		v, err := h.Service.Look(t.Context(), ann)
		require.NoError(t, err)
		if len(platform.Sent()) != 1 || v.Now.Before(eve) {
			t.Errorf("%d messages sent, and the time is %v", len(platform.Sent()), v.Now)
		}
	})
}

// Check passes for a host of this package, with the policies of its record and without one.
func TestCheck(t *testing.T) {
	hosttest.Check(t, program())
	cfg := program()
	cfg.Records = nil
	hosttest.Check(t, cfg)
}

// fatal is a test whose end is looked at.
type fatal struct {
	testing.TB
	said []any
}

func (f *fatal) Fatal(args ...any) { f.said = args; panic(f) }

// Start says what it needs.
func TestStartNeedsABubble(t *testing.T) {
	f := &fatal{TB: t}
	defer func() {
		if recover() != any(f) || len(f.said) == 0 || !slices.Contains(f.said, any("hosttest: Start needs a bubble: call it within synctest.Test, or call Run")) {
			t.Errorf("Start says %v", f.said)
		}
	}()
	hosttest.Start(f, program())
}
