package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// A message's call was broken off, and no echo came. The desk asks the platform by itself: it has
// the message, or agents read that it was probably lost.
func TestPlatformIsAskedAboutDoubts(t *testing.T) {
	for name, test := range map[string]struct {
		fault standin.Fault
		want  string
		note  string
	}{
		"it arrived":  {standin.LoseAnswer(), store.Sent, ""},
		"it was lost": {standin.Drop(), store.Uncertain, "it was probably lost"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, says("Good day"))
			b.server.Fail(test.fault.On("messages"), 1)
			b.say("hello")
			last := func() store.Message {
				list := b.messages()
				return list[len(list)-1]
			}
			b.until("doubt", func() bool { return last().State == store.Uncertain })
			b.stop()
			b.ahead = 2 * time.Minute // nothing is asked in the first minute
			s, err := b.open()
			if err != nil {
				t.Fatal(err)
			}
			// An outage would be caught up, which settles messages too.
			if err := s.Do(t.Context(), func(t *store.Tx) error { return t.SetAlive(time.Now().Add(b.ahead)) }); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			b.start()
			asked := func() bool { m := last(); return m.State == test.want && strings.Contains(m.Note, test.note) }
			b.until("what the platform has", asked)
			b.say("thanks") // its change shows the receipts anew
			b.rest()
			if m := b.messages()[1]; m.State != test.want || !strings.Contains(m.Note, test.note) {
				t.Errorf("the message is shown as %s, %q", m.State, m.Note)
			}
		})
	}
}
