package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// Bench measures a store that holds 10,000 threads of which a hundred are due: what Run asks each
// second, and one message of a contact from Receive to the end.
func Bench(b *testing.B, h Harness) {
	s := newSuite(b, h)
	for i := range 10_000 {
		contact := fmt.Sprint("c", i)
		c := conversation.Change{Row: conversation.Row{Thread: thread(contact), Channel: "c1", Wake: s.clock.now().Add(time.Hour)}}
		c.Row.State.ID = thread(contact).Key()
		if i%100 == 0 {
			c.Row.Wake, c.New = s.clock.now(), []dispatch.Receipt{receipt(contact, "k"+contact)}
		}
		s.change(contact, c)
	}
	b.Run("Due", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if list, err := s.s.Due(b.Context(), conversation.DueQuery{Max: 64}); err != nil || len(list) != 64 {
				b.Fatal(len(list), err)
			}
		}
	})
	b.Run("Claim", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			claims, err := s.s.Claim(b.Context(), dispatch.ClaimQuery{Worker: "w", Lease: time.Minute, Max: 10})
			if err != nil || len(claims) != 10 {
				b.Fatal(len(claims), err)
			}
			for _, c := range claims {
				if err := s.s.Yield(b.Context(), c, 0); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("Receive", func(b *testing.B) {
		b.ReportAllocs()
		for n := 0; b.Loop(); n++ {
			e := channel.Event{
				ID: fmt.Sprint("in", n), Thread: thread(fmt.Sprint("new", n)), Origin: channel.OriginContact, Renews: true,
				Body: channel.Message{ID: fmt.Sprint(n), Text: "hi"},
			}
			if err := s.a.Receive(b.Context(), []directory.Routed{{Event: e}}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
