package telegram_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/google/go-cmp/cmp"
)

func TestProof(t *testing.T) {
	const old = channel.Secret("kiosk-secret_from-last-year")
	now := webhook(nil).At
	ch := newChannel(t, func(c *telegram.Config) {
		c.WebhookSecret = channel.Keys{{Secret: secret}, {Secret: old, Until: now.Add(time.Hour)}}
	})
	const name = "X-Telegram-Bot-Api-Secret-Token"
	tests := []struct {
		name   string
		change func(*channel.Webhook)
		want   error
		status int
	}{
		{"as it should be", func(*channel.Webhook) {}, nil, 200},
		{"name in small letters", func(w *channel.Webhook) {
			w.Header = http.Header{strings.ToLower(name): {secret.Reveal()}}
		}, nil, 200},
		{"old secret before its end", func(w *channel.Webhook) { w.Header.Set(name, old.Reveal()) }, nil, 200},
		{"old secret after its end", func(w *channel.Webhook) { w.Header.Set(name, old.Reveal()); w.At = now.Add(time.Hour) }, channel.ErrForged, 401},
		{"old secret at an unknown time", func(w *channel.Webhook) { w.Header.Set(name, old.Reveal()); w.At = time.Time{} }, channel.ErrForged, 401},
		{"no header", func(w *channel.Webhook) { w.Header.Del(name) }, channel.ErrForged, 401},
		{"empty header", func(w *channel.Webhook) { w.Header.Set(name, "") }, channel.ErrForged, 401},
		{"two headers", func(w *channel.Webhook) { w.Header.Add(name, secret.Reveal()) }, channel.ErrForged, 401},
		{"two spellings", func(w *channel.Webhook) { w.Header["x-telegram-bot-api-secret-token"] = []string{secret.Reveal()} }, channel.ErrForged, 401},
		{"other secret", func(w *channel.Webhook) { w.Header.Set(name, "kiosk-secret_0123456788") }, channel.ErrForged, 401},
		{"beginning of the secret", func(w *channel.Webhook) { w.Header.Set(name, secret.Reveal()[:5]) }, channel.ErrForged, 401},
		{"longer secret", func(w *channel.Webhook) { w.Header.Set(name, secret.Reveal()+"0") }, channel.ErrForged, 401},
		{"the bot's token", func(w *channel.Webhook) { w.Header.Set(name, token.Reveal()) }, channel.ErrForged, 401},
		{"GET", func(w *channel.Webhook) { w.Method = http.MethodGet }, channel.ErrMethod, 405},
		{"compressed", func(w *channel.Webhook) { w.Header.Set("Content-Encoding", "gzip") }, channel.ErrEncoding, 415},
		{"too large", func(w *channel.Webhook) { w.Body = make([]byte, channel.MaxBody+1) }, channel.ErrTooLarge, 413},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := webhook([]byte(`{"update_id":1,"message":{"message_id":7,"chat":{"id":5,"type":"private"},"date":1781000000,"text":"x"}}`))
			tt.change(&w)
			verified, got := ch.Verify(w), channel.Delivery{}
			got, err := ch.Receive(w)
			if !errors.Is(err, tt.want) || !errors.Is(verified, tt.want) {
				t.Errorf("Receive: %v, Verify: %v; want %v", err, verified, tt.want)
			}
			if status := channel.StatusCode(err); status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
			if (len(got.Events) == 1) != (tt.want == nil) {
				t.Errorf("%d events", len(got.Events))
			}
			if err != nil {
				if e, ok := errors.AsType[*channel.Error](err); !ok || e.Platform != telegram.Platform || e.Op != channel.OpReceive {
					t.Errorf("the error does not say whose it is: %#v", err)
				}
				if strings.Contains(err.Error(), "kiosk-secret") {
					t.Errorf("the error quotes the secret: %v", err)
				}
			}
		})
	}
}

func TestReceiveWithoutSecretOnPurpose(t *testing.T) {
	ch := newChannel(t, func(c *telegram.Config) { c.WebhookSecret, c.InsecureNoSecret = nil, true })
	got, err := ch.Receive(channel.Webhook{Method: http.MethodPost, Body: []byte(`{"update_id":1,"poll":{}}`)})
	if err != nil || len(got.Events) != 1 {
		t.Errorf("Receive: %d events, %v", len(got.Events), err)
	}
	if _, err := ch.Receive(channel.Webhook{Method: http.MethodGet}); !errors.Is(err, channel.ErrMethod) {
		t.Errorf("GET: %v", err)
	}
}

