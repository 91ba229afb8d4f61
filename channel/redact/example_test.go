package redact_test

import (
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/redact"
)

// A host redacts each event before it stores it, and keeps the report for the audit.
func ExampleEvent() {
	customer, err := redact.Pattern("customer", `\bC-\d{6}\b`)
	if err != nil {
		fmt.Println(err)
		return
	}
	card := redact.Cards()
	card.Replace = redact.Mask(4)
	ev := channel.Event{Body: channel.Message{Text: "I am C-123456, my card is 4111 1111 1111 1111, IBAN DE89 3704 0044 0532 0130 00"}}
	ev, found := redact.Event(ev, card, redact.IBANs(), customer)
	fmt.Println(ev.Body.(channel.Message).Text)
	for _, f := range found {
		fmt.Println(f.Rule, "in", f.Field)
	}
	// Output:
	// I am [customer], my card is •••• •••• •••• 1111, IBAN [iban]
	// customer in text
	// card in text
	// iban in text
}

// A host that stores nothing unredacted lists redacting drivers in its directory; a single channel
// is wrapped.
func ExampleChannel() {
	memory, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		panic(err)
	}
	ch := redact.Channel(memory, redact.Cards(), redact.IBANs())
	got, err := ch.Receive(memory.Webhook(channel.Event{Body: channel.Message{Text: "My card is 4111 1111 1111 1111."}}))
	fmt.Println(got.Events[0].Body.(channel.Message).Text, err)
	// Output: My card is [card]. <nil>
}
