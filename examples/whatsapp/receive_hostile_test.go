package whatsapp_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/golden"
	"github.com/contactkit/contactkit/channel/channeltest/hostile"
)

// No recorded body, filled up with elements that cost few bytes, costs more memory than 20 bytes
// for each of its own, and nothing of it vanishes.
func TestHostileBodiesCostLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("hundreds of bodies")
	}
	ch := newChannel(t, nil)
	bodies, worst := 0, 0.0
	for name, body := range hostile.Bodies(golden.Bodies(t)) {
		bodies++
		w := signed(body)
		cost, err := hostile.Cost(body, func() {
			got, err := ch.Receive(w)
			if err := hostile.CheckReceived(w, got, err); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		worst = max(worst, cost)
	}
	t.Logf("%d bodies, at most %.1f bytes of memory for each byte", bodies, worst)
}

// A duplicate name loses no message, and a blank call carries nothing.
func TestDoubledMembersLoseNoEvent(t *testing.T) {
	message := func(id string) string {
		return `"messages":[{"id":"` + id + `","from_user_id":"` + userID + `","timestamp":"1793700000","type":"text","text":{"body":"a"}}]`
	}
	ch := newChannel(t, nil)
	got, err := ch.Receive(signed(body(numberID, message("wamid.1")+","+message("wamid.2"))))
	messages := make(map[string]bool)
	for _, e := range got.Events {
		if m, ok := e.Body.(channel.Message); ok {
			messages[m.ID] = true
		}
	}
	if err != nil || len(messages) != 2 {
		t.Errorf("%d of 2 messages, %v", len(messages), err)
	}
	for _, blank := range []string{"", " ", "\r\n\t "} {
		if got, err := ch.Receive(signed([]byte(blank))); len(got.Events) != 0 || err != nil {
			t.Errorf("%q: %d events, %v", blank, len(got.Events), err)
		}
	}
}
