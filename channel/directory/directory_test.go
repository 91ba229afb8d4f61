package directory_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

func TestWritersCompareTheRevision(t *testing.T) {
	ctx := context.Background()
	d := newDirectory(t, options(), bot("bot", "Sales", 71001))
	mine := find(d, "bot")
	theirs := mine
	mine.About = "first"
	_, err := d.Replace(ctx, mine)
	require.NoError(t, err)
	if _, err := d.Replace(ctx, theirs); !errors.Is(err, directory.ErrStale) {
		t.Errorf("the second writer: %v", err)
	}
	if _, err := d.Replace(ctx, bot("other", "Sales", 71001)); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("an unknown channel: %v", err)
	}
	moved := handle("bot", "Sales", "2001")
	moved.Rev = 2
	if _, err := d.Replace(ctx, moved); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("another platform: %v", err)
	}
	stale := bot("bot", "Sales", 71001)
	stale.Rev, stale.About = 1, "from the store"
	require.NoError(t, d.Load(ctx, stale))
	if r := find(d, "bot"); r.About != "first" {
		t.Errorf("Load went back to %q", r.About)
	}
	stale.Rev = 7
	require.NoError(t, d.Load(ctx, stale, bot("b2", "Two", 71002)))
	if r := find(d, "bot"); r.About != "from the store" || r.Rev != 7 || d.Len() != 2 {
		t.Errorf("Load: %q, revision %d, %d channels", r.About, r.Rev, d.Len())
	}
	err = d.Load(ctx, bot("b3", "Two", 71003), bot("b4", "Four", 71004))
	if !errors.Is(err, directory.ErrTaken) || !strings.Contains(err.Error(), "channel b3") || d.Len() != 3 {
		t.Errorf("Load of a bad record among good ones: %v, %d channels", err, d.Len())
	}
}

func TestTimesSince(t *testing.T) {
	ctx := context.Background()
	d := newDirectory(t, options(), bot("bot", "Sales", 71001))
	r := find(d, "bot")
	r.About = "no time changes"
	r, err := d.Replace(ctx, r)
	require.NoError(t, err)
	if !r.TimesSince.IsZero() {
		t.Errorf("TimesSince %v without a change of times", r.TimesSince)
	}
	// The margins warn before the end of the platform's window, which no change of times moves.
	r.Silence.AnswerWarn, r.Silence.WindowWarn = 1200, 240
	r, err = d.Replace(ctx, r)
	require.NoError(t, err)
	if !r.TimesSince.IsZero() {
		t.Errorf("TimesSince %v after a change of margins", r.TimesSince)
	}
	r.Silence.Agent = 600
	r, err = d.Replace(ctx, r)
	require.NoError(t, err)
	p, err := d.Policy(ctx, "bot")
	require.NoError(t, err)
	if !r.TimesSince.Equal(epoch) || !p.Since.Equal(epoch) {
		t.Errorf("TimesSince %v, policy %v, want %v", r.TimesSince, p.Since, epoch)
	}
	again, err := d.Policy(ctx, "bot")
	require.NoError(t, err)
	if p != again {
		t.Error("the policy is built anew for the same revision")
	}
	waits := handle("x", "Help", "2001")
	waits.Routing.LastAgent, waits.Routing.LastAgentFor, waits.Routing.LastAgentWait = true, 86400, 60
	require.NoError(t, d.Load(ctx, waits))
	waits = find(d, "x")
	waits.Routing.LastAgentWait = 120
	waits, err = d.Replace(ctx, waits)
	require.NoError(t, err)
	if !waits.TimesSince.Equal(epoch) {
		t.Errorf("TimesSince %v after a change of the wait for the last agent", waits.TimesSince)
	}
}

func TestNewRefuses(t *testing.T) {
	_, err := directory.New(directory.Options{})
	if got := fields(channel.FieldErrors(err)); !slices.Equal(got, []string{"drivers missing"}) {
		t.Errorf("no drivers: %v", err)
	}
	_, err = directory.New(directory.Options{Drivers: append(drivers(), drivers()[0], channel.Driver{})})
	if got := fields(channel.FieldErrors(err)); !slices.Equal(got, []string{"drivers[3] duplicate", "drivers[4] missing"}) {
		t.Errorf("drivers: %v", err)
	}
}

// subscriber is a channel whose platform checks the webhook while it is asked to deliver.
type subscriber struct {
	channel.Channel
	check func()
}

func (s subscriber) Subscribe(_ context.Context, url string) (channel.Subscription, error) {
	s.check()
	return channel.Subscription{URL: url, Active: true}, nil
}

func (s subscriber) CheckSubscription(context.Context) (channel.Subscription, error) {
	return channel.Subscription{}, nil
}

func (s subscriber) Unsubscribe(context.Context) error { return nil }

// Pages that pass from channel to channel arrive in any order.
func TestLoadOfPagesThatMoved(t *testing.T) {
	ctx := context.Background()
	d := newDirectory(t, shared(), pages("a", "A", "8801", "24001"), pages("b", "B", "8801", "24002"), pages("c", "C", "8801", "24003"))
	a, b, c := pages("a", "A", "8801", "24002"), pages("b", "B", "8801", "24003"), pages("c", "C", "8801")
	a.Rev, b.Rev, c.Rev = 2, 2, 2
	require.NoError(t, d.Load(ctx, a, b, c))
	for page, want := range map[string]string{"24001": "", "24002": "a", "24003": "b"} {
		if e, _ := d.Owner(channel.Thread{Platform: "facebook", Account: page}); e.ID() != want {
			t.Errorf("page %s is owned by %q, want %q", page, e.ID(), want)
		}
	}
}
