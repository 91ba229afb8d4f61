package channeltest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

var identityCases = []testCase{
	{name: "info", check: info,
		promise: "Info names the platform and the accounts, sorted, holds no credential, and cannot be used to change the channel."},
	{name: "no credential printed", check: printed,
		promise: "A channel printed by fmt, slog or JSON shows no credential, plain, URL-escaped, in base64 or in hex."},
	{name: "no I/O before it is needed", check: noIO,
		promise: "New, Info, Limits, Verify and Receive call nobody: webhooks are taken while the platform's API is down."},
}

func info(s *suite) {
	ch := s.receiver()
	i := ch.Info()
	if i.Platform != s.h.Thread.Platform || i.Platform == "" {
		s.Errorf("Info().Platform = %q, and the harness's thread is on %q", i.Platform, s.h.Thread.Platform)
	}
	if !slices.Equal(i.Accounts, s.h.Accounts) || !slices.IsSorted(i.Accounts) {
		s.Errorf("Info().Accounts = %q, want %q, sorted", i.Accounts, s.h.Accounts)
	}
	s.noSecret("Info", fmt.Sprintf("%+v", i))
	for j := range i.Accounts {
		i.Accounts[j] = "changed"
	}
	if again := ch.Info(); !slices.Equal(again.Accounts, s.h.Accounts) {
		s.Errorf("writing to Info().Accounts changed the channel: %q", again.Accounts)
	}
}

func printed(s *suite) {
	ch, _ := s.link()
	// fmt calls no method of a value in an unexported field; the channel must be safe there too, as
	// far as "%v" goes.
	type host struct {
		Channel channel.Channel
		hidden  channel.Channel
	}
	direct := []any{ch, &ch, []channel.Channel{ch}, map[string]channel.Channel{"a": ch}}
	for i, v := range append(direct, host{ch, ch}, &host{ch, ch}) {
		verbs := []string{"%v", "%+v", "%#v"}
		if i < len(direct) {
			verbs = append(verbs, "%s", "%q", "%x", "%X", "%d")
		}
		for _, verb := range verbs {
			s.noSecret("fmt "+verb, fmt.Sprintf(verb, v))
		}
		var text, js bytes.Buffer
		slog.New(slog.NewTextHandler(&text, nil)).Info("a channel", "channel", v)
		slog.New(slog.NewJSONHandler(&js, nil)).Info("a channel", "channel", v)
		s.noSecret("slog's text", text.String())
		s.noSecret("slog's JSON", js.String())
		if data, err := json.Marshal(v); err == nil {
			s.noSecret("JSON", string(data))
		}
	}
}

func noIO(s *suite) {
	ch := s.receiver() // its transport fails the test
	ch.Info()
	ch.Limits(s.h.Thread)
	for _, to := range s.h.Threads {
		ch.Limits(to)
	}
	for _, body := range s.bodies() {
		s.receive(ch, s.sign(body))
	}
	if s.h.Handshake != nil {
		w, _ := s.h.Handshake(s.h.Keys[0])
		w.At = s.now
		if _, err := ch.Receive(w); err != nil {
			s.Errorf("Receive of a handshake: %v", err)
		}
	}
}
