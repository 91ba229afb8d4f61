package channeltest

import (
	"errors"
	"maps"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

var answerCases = []testCase{
	{name: "rate limited", optional: true, has: hasAnswer("rate limited"), check: rateLimited,
		promise: "The platform's rate limit yields ErrRateLimited with the scope and the wait that it told; Send neither waits nor repeats."},
	{name: "unauthorized", optional: true, has: hasAnswer("unauthorized"), check: unauthorized,
		promise: "The platform's refusal of our credentials yields ErrUnauthorized: surely not accepted, and a matter for an administrator."},
	{name: "answers", check: answers,
		promise: "Each refusal of the platform becomes the error whose kind says what the host should do, with the platform's own code, after one call."},
	{name: "repeated credential", optional: true, has: func(h Harness) bool { return h.Refuse != nil }, check: repeatedCredential,
		promise: "A platform that repeats a credential in its description of an error does not bring it into ours, in any spelling."},
}

func hasAnswer(name string) func(Harness) bool {
	return func(h Harness) bool { _, ok := h.Answers[name]; return ok }
}

// meets lets the platform answer so, and checks what the channel makes of it.
func (s *suite) meets(name string, a Answer) {
	s.Helper()
	ch, w := s.link()
	w.fail(answer(a.Status, a.Header, a.Body))
	err := s.failed(name, s.Context(), ch, w, a.Kind, 1)
	e, ok := errors.AsType[*channel.Error](err)
	if !ok {
		return
	}
	if e.Kind == nil || !errors.Is(e.Kind, a.Kind) {
		s.Errorf("%s: the error's Kind is %v, want %q", name, e.Kind, a.Kind)
	}
	if errors.Is(a.Kind, channel.ErrRateLimited) && e.Scope != a.Scope {
		s.Errorf("%s: the scope is %q, want %q", name, e.Scope, a.Scope)
	}
	if a.Wait != 0 && e.Wait != a.Wait {
		s.Errorf("%s: Wait = %v, want %v", name, e.Wait, a.Wait)
	}
	if a.Code != "" && e.Code != a.Code {
		s.Errorf("%s: Code = %q, want %q", name, e.Code, a.Code)
	}
}

func rateLimited(s *suite) {
	a := s.h.Answers["rate limited"]
	if !errors.Is(a.Kind, channel.ErrRateLimited) || a.Wait <= 0 {
		s.Fatalf("the harness expects %v and a wait of %v of the platform's rate limit", a.Kind, a.Wait)
	}
	s.meets("rate limited", a)
}

func unauthorized(s *suite) {
	a := s.h.Answers["unauthorized"]
	if !errors.Is(a.Kind, channel.ErrUnauthorized) {
		s.Fatalf("the harness expects %v of a refusal of our credentials", a.Kind)
	}
	s.meets("unauthorized", a)
}

func answers(s *suite) {
	for _, name := range slices.Sorted(maps.Keys(s.h.Answers)) {
		s.meets(name, s.h.Answers[name])
	}
}

func repeatedCredential(s *suite) {
	for _, secret := range append([]string{s.h.Keys[0].Reveal()}, s.h.Secrets...) {
		for form, spelt := range spellings(secret) {
			if form == "bytes, as fmt prints" || form == "quoted" || form == "in JSON" {
				continue // no platform writes Go, and JSON in JSON is plain again once it is decoded
			}
			s.meets("a description with a credential", s.h.Refuse("Bad request: the token "+spelt+" is not valid"))
		}
	}
}
