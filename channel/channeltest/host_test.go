package channeltest_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/channeltest/flaw"
)

// echo is a host that answers each text of a customer. The flaws are switched on one by one.
type echo struct {
	deaf       bool // to Origin
	listed     bool // it leaves out the origins that it knows, and answers the others
	standby    bool // it answers on standby
	again      bool // it knows no redelivery
	first      bool // it looks at the first event alone
	loses      bool // it refuses what cannot be decoded
	trusting   bool // it proves nothing
	background bool // it answers after the call
}

func (h echo) answers(o channel.Origin) bool {
	if h.listed {
		return o != channel.OriginUs && o != channel.OriginPerson && o != channel.OriginOtherApp && o != channel.OriginPlatform
	}
	return o == channel.OriginContact || h.deaf
}

func (h echo) routes(ch channel.Channel) http.Handler {
	seen := map[string]bool{}
	store := func(ctx context.Context, events []channel.Event) error {
		for i, e := range events {
			m, ok := e.Body.(channel.Message)
			if seen[e.ID] && !h.again || !ok || !h.answers(e.Origin) || e.Standby && !h.standby || i > 0 && h.first {
				continue
			}
			seen[e.ID] = true
			answer := func() {
				_, _ = ch.Send(context.WithoutCancel(ctx), e.Thread, channel.Message{Text: "You said " + m.Text})
			}
			if h.background {
				go answer()
			} else {
				answer()
			}
		}
		return nil
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/hook", func(w http.ResponseWriter, r *http.Request) {
		if h.trusting {
			_ = store(r.Context(), []channel.Event{{Body: channel.Message{}, Origin: channel.OriginContact, Thread: channel.Thread{Platform: "memory", Account: "desk", Contact: "ada"}}})
			return
		}
		if !h.loses {
			(&channel.Handler{Channel: ch, Store: store}).ServeHTTP(w, r)
			return
		}
		call, err := channel.ReadWebhook(r)
		if err == nil {
			var got channel.Delivery
			if got, err = ch.Receive(call); err == nil {
				err = store(r.Context(), got.Events)
			}
		}
		w.WriteHeader(channel.StatusCode(err))
	})
	return mux
}

func (h echo) host() channeltest.Host {
	return channeltest.Host{Path: "/hook", New: func(_ testing.TB, ch channel.Channel) http.Handler { return h.routes(ch) }}
}

func TestCheckHost(t *testing.T) { channeltest.CheckHost(t, echo{}.host()) }

// A host that answers later is waited for.
func TestCheckHostInABubble(t *testing.T) {
	for _, name := range channeltest.HostCases() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := echo{background: true}.host()
				h.Settle = synctest.Wait
				channeltest.CheckHostCase(t, h, name)
			})
		})
	}
}

// For each case there is a flaw that it finds.
func TestCheckHostFindsFlaws(t *testing.T) {
	found := map[string]bool{}
	for _, tt := range []struct {
		find string
		host echo
	}{
		{"own messages", echo{deaf: true}},
		{"unknown origins", echo{listed: true}},
		{"standby", echo{standby: true}},
		{"redelivered", echo{again: true}},
		{"batch", echo{first: true}},
		{"malformed body", echo{loses: true}},
		{"forged call", echo{trusting: true}},
	} {
		found[tt.find] = true
		failed, said := flaw.Found(t, func(t testing.TB) { channeltest.CheckHostCase(t, tt.host.host(), tt.find) })
		if !failed || !strings.HasPrefix(said[len(said)-1], "the promise: ") {
			t.Errorf("the case %q does not find a host %+v, or does not say what it promises: %q", tt.find, tt.host, said)
		}
	}
	for _, name := range channeltest.HostCases() {
		if !found[name] {
			t.Errorf("no flaw shows what the case %q finds", name)
		}
	}
}

func TestRequest(t *testing.T) {
	ch, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		t.Fatal(err)
	}
	call := ch.Webhook(channel.Event{Body: channel.Message{Text: "Hello"}})
	call.RawQuery = "a=%2F"
	r := channeltest.Request("/hook", call)
	if r.URL.Path != "/hook" || r.RequestURI != "/hook?a=%2F" || r.ContentLength != int64(len(call.Body)) {
		t.Errorf("Request makes %s with %d bytes", r.RequestURI, r.ContentLength)
	}
	got, err := channel.ReadWebhook(r)
	if err != nil || ch.Verify(got) != nil {
		t.Errorf("the call does not arrive: %v, %v", err, ch.Verify(got))
	}
	again, err := channel.ReadWebhook(channeltest.Repeat(r))
	if err != nil || string(again.Body) != string(call.Body) {
		t.Errorf("Repeat of a call that was served: %q, %v", again.Body, err)
	}
	changed, err := channel.ReadWebhook(channeltest.Tamper(r))
	if err != nil || !errors.Is(ch.Verify(changed), channel.ErrForged) {
		t.Errorf("Tamper makes a call that is not refused: %v", ch.Verify(changed))
	}
}
