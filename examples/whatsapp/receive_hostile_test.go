package whatsapp_test

import (
	"flag"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/golden"
	"github.com/contactkit/contactkit/channel/channeltest/hostile"
)

var everyFamily = flag.Bool("every-family", false, "let TestHostileBodiesCostLittleMemory make long bodies of every family")

// No recorded body, filled up with elements that cost few bytes, costs more memory than 20 bytes
// for each of its own and 1.5 MiB, and nothing of it vanishes. A long body costs no more for each
// byte than a short one.
func TestHostileBodiesCostLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("hundreds of bodies")
	}
	ch := newChannel(t, nil)
	read := func(name string, body []byte) func() {
		w := signed(body)
		return func() {
			got, err := ch.Receive(w)
			if err := hostile.CheckReceived(w, got, err); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	short, long := 0, 0         // bodies
	var mostShort, most float64 // memory of a byte
	for name, body := range hostile.Bodies(golden.Bodies(t)) {
		short++
		b := body(hostile.Short)
		cost, err := hostile.Cost(b, read(name, b))
		if err == nil && (cost > hostile.MostPerByte || *everyFamily) {
			long++
			var l hostile.Price
			_, l, err = hostile.Growth(body, func(body []byte) func() { return read(name, body) })
			most = max(most, l.Memory)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		mostShort = max(mostShort, cost)
	}
	t.Logf("%d bodies of 32 KiB take at most %.1f bytes of memory for each byte, %d of 1 MiB at most %.1f", short, mostShort, long, most)
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
