package golden_test

import (
	"fmt"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/flaw"
	"github.com/contactkit/contactkit/channel/channeltest/golden"
)

// Which faults does Check find in the events of a platform? Here two messages of one call share an
// ID, so that a host would store only one of them.
func ExampleCheck() {
	body := []byte(`{"messages":[{"text":"one"},{"text":"two"}]}`)
	event := func(id, text string, raw []byte) channel.Event {
		return channel.Event{
			ID: "toy/desk/" + id, Thread: channel.Thread{Platform: "toy", Account: "desk", Contact: "ada"}, Raw: raw,
			Body: channel.Message{ID: id, Text: text},
		}
	}
	var t testing.TB // of the test
	check := func(events ...channel.Event) {
		fmt.Println(flaw.Found(t, func(t testing.TB) { golden.Check(t, "toy", body, events) }))
	}
	check(event("1", "one", body[13:27]), event("1", "two", body[28:42]))
	check(event("1", "one", body[13:27]), event("2", "two", body[28:42]))
	// Output:
	// true [the ID toy/desk/1 names two events]
	// false []
}
