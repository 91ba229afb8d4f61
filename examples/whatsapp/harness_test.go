package whatsapp_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

const (
	appID       = "519000000000001"
	appSecret   = channel.Secret("4f1c-Zq8/+vT=3kWm5xR7pL2nB9cD4fG6")
	verifyToken = channel.Secret("verify/Hq7+mWz=Kp3Vn8Rt5Xb2Lc&")
	token       = channel.Secret("EAAGp7/W+zR=4pXsK9vTmB2dJh6Qq8Nn3Cc")
	business    = "3001000000000001"
	numberID    = "4001000000000001"
	secondID    = "4001000000000002"
	userID      = "DE.10000000000000000001"
	phone       = "491701234567"
)

var now = time.Date(2026, 11, 3, 9, 30, 0, 0, time.UTC)

func config() whatsapp.Config {
	return whatsapp.Config{
		AppID: appID, AppSecret: channel.NewKeys(appSecret), VerifyToken: channel.NewKeys(verifyToken), BusinessID: business,
		Numbers: []string{numberID}, Token: token, Now: func() time.Time { return now },
	}
}

func newChannel(t testing.TB, change func(*whatsapp.Config)) *whatsapp.Channel {
	t.Helper()
	cfg := config()
	if change != nil {
		change(&cfg)
	}
	ch, err := whatsapp.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

func thread(contact string) channel.Thread {
	return channel.Thread{Platform: whatsapp.Platform, Account: numberID, Contact: contact}
}

// signed is a call as Meta makes it.
func signed(body []byte) channel.Webhook { return signedWith(appSecret, body) }

func signedWith(key channel.Secret, body []byte) channel.Webhook {
	h := hmac.New(sha256.New, []byte(key.Reveal()))
	h.Write(body)
	return channel.Webhook{Method: http.MethodPost, Header: http.Header{whatsapp.Signature: {"sha256=" + hex.EncodeToString(h.Sum(nil))}}, Body: body}
}

// proof is the appsecret_proof of the token: a text that no error may show.
func proof() string {
	h := hmac.New(sha256.New, []byte(appSecret.Reveal()))
	h.Write([]byte(token.Reveal()))
	return hex.EncodeToString(h.Sum(nil))
}

// body is a webhook call with one change of the field messages.
func body(account, value string) []byte {
	return []byte(`{"object":"whatsapp_business_account","entry":[` + entry(account, value) + `]}`)
}

func entry(account, value string) string {
	return fmt.Sprintf(`{"id":%q,"changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550000011","phone_number_id":%q},%s}}]}`,
		business, account, value)
}

// world is a pretended WhatsApp, a channel of it and a host that keeps what arrives.
type world struct {
	*whatsapptest.Server
	ch *whatsapp.Channel

	mu     sync.Mutex
	events []channel.Event
	known  map[string]bool
}

func newWorld(t testing.TB, cfg whatsapptest.Config, change func(*whatsapp.Config)) *world {
	t.Helper()
	cfg.AppSecret, cfg.VerifyToken, cfg.Token, cfg.RequireProof = appSecret.Reveal(), verifyToken.Reveal(), token.Reveal(), true
	if cfg.Now == nil {
		cfg.Now = func() time.Time { return now }
	}
	w := &world{Server: whatsapptest.New(cfg), known: make(map[string]bool)}
	w.ch = newChannel(t, func(c *whatsapp.Config) {
		c.Numbers, c.HTTP, c.Media, c.Now = w.Config().Numbers, w.Client(), w.Client(), w.Now
		if change != nil {
			change(c)
		}
	})
	w.Hook(w)
	return w
}

// ServeHTTP is the host's handler.
func (w *world) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	call, err := channel.ReadWebhook(r)
	if err == nil {
		var got channel.Delivery
		if got, err = w.ch.Receive(call); err == nil || len(got.Events) > 0 {
			w.keep(got.Events)
			got.Reply.ServeHTTP(rw, r)
			return
		}
	}
	rw.WriteHeader(channel.StatusCode(err))
}

func (w *world) keep(events []channel.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range events {
		if !w.known[e.ID] {
			w.known[e.ID] = true
			w.events = append(w.events, e.Clone())
		}
	}
}

// take delivers what waits and returns the new events.
func (w *world) take(t testing.TB) []channel.Event {
	t.Helper()
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	events := w.events
	w.events = nil
	return events
}

// one is take for exactly one event.
func (w *world) one(t testing.TB) channel.Event {
	t.Helper()
	events := w.take(t)
	if len(events) != 1 {
		t.Fatalf("%d events, want one: %+v", len(events), events)
	}
	return events[0]
}

// send sends a message that must be accepted.
func (w *world) send(t testing.TB, to channel.Thread, m channel.Message) string {
	t.Helper()
	sent, err := w.ch.Send(t.Context(), to, m)
	if err != nil || len(sent.IDs) != 1 {
		t.Fatalf("Send: %v, %v", sent.IDs, err)
	}
	return sent.IDs[0]
}

// last is the message that WhatsApp accepted last, without what is random.
func (w *world) last() whatsapptest.Sent {
	all := w.Sent()
	m := all[len(all)-1]
	m.ID, m.At = "", time.Time{}
	return m
}

// files opens what a host has stored.
type files map[string]string

func (f files) open(_ context.Context, name string) (channel.File, error) {
	content, ok := f[name]
	if !ok {
		return channel.File{}, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	return channel.File{Body: io.NopCloser(strings.NewReader(content)), Name: name, Size: int64(len(content))}, nil
}

const (
	png  = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	jpeg = "\xff\xd8\xff\xe0\x00\x10JFIF\x00"
)
