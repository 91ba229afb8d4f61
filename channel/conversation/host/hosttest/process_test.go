package hosttest_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/conversation/host/hosttest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A host in a process of its own answers, is killed at a call, and answers again. Its store is in
// memory, so that it forgets what it knew: examples/conversation/host has a test with a file.
func TestStartProcess(t *testing.T) {
	bot := telegramtest.New(telegramtest.Config{})
	p := hosttest.StartProcess(t, func(string) host.Config {
		cfg := program()
		cfg.Open, cfg.Recover, cfg.Store = nil, false, conversation.NewMemory(conversation.MemoryConfig{})
		return cfg
	}, bot)
	p.Hear(bot, "7001", "one")
	p.KillAt(2)
	bot.Say("7001", "two")
	p.Hear(bot, "7002", "three")
	p.Kill()
	p.Hear(bot, "7003", "four")
	got := botSaid(bot)
	// If the kill is before the 200 of "three", the bot's platform delivers "three" again.
	const three = "You said: three"
	if i := slices.Index(got, three); i >= 0 && slices.Contains(got[i+1:], three) {
		got = slices.Delete(got, i, i+1)
	}
	if len(got) != 4 {
		t.Fatalf("sent %q, want four answers", got)
	}
	if diff := cmp.Diff([]string{"You said: one", "You said: four"}, []string{got[0], got[3]}); diff != "" {
		t.Errorf("the first and the last answer (-want +got):\n%s", diff)
	}
}

// A test whose host is not killed where it should be fails.
func TestKillAtIsReached(t *testing.T) {
	bot := telegramtest.New(telegramtest.Config{})
	f := &counting{TB: t}
	p := hosttest.StartProcess(f, func(string) host.Config {
		cfg := program()
		cfg.Open, cfg.Recover, cfg.Store = nil, false, conversation.NewMemory(conversation.MemoryConfig{})
		return cfg
	}, bot)
	p.KillAt(1)
	f.cleanups[len(f.cleanups)-1]()
	if f.errors != 1 {
		t.Errorf("%d errors, want one: no call was made", f.errors)
	}
}

// counting counts errors, and lets the test run the cleanups.
type counting struct {
	testing.TB
	errors   int
	cleanups []func()
}

func (c *counting) Errorf(string, ...any) { c.errors++ }

func (c *counting) Cleanup(f func()) {
	c.cleanups = append(c.cleanups, f)
	if len(c.cleanups) <= 2 { // of StartProcess
		c.TB.Cleanup(f)
	}
}
