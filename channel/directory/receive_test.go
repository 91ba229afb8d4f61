package directory_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// shared is options for a Meta app that serves many tenants.
func shared() directory.Options {
	o := options()
	o.SharedApps = []directory.App{{Platform: "facebook", App: "8801"}}
	return o
}

func TestReceiveRoutesEachEvent(t *testing.T) {
	ctx := context.Background()
	at := func(r directory.Record, path string, state directory.State) directory.Record {
		r.Path, r.State = path, state
		return r
	}
	south := at(pages("s", "South", "8801", "24002"), "/meta", directory.Active)
	south.Tenant = "south"
	forger := pages("f", "Forger", "6666", "66001")
	forger.Tenant = "evil"
	liar := at(pages("l", "Liar", "8801", "66002"), "/liar", directory.Active) // says it has the shared app, and does not know its secret
	liar.Tenant = "evil"
	liar.Secrets.Keys["appSecret"] = channel.NewKeys("made-up-secret")
	newcomer := at(pages("d", "New", "8801", "24004"), "/meta", directory.Draft)
	d := newDirectory(t, shared(), at(pages("n", "North", "8801", "24001"), "/meta", directory.Active), south,
		at(pages("p", "Paused", "8801", "24003"), "/meta", directory.Paused), newcomer, forger, liar, bot("bot", "Sales", 71001))

	tests := []struct {
		name, path string
		call       channel.Webhook
		want       []string
		status     int
	}{
		{name: "two pages of two channels and an unknown page", path: "/meta", call: batch("app-secret-8801", "24001", "24002", "24999"),
			want: []string{"24001 North ", "24002 South ", "24999  unowned"}, status: 200},
		{name: "paused, and a draft beside", path: "/meta", call: batch("app-secret-8801", "24003", "24004", "24001"),
			want: []string{"24003 Paused paused", "24004 New draft", "24001 North "}, status: 200},
		{name: "a draft alone", path: "/meta", call: batch("app-secret-8801", "24004"), status: 503},
		{name: "an app speaks for another's page", path: "/facebook/f", call: batch("app-secret-6666", "24001", "66001"),
			want: []string{"24001  unowned", "66001 Forger "}, status: 200},
		{name: "a pretended share of the app", path: "/liar", call: batch("made-up-secret", "24001", "66002"),
			want: []string{"24001  unowned", "66002 Liar "}, status: 200},
		{name: "nobody proves it", path: "/meta", call: batch("guess", "24001"), status: 401},
		{name: "an unknown path", path: "/else", call: batch("app-secret-8801", "24001"), status: 401},
		{name: "a bot", path: "/telegram/bot", call: update("webhook-bot", 1), want: []string{"71001 Sales "}, status: 200},
		{name: "a wrong method", path: "/telegram/bot", call: channel.Webhook{Method: "PUT"}, status: 405},
		{name: "a wrong verify token", path: "/meta", call: checkOfMeta("guess"), status: 403},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := d.Receive(ctx, tt.path, tt.call)
			if status := channel.StatusCode(err); status != tt.status {
				t.Errorf("status %d, want %d: %v", status, tt.status, err)
			}
			if diff := cmp.Diff(tt.want, routes(got)); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}

	t.Run("malformed", func(t *testing.T) {
		call := update("webhook-bot", 1)
		call.Body = []byte(`{"update_id":`)
		got, err := d.Receive(ctx, "/telegram/bot", call)
		if !errors.Is(err, channel.ErrMalformed) || len(got.Events) != 1 || got.Events[0].Owner.Name() != "Sales" {
			t.Errorf("%v, %v", routes(got), err)
		}
		// Where the account is not known either, the call is that of who proved it.
		shop := newDirectory(t, shared(), pages("n", "North", "8801", "24001"))
		got, err = shop.Receive(ctx, "/facebook/n", meta("app-secret-8801", `{"object":"page","entry":[{"time":`))
		if !errors.Is(err, channel.ErrMalformed) || len(got.Events) != 1 || got.Events[0].Owner.Name() != "North" || got.Events[0].Skipped != "" {
			t.Errorf("%v, %v", routes(got), err)
		}
	})
}

// watched is a channel that tells of every Verify.
type watched struct {
	channel.Channel
	verified func()
}

func (w watched) Verify(call channel.Webhook) error {
	w.verified()
	return w.Channel.Verify(call)
}