func TestBodies(t *testing.T) {
	ch := newChannel(t, nil)
	for _, body := range []string{"", " \n", "{}", `{"update_id":1}`, `{"update_id":null}`} {
		got, err := ch.Receive(webhook([]byte(body)))
		if err != nil || len(got.Events) != 0 {
			t.Errorf("Receive(%q): %d events, %v; want none", body, len(got.Events), err)
		}
	}
	for _, body := range []string{"x", "[]", `[{"update_id":1}]`, `"x"`, "1", "null", `{"update_id":1`, `{"update_id":1}{}`, "\xff"} {
		w := webhook([]byte(body))
		got, err := ch.Receive(w)
		if !errors.Is(err, channel.ErrMalformed) || channel.StatusCode(err) != 400 {
			t.Errorf("Receive(%q): %v; want ErrMalformed", body, err)
		}
		want := channel.Delivery{Events: []channel.Event{channel.Malformed(telegram.Platform, bot, w)}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Receive(%q) (-want +got):\n%s", body, diff)
		}
	}
}

// Only Raw and Data keep the body's bytes.
func TestStringsDoNotAlias(t *testing.T) {
	ch := newChannel(t, nil)
	for name, body := range bodies(t) {
		got, err := ch.Receive(webhook(body))
		if err != nil {
			t.Fatal(err)
		}
		var before, after []channel.Event
		for _, ev := range got.Events {
			before = append(before, ev.Clone())
		}
		clear(body)
		for i, ev := range got.Events {
			ev.Raw = before[i].Raw
			if c, ok := ev.Body.(channel.Custom); ok {
				c.Data = before[i].Body.(channel.Custom).Data
				ev.Body = c
			}
			after = append(after, ev)
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("%s: events change with the body (-before +after):\n%s", name, diff)
		}
	}
}

// The same thing has the same ID in whatever update it comes, and two edits within a second differ.
func TestEventIDs(t *testing.T) {
	ch := newChannel(t, nil)
	id := func(body string) string {
		t.Helper()
		got, err := ch.Receive(webhook([]byte(body)))
		if err != nil || len(got.Events) != 1 {
			t.Fatalf("Receive(%s): %d events, %v", body, len(got.Events), err)
		}
		return got.Events[0].ID
	}
	const chat = `"chat":{"id":-42,"type":"group"},`
	tests := []struct {
		name, a, b string
		same       bool
	}{
		{"a message in another update", `{"update_id":1,"message":{"message_id":7,` + chat + `"text":"a"}}`, `{"update_id":2,"message":{"message_id":7,` + chat + `"text":"a"}}`, true},
		{"messages", `{"update_id":1,"message":{"message_id":7,` + chat + `"text":"a"}}`, `{"update_id":1,"message":{"message_id":8,` + chat + `"text":"a"}}`, false},
		{"a person and a group of the same number", `{"update_id":1,"message":{"message_id":7,"chat":{"id":42,"type":"private"},"text":"a"}}`, `{"update_id":1,"message":{"message_id":7,` + chat + `"text":"a"}}`, false},
		{"an edit that is told again", `{"update_id":1,"edited_message":{"message_id":7,` + chat + `"edit_date":9,"text":"a"}}`, `{"update_id":1,"edited_message":{"message_id":7,` + chat + `"edit_date":9,"text":"a"}}`, true},
		{"edits within a second", `{"update_id":1,"edited_message":{"message_id":7,` + chat + `"edit_date":9,"text":"a"}}`, `{"update_id":2,"edited_message":{"message_id":7,` + chat + `"edit_date":9,"text":"b"}}`, false},
		{"a message and its edit", `{"update_id":1,"message":{"message_id":7,` + chat + `"text":"a"}}`, `{"update_id":2,"edited_message":{"message_id":7,` + chat + `"edit_date":9,"text":"a"}}`, false},
		{"business chats of two connections", `{"update_id":1,"business_message":{"message_id":7,"business_connection_id":"A",` + chat + `"text":"a"}}`, `{"update_id":1,"business_message":{"message_id":7,"business_connection_id":"B",` + chat + `"text":"a"}}`, false},
		{"a migration told in both chats", `{"update_id":1,"message":{"message_id":7,` + chat + `"migrate_to_chat_id":-1042}}`, `{"update_id":2,"message":{"message_id":1,"chat":{"id":-1042,"type":"supergroup"},"migrate_from_chat_id":-42}}`, true},
		{"updates with a number that came again", `{"update_id":1,"poll":{"id":"1"}}`, `{"update_id":1,"poll":{"id":"2"}}`, false},
		{"updates with a number that came again later", `{"update_id":1,"chat_boost":{` + chat + `"date":1}}`, `{"update_id":1,"chat_boost":{` + chat + `"date":2}}`, false},
		{"presses", `{"update_id":1,"callback_query":{"id":"1","from":{"id":5}}}`, `{"update_id":1,"callback_query":{"id":"2","from":{"id":5}}}`, false},
	}
	for _, tt := range tests {
		if a, b := id(tt.a), id(tt.b); (a == b) != tt.same {
			t.Errorf("%s: %s and %s", tt.name, a, b)
		}
	}
}
