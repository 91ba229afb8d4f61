package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
)

// The session withdraws the offer of an agent who accepts what another agent is offered: that is no
// end of the other's.
func TestOfferIsDroppedForItsAgentAlone(t *testing.T) {
	s := open(t)
	thread := channel.Thread{Platform: "telegram", Account: "1", Contact: "2"}
	drops := []struct {
		agent  string
		number uint32
		left   int
	}{{"bob", 7, 1}, {"ann", 6, 1}, {"ann", 7, 0}, {"", 0, 0}}
	for _, d := range drops {
		var left []Offer
		err := s.Do(t.Context(), func(tx *Tx) (err error) {
			if err := tx.SaveConversation(Conversation{Thread: thread, State: session.State{ID: thread.Key()}}); err != nil {
				return err
			}
			if err := tx.SetOffer(thread, session.Action{Agent: "ann", Offer: 7, Until: session.InstantOf(time.Unix(100, 0))}); err != nil {
				return err
			}
			if err := tx.DropOffer(thread, d.agent, d.number); err != nil {
				return err
			}
			left, err = tx.Offers("ann")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d.left, len(left)); diff != "" {
			t.Errorf("after dropping %+v (-want +got):\n%s", d, diff)
		}
	}
}