// A channel is removed while a call is on its way past it. Another of the same app proves the call:
// it must not be refused.
func TestACallWhileItsProverIsRemoved(t *testing.T) {
	ctx := context.Background()
	var during func()
	o := shared()
	open := o.Drivers[0].Open
	o.Drivers[0].Open = func(s channel.Settings) (channel.Channel, error) {
		ch, err := open(s)
		return watched{ch, func() {
			if once := during; once != nil {
				during = nil
				once()
			}
		}}, err
	}
	a, b, other := pages("a", "North", "8801", "24001"), pages("b", "South", "8801", "24002"), bot("bot", "Sales", 71001)
	a.Path, b.Path, other.Path = "/meta", "/meta", "/meta"
	d := newDirectory(t, o, other, b)
	for range 60 { // which of a and b represents both, and whether the bot is asked before, is left to chance
		r, err := d.Add(ctx, a)
		require.NoError(t, err)
		during = func() { require.NoError(t, d.Remove("a", r.Rev)) }
		got, err := d.Receive(ctx, "/meta", batch("app-secret-8801", "24002"))
		if diff := cmp.Diff([]string{"24002 South "}, routes(got)); diff != "" || err != nil {
			t.Fatalf("%v, events (-want +got):\n%s", err, diff)
		}
		if during != nil { // the bot was not asked
			during = nil
			require.NoError(t, d.Remove("a", r.Rev))
		}
	}
}

// A draft that shares its app and path does not block the others, and a form is told of the check
// that another answered.
func TestDraftBesideActive(t *testing.T) {
	ctx := context.Background()
	a, b := pages("a", "North", "8801", "24001"), pages("b", "South", "8801", "24002")
	a.Path, b.Path, b.State = "/meta", "/meta", directory.Draft
	d := newDirectory(t, shared(), b, a)
	_, err := d.Receive(ctx, "/meta", checkOfMeta("verify-8801"))
	require.NoError(t, err)
	for _, id := range []string{"a", "b"} {
		if _, seen := d.Handshake(id); !seen {
			t.Errorf("the check was not reported for %s", id)
		}
	}
	got, err := d.Receive(ctx, "/meta", batch("app-secret-8801", "24001"))
	require.NoError(t, err)
	if diff := cmp.Diff([]string{"24001 North "}, routes(got)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestAmbiguousPaths(t *testing.T) {
	ctx := context.Background()
	on := func(r directory.Record) directory.Record { r.Path = "/hook"; return r }
	d := newDirectory(t, options(), on(bot("a", "One", 71001)))

	same := on(bot("b", "Two", 71002))
	same.Secrets.Keys["webhookSecret"] = channel.NewKeys("webhook-a")
	_, err := d.Add(ctx, same)
	if got := fields(channel.FieldErrors(err)); len(got) != 1 || got[0] != "secrets.webhookSecret duplicate" {
		t.Errorf("two bots with one secret on one path: %v", err)
	}
	open := on(bot("b", "Two", 71002))
	delete(open.Secrets.Keys, "webhookSecret")
	open.Settings = map[string]string{"insecureNoSecret": "true"}
	_, err = d.Add(ctx, open)
	if got := fields(channel.FieldErrors(err)); len(got) != 1 || got[0] != "path conflict" {
		t.Errorf("a bot without proof on a shared path: %v", err)
	}

	_, err = d.Add(ctx, on(bot("b", "Two", 71002)))
	require.NoError(t, err)
	for secret, want := range map[channel.Secret]string{"webhook-a": "71001 One ", "webhook-b": "71002 Two "} {
		got, err := d.Receive(ctx, "/hook", update(secret, 1))
		require.NoError(t, err)
		if diff := cmp.Diff([]string{want}, routes(got)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	}
}

func TestHandshakesAreReported(t *testing.T) {
	ctx := context.Background()
	later := func(w channel.Webhook) channel.Webhook { w.At = epoch.Add(time.Minute); return w }
	tests := []struct {
		name   string
		record directory.Record
		call   channel.Webhook
	}{
		{"facebook", pages("c", "Support", "8801", "24001"), checkOfMeta("verify-8801")},
		{"twitter", handle("c", "Press", "2001"), challengeOfX("api-secret-2001")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, state := range []directory.State{directory.Draft, directory.Active, directory.Paused} {
				r := tt.record
				r.State = state
				d := newDirectory(t, options(), r)
				if at, seen := d.Handshake("c"); seen || !at.IsZero() {
					t.Errorf("seen at %v before it came", at)
				}
				got, err := d.Receive(ctx, r.CallbackPath(), later(tt.call))
				require.NoError(t, err)
				at, seen := d.Handshake("c")
				if !got.Handshake || len(got.Reply.Body) == 0 || !seen || !at.Equal(epoch.Add(time.Minute)) {
					t.Errorf("%s: handshake %v, reply %q, seen %v at %v", state, got.Handshake, got.Reply.Body, seen, at)
				}
			}
		})
	}
}
