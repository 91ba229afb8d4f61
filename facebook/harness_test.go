package facebook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// store is a host: it answers Meta and keeps what arrives, each event once.
type store struct {
	ch channel.Channel

	mu     sync.Mutex
	events []channel.Event
	known  map[string]bool
	twice  int // events that came again
}

// gather makes a host's handler for a channel.
func gather(ch channel.Channel) *store {
	return &store{ch: ch, known: map[string]bool{}}
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call, err := channel.ReadWebhook(r)
	if err == nil {
		var got channel.Delivery
		if got, err = s.ch.Receive(call); err == nil {
			s.keep(got.Events...)
			got.Reply.ServeHTTP(w, r)
			return
		}
	}
	w.WriteHeader(channel.StatusCode(err))
}

func (s *store) keep(events ...channel.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ev := range events {
		if s.known[ev.ID] {
			s.twice++
			continue
		}
		s.known[ev.ID] = true
		s.events = append(s.events, ev.Clone())
	}
}

// take returns what arrived since it was called last.
func (s *store) take() []channel.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := s.events
	s.events = nil
	return events
}

// newChannel makes a channel with one Page and its Instagram account.
func newChannel(t testing.TB, change func(*facebook.Config)) *facebook.Channel {
	t.Helper()
	cfg := config()
	if change != nil {
		change(&cfg)
	}
	if cfg.HTTP != nil {
		cfg.HTTP = lookedUp(t, cfg.HTTP)
	}
	ch, err := facebook.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

// lookedUp returns a copy of the client whose every request is looked up in the table of methods.
func lookedUp(t testing.TB, client *http.Client) *http.Client {
	own := *client
	own.Transport = referenced{t, client.Transport}
	return &own
}

func config() facebook.Config {
	return facebook.Config{
		AppID:       appID,
		AppSecret:   channel.NewKeys(appSecret),
		VerifyToken: channel.NewKeys(verifyToken),
		Pages: facebook.PageMap{
			pageID:      {Token: pageToken},
			instagramID: {LinkedTo: pageID},
		},
		Now: func() time.Time { return now },
	}
}

func accepting() *transport {
	return &transport{status: 200, body: `{"recipient_id":"` + personID + `","message_id":"m_sent1"}`}
}

func sendingChannel(t testing.TB, f *transport, change func(*facebook.Config)) *facebook.Channel {
	t.Helper()
	return newChannel(t, func(c *facebook.Config) {
		c.HTTP = &http.Client{Transport: f}
		c.HumanAgent = true
		if change != nil {
			change(c)
		}
	})
}

func decode(t *testing.T, object string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(object), &m); err != nil {
		t.Fatalf("%v in %s", err, object)
	}
	return m
}

// answers is a platform that gives these answers, one after the other.
type answers []string

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	if len(*a) == 0 {
		return nil, errors.New("there is no answer left")
	}
	body := (*a)[0]
	*a = (*a)[1:]
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// standIn makes a Meta of its own and the channel of its app, with files by name.
func standIn(t testing.TB, cfg facebooktest.Config, change func(*facebook.Config)) (*facebooktest.Server, *facebook.Channel) {
	t.Helper()
	cfg.RequireProof = true
	fb := facebooktest.New(cfg)
	ch, err := facebook.New(forServer(fb, func(c *facebook.Config) {
		c.HTTP = lookedUp(t, fb.Client())
		if change != nil {
			change(c)
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	return fb, ch
}

func standInThread(contact string) channel.Thread {
	return channel.Thread{Platform: "facebook", Account: standInPage, Contact: contact}
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

// element is a body with one event of the customer.
func element(members string) []byte {
	return []byte(`{"object":"page","entry":[{"id":"` + pageID + `","time":1795000000900,"messaging":[{"sender":{"id":"` + personID +
		`"},"recipient":{"id":"` + pageID + `"}` + members + `}]}]}`)
}

// entryWith is a body with one entry that has these members.
func entryWith(members string) []byte {
	return []byte(`{"object":"page","entry":[{"id":"` + pageID + `","time":1795000000900,` + members + `}]}`)
}

// parties are the members sender, recipient and timestamp of an event of the customer.
const parties = `"sender":{"id":"` + personID + `"},"recipient":{"id":"` + pageID + `"},"timestamp":1795000000123`

// withoutRaw is what Receive makes of a body, but for the bytes.
func withoutRaw(t *testing.T, body []byte) []channel.Event {
	t.Helper()
	got, err := newChannel(t, nil).Receive(signed(body))
	if err != nil {
		t.Fatalf("Receive(%s): %v", body, err)
	}
	for i := range got.Events {
		got.Events[i].Raw = nil
	}
	return got.Events
}

const (
	appID       = "1200000000000001"
	appSecret   = "test-secret/+ of the app"
	verifyToken = "test verify+token"
	pageToken   = "EAAtest-page-token/+="
	pageID      = "104070000000001"
)

var now = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
