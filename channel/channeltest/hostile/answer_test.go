package hostile_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/hostile"
)

// Check finds each fault of an outcome, and no fault in one that is in order.
func TestAnswerCheck(t *testing.T) {
	const secret = "secret-of-the-toy"
	of := func(kind error, text string) *channel.Error {
		return &channel.Error{Op: "send", Platform: "toy", Kind: kind, Err: errors.New(text)}
	}
	waits := func(wait time.Duration) error {
		e := of(channel.ErrRateLimited, "slower")
		e.Wait = wait
		return e
	}
	nameless := of(channel.ErrRejected, "no")
	nameless.Op = ""
	tests := []struct {
		name    string
		answer  hostile.Answer
		outcome error
		effect  hostile.Effect
		want    string // what the error names; empty: no error
	}{
		{"not supported", hostile.Answer{Status: 500}, errors.ErrUnsupported, hostile.Repeatable, ""},
		{"refused", hostile.Answer{Status: 400}, of(channel.ErrRejected, "no"), hostile.Message, ""},
		{"no opinion on 200", hostile.Answer{Status: 200}, nil, hostile.Repeatable, ""},
		{"a code in a 200", hostile.Answer{Status: 200, Refuses: true}, of(channel.ErrRejected, "no"), hostile.Message, ""},
		{"a day", hostile.Answer{Status: 429}, waits(24 * time.Hour), hostile.Message, ""},
		{"sent by nothing", hostile.Answer{Status: 200}, nil, hostile.Message, "nothing confirms"},
		{"done by a refusal", hostile.Answer{Status: 404}, nil, hostile.Repeatable, "the status refuses"},
		{"another type", hostile.Answer{Status: 400}, errors.New("no"), hostile.Repeatable, "no channel.Error"},
		{"another platform", hostile.Answer{Status: 400}, &channel.Error{Op: "send", Platform: "x", Kind: channel.ErrRejected}, hostile.Message, "no platform or operation"},
		{"no operation", hostile.Answer{Status: 400}, nameless, hostile.Message, "no platform or operation"},
		{"refused by a 200", hostile.Answer{Status: 200}, of(channel.ErrRejected, "no"), hostile.Message, "may have been sent"},
		{"refused by a redirect", hostile.Answer{Status: 302}, of(channel.ErrRejected, "no"), hostile.Repeatable, "redirect"},
		{"refused by a failure", hostile.Answer{Status: 503}, of(channel.ErrRejected, "no"), hostile.Message, "for good"},
		{"an act that may be done", hostile.Answer{Status: 500}, of(channel.ErrUncertain, "lost"), hostile.Act, ""},
		{"uncertain without harm", hostile.Answer{Status: 500}, of(channel.ErrUncertain, "lost"), hostile.Repeatable, "may be repeated"},
		{"two days", hostile.Answer{Status: 429}, waits(48 * time.Hour), hostile.Message, "a wait of 48h"},
		{"back in time", hostile.Answer{Status: 429}, waits(-time.Second), hostile.Message, "a wait of -1s"},
		{"long", hostile.Answer{Status: 400}, of(channel.ErrRejected, strings.Repeat("é", 1000)), hostile.Message, "long text"},
		{"bytes", hostile.Answer{Status: 400}, of(channel.ErrRejected, "\xff"), hostile.Message, "not UTF-8"},
		{"an escape", hostile.Answer{Status: 400}, of(channel.ErrRejected, "a\x1b[31m"), hostile.Message, "control characters"},
		{"a credential", hostile.Answer{Status: 400}, of(channel.ErrRejected, "the token "+secret), hostile.Message, "a credential"},
	}
	for _, tt := range tests {
		err := tt.answer.Check(tt.outcome, "toy", tt.effect, secret)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

// Every body comes with every status, and those that repeat what they were told have the secrets.
func TestAnswers(t *testing.T) {
	names, statuses, secrets := make(map[string]int), make(map[int]int), 0
	for a := range hostile.Answers("secret-1", "secret-2") {
		names[a.Name]++
		statuses[a.Status]++
		if strings.Contains(a.Body, "secret-1 secret-2") {
			secrets++
		}
		r, err := http.NewRequest(http.MethodPost, "https://toy.example/", strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		resp := a.Response(r)
		if n, err := r.Body.Read(make([]byte, 1)); n != 0 || err == nil || resp.StatusCode != a.Status || resp.ContentLength != int64(len(a.Body)) {
			t.Fatalf("the response to %s: status %d, length %d; %d bytes of the request are unread", a.Name, resp.StatusCode, resp.ContentLength, n)
		}
	}
	for name, n := range names {
		if n != len(statuses) {
			t.Errorf("%s has %d of %d statuses", name, n, len(statuses))
		}
	}
	if len(names) < 24 || len(statuses) < 60 || secrets != 3*len(statuses) {
		t.Errorf("%d bodies, %d statuses, %d answers with the secrets", len(names), len(statuses), secrets)
	}
}
