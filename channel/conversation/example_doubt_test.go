package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// A worker asks the platforms about messages that may have arrived, and a person decides about the
// rest. A process was killed here after it had noted that a message leaves.
func ExampleService_Doubts() {
	ctx := context.Background()
	d, platform, entry := deskDirectory(directory.Active)
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	store := conversation.NewMemory(conversation.MemoryConfig{Now: func() time.Time { return now }})
	s, err := conversation.New(conversation.Config{Store: store, Directory: d})
	if err != nil {
		log.Fatal(err)
	}
	e := hello(platform, "1", now)
	if err := s.Receive(ctx, []directory.Routed{{Event: e, Owner: entry}}); err != nil {
		log.Fatal(err)
	}
	r, err := s.Say(ctx, e.Thread, "push/1", conversation.Said{Messages: []channel.Message{{Text: "How can I help?"}}})
	if err != nil {
		log.Fatal(err)
	}
	for _, status := range []dispatch.Status{dispatch.Begun, dispatch.Uncertain} { // the outbox notes this
		if err := store.Note(ctx, dispatch.Entry{Key: r.Delivered[0].Key, Try: 1, Status: status, At: now}); err != nil {
			log.Fatal(err)
		}
	}

	now = now.Add(2 * time.Minute) // the worker's loop: every few minutes, in one process
	doubts, err := s.Doubts(ctx, now.Add(-time.Minute))
	if err != nil && !errors.Is(err, errors.ErrUnsupported) {
		log.Fatal(err)
	}
	for _, doubt := range doubts {
		text := doubt.Receipt.Parts[0].Message.Text
		fmt.Printf("%q: the platform was asked and does not show it: %v\n", text, doubt.Asked)
		again, err := s.Say(ctx, doubt.Receipt.To, "page/again/1", conversation.Said{Again: doubt.Receipt.Key}) // a person's click
		fmt.Println("sent again:", again.Done(), err)
	}
	// Output:
	// "How can I help?": the platform was asked and does not show it: true
	// sent again: true <nil>
}
