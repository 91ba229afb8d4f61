package redact_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/redact"
)

const withCard = "My card is 4111 1111 1111 1111."

func memory(t *testing.T) *channeltest.Memory {
	t.Helper()
	m, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Events and history of a wrapped channel are redacted; its abilities are those of the channel
// itself.
func TestChannel(t *testing.T) {
	m := memory(t)
	ch := redact.Channel(m, redact.Cards())
	got, err := ch.Receive(m.Webhook(channel.Event{Body: channel.Message{Text: withCard}, Raw: []byte(withCard)}))
	if err != nil || len(got.Events) != 1 {
		t.Fatalf("%v, %d events", err, len(got.Events))
	}
	ev := got.Events[0]
	if text := ev.Body.(channel.Message).Text; text != "My card is [card]." || ev.Raw != nil {
		t.Errorf("received %q, %s", text, ev.Raw)
	}
	for ev, err := range channel.History(t.Context(), ch, ch.Info().Accounts[0], time.Time{}) {
		if err != nil || ev.Body.(channel.Message).Text != "My card is [card]." {
			t.Errorf("history told %v, %v", ev.Body, err)
		}
	}
	to := ev.Thread
	if err := channel.ShowTyping(t.Context(), ch, to); err != nil {
		t.Errorf("an ability: %v", err)
	}
	if _, err := ch.Send(t.Context(), to, channel.Message{Text: withCard}); err != nil || m.Sent()[0].Message.Text != withCard {
		t.Errorf("sent %+v, %v", m.Sent(), err)
	}
	forged := m.Webhook(channel.Event{Body: channel.Message{Text: "x"}})
	forged.Header = nil
	if _, err := ch.Receive(forged); !errors.Is(err, channel.ErrForged) {
		t.Errorf("a forged call: %v", err)
	}
	if redact.Channel(m) != channel.Channel(m) {
		t.Error("without rules the channel is wrapped")
	}
}

// A channel without history has none when it is wrapped.
func TestChannelWithoutHistory(t *testing.T) {
	ch := redact.Channel(struct{ channel.Channel }{memory(t)}, redact.Cards())
	for _, err := range channel.History(t.Context(), ch, "a", time.Time{}) {
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%v", err)
		}
	}
}

// A post that is read again comes redacted, through wrappers around the wrapper too. A channel that
// cannot read posts cannot when it is wrapped.
func TestChannelReadPost(t *testing.T) {
	m := memory(t)
	ch := redact.Channel(m, redact.Cards())
	got, err := ch.Receive(m.Webhook(channel.Event{Thread: channel.Thread{Contact: "post:7"}, Body: channel.Post{ID: "p1", Text: withCard}}))
	if err != nil || len(got.Events) != 1 {
		t.Fatalf("%v, %d events", err, len(got.Events))
	}
	post := got.Events[0].Body.(channel.Post)
	now, err := channel.ReadPost(t.Context(), ch, got.Events[0].Thread, post)
	if err != nil || now.ID != post.ID || now.Text != "My card is [card]." {
		t.Errorf("read %+v, %v", now, err)
	}
	bare := redact.Channel(struct{ channel.Channel }{m}, redact.Cards())
	if now, err := channel.ReadPost(t.Context(), bare, got.Events[0].Thread, post); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a channel that cannot read posts: %+v, %v", now, err)
	}
}

// mentioned is a channel that tells of one mention.
type mentioned struct{ channel.Channel }

func (mentioned) Mentions(context.Context, time.Time) iter.Seq2[channel.Event, error] {
	return func(yield func(channel.Event, error) bool) {
		for range 2 {
			if !yield(channel.Event{Body: channel.Post{Text: withCard}, Raw: []byte(withCard)}, nil) {
				return
			}
		}
	}
}

// withUnwrap is a channel with mentions and all that the inner channel can do.
type withUnwrap struct{ mentioned }

func (w withUnwrap) Unwrap() channel.Channel { return w.Channel }

// Mentions come redacted where the channel has them, with a history and without. Other channels
// have none when they are wrapped.
func TestChannelMentions(t *testing.T) {
	type mentioner interface {
		Mentions(context.Context, time.Time) iter.Seq2[channel.Event, error]
	}
	m := memory(t)
	for name, inner := range map[string]channel.Channel{"alone": mentioned{m}, "with a history": withUnwrap{mentioned{m}}} {
		ch := redact.Channel(inner, redact.Cards())
		asked, ok := channel.As[mentioner](ch)
		if !ok {
			t.Fatalf("%s: no mentions", name)
		}
		n := 0
		for ev, err := range asked.Mentions(t.Context(), time.Time{}) {
			if n++; err != nil || ev.Body.(channel.Post).Text != "My card is [card]." || ev.Raw != nil {
				t.Errorf("%s: %+v, %v", name, ev, err)
			}
		}
		for range asked.Mentions(t.Context(), time.Time{}) {
			n++
			break
		}
		if n != 3 {
			t.Errorf("%s: %d mentions, want 2 and, when the walk ends early, 1", name, n)
		}
		if _, ok := ch.(channel.HistoryReader); ok != (name == "with a history") {
			t.Errorf("%s: history is %v", name, ok)
		}
	}
	if _, ok := channel.As[mentioner](redact.Channel(m, redact.Cards())); ok {
		t.Error("a channel without mentions has them when it is wrapped")
	}
}

func TestDriver(t *testing.T) {
	m, broken := memory(t), errors.New("broken")
	d := redact.Driver(channel.Driver{Platform: "p", Open: func(s channel.Settings) (channel.Channel, error) {
		if s.Values["broken"] != "" {
			return nil, broken
		}
		return m, nil
	}}, redact.Cards())
	ch, err := d.Open(channel.Settings{})
	if err != nil || d.Platform != "p" || !slices.Equal(ch.Info().Accounts, m.Info().Accounts) {
		t.Fatalf("%v, %+v", err, d)
	}
	got, err := ch.Receive(m.Webhook(channel.Event{Body: channel.Message{Text: withCard}}))
	if err != nil || got.Events[0].Body.(channel.Message).Text != "My card is [card]." {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := d.Open(channel.Settings{Values: map[string]string{"broken": "1"}}); !errors.Is(err, broken) {
		t.Errorf("Open: %v", err)
	}
}
