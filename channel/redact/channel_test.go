package redact_test

import (
	"errors"
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
