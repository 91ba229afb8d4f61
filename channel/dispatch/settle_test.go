package dispatch_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// A platform without echoes returns our name of a message with the news of its arrival. That
// settles a lost answer.
func TestSettleByTheRefOfAnArrival(t *testing.T) {
	to := channel.Thread{Platform: "whatsapp", Account: "4001", Contact: "DE.1"}
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	uncertain := func() dispatch.Receipt {
		return dispatch.Receipt{Key: "k", To: to, Parts: []dispatch.Part{{Message: channel.Message{Text: "Hello", Ref: "out-1"}, Status: dispatch.Uncertain, Reason: "lost"}}}
	}
	for name, body := range map[string]channel.Body{
		"delivered": channel.Delivered{IDs: []string{"wamid.1"}, Ref: "out-1"},
		"read":      channel.Read{IDs: []string{"wamid.1"}, Ref: "out-1"},
	} {
		got, ok := uncertain().Settle(channel.Event{Thread: to, Time: at, Body: body})
		want := dispatch.Part{Message: channel.Message{Text: "Hello", Ref: "out-1"}, Status: dispatch.Sent, IDs: []string{"wamid.1"}, Ended: at}
		if diff := cmp.Diff(want, got.Parts[0]); !ok || diff != "" {
			t.Errorf("%s settled %v (-want +got):\n%s", name, ok, diff)
		}
		if _, again := got.Settle(channel.Event{Thread: to, Time: at, Body: body}); again {
			t.Errorf("%s settles a second time", name)
		}
	}
	for name, body := range map[string]channel.Body{
		"another ref":   channel.Delivered{IDs: []string{"wamid.1"}, Ref: "out-2"},
		"no ref":        channel.Delivered{IDs: []string{"wamid.1"}},
		"no one id":     channel.Delivered{Ref: "out-1"},
		"two ids":       channel.Read{IDs: []string{"wamid.1", "wamid.2"}, Ref: "out-1"},
		"another event": channel.Typing{},
	} {
		if _, ok := uncertain().Settle(channel.Event{Thread: to, Time: at, Body: body}); ok {
			t.Errorf("%s settles the receipt", name)
		}
	}
}

// A late failure says whom it concerns, as a refusal does.
func TestSettleKeepsWhomAFailureConcerns(t *testing.T) {
	to := channel.Thread{Platform: "whatsapp", Account: "4001", Contact: "DE.1"}
	r := dispatch.Receipt{Key: "k", To: to, Parts: []dispatch.Part{{Message: channel.Message{Text: "Hello"}, Status: dispatch.Sent, IDs: []string{"wamid.1"}}}}
	got, ok := r.Settle(channel.Event{Thread: to, Body: channel.Failed{ID: "wamid.1", Code: "131026", Reason: "not deliverable", Affects: channel.AffectsPerson}})
	if !ok || got.Parts[0].Status != dispatch.Failed || got.Parts[0].Affects != channel.AffectsPerson || got.Parts[0].Code != "131026" {
		t.Errorf("settled %v: %+v", ok, got.Parts[0])
	}
}
