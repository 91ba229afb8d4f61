package channeltest

import (
	"errors"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/channel"
)

var keyCases = []testCase{
	{name: "empty secret", check: emptySecret,
		promise: "An empty secret opens no door: New refuses it, and no key at all, with a FieldError."},
	{name: "rotated keys", check: rotatedKeys,
		promise: "During a rotation the new and the old key both prove calls; from its end on the old one proves nothing, and when the time of the call is unknown only keys without an end do."},
}

func emptySecret(s *suite) {
	for what, keys := range map[string]channel.Keys{
		"no key": nil, "an empty list": {}, "an empty secret": {{}}, "an empty secret beside a good one": {{Secret: s.h.Keys[0]}, {}}, "an empty secret with an end": {{Until: s.now.Add(time.Hour)}},
	} {
		ch, err := s.h.New(s.TB, s.setup(&wire{}, keys))
		if err == nil {
			s.Errorf("%s: New built %v", what, ch.Info())
			continue
		}
		if len(channel.FieldErrors(err)) == 0 {
			s.Errorf("%s: New's error names no field: %v", what, err)
		}
		s.guard(what, err)
	}
}

func rotatedKeys(s *suite) {
	older, newer := s.h.Keys[0], s.h.Keys[1]
	end := s.now.Add(time.Hour)
	ch := s.open(channel.Keys{{Secret: newer}, {Secret: older, Until: end}})
	body := s.h.Message(s.in(1, "Hello"))
	at := func(key channel.Secret, t time.Time) channel.Webhook {
		w := s.h.Sign(key, body)
		w.At = t
		return w
	}
	s.receive(ch, at(newer, s.now))
	s.receive(ch, at(older, s.now))
	s.receive(ch, at(older, end.Add(-time.Nanosecond)))
	s.refused("the old key at its end", ch, at(older, end), channel.ErrForged, http.StatusUnauthorized)
	s.refused("the old key after its end", ch, at(older, end.Add(48*time.Hour)), channel.ErrForged, http.StatusUnauthorized)
	s.receive(ch, at(newer, end.Add(48*time.Hour)))
	s.receive(ch, at(newer, time.Time{}))
	s.refused("the old key at an unknown time", ch, at(older, time.Time{}), channel.ErrForged, http.StatusUnauthorized)
	// The order says which one signs; both prove.
	back := s.open(channel.NewKeys(older, newer))
	a, b := s.receive(back, at(older, s.now)), s.receive(ch, at(older, s.now))
	if len(a.Events) != 1 || len(b.Events) != 1 || a.Events[0].ID != b.Events[0].ID {
		s.Error("the event depends on the order of the keys")
	}
	if err := errors.Join(ch.Verify(at(newer, s.now)), back.Verify(at(newer, s.now))); err != nil {
		s.Errorf("Verify with the order of keys changed: %v", err)
	}
}
