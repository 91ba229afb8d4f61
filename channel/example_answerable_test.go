package channel_test

import (
	"fmt"

	"github.com/contactkit/contactkit/channel"
)

// A robot answers what a customer wrote, and neither its own messages, which come back as events,
// nor those that another app is in charge of.
func ExampleAnswerable() {
	ann := channel.Thread{Platform: "telegram", Account: "71001", Contact: "ann"}
	events := []channel.Event{
		{ID: "1", Thread: ann, Origin: channel.OriginContact, Body: channel.Message{Text: "Hello"}},
		{ID: "2", Thread: ann, Origin: channel.OriginUs, Body: channel.Message{Text: "You said: Hello"}},
		{ID: "3", Thread: ann, Origin: channel.OriginContact, Standby: true, Body: channel.Message{Text: "Are you there?"}},
		{ID: "4", Thread: ann, Origin: channel.OriginContact, Body: channel.Read{}},
	}
	for event, m := range channel.Answerable(events) {
		fmt.Println("answer", event.Thread.Contact, "who said", m.Text)
	}
	// Output: answer ann who said Hello
}
