package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
)

// deskDirectory is a directory with one channel, and the channel's platform.
func deskDirectory(state directory.State) (*directory.Directory, *channeltest.Memory, directory.Entry) {
	platform, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		log.Fatal(err)
	}
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{{
		Platform: channeltest.MemoryPlatform, Open: func(channel.Settings) (channel.Channel, error) { return platform, nil },
	}}})
	if err != nil {
		log.Fatal(err)
	}
	r := directory.Default(channeltest.MemoryPlatform)
	r.Tenant, r.ID, r.Name, r.State = "shop", "c1", "shop", state
	r.Service.Robot, r.Routing.Queue = "greeter", "first"
	r.Service.Keywords = keyword.Set{List: []keyword.Word{{Text: "agent"}}}
	if _, err := d.Add(context.Background(), r); err != nil {
		log.Fatal(err)
	}
	entry, _ := d.Find("c1")
	return d, platform, entry
}

// hello is a message of ann on the channel's platform.
func hello(platform *channeltest.Memory, id string, at time.Time) channel.Event {
	ann := channel.Thread{Platform: channeltest.MemoryPlatform, Account: platform.Info().Accounts[0], Contact: "ann"}
	return channel.Event{ID: id, Thread: ann, Origin: channel.OriginContact, Renews: true, Time: at, Body: channel.Message{ID: id, Text: "hello"}}
}

// The rules of a thread, from the record of its channel.
func ExampleEntryRules() {
	_, platform, entry := deskDirectory(directory.Active)
	to := hello(platform, "1", time.Time{}).Thread
	rules, err := conversation.EntryRules(context.Background(), entry, to, nil)
	if err != nil {
		log.Fatal(err)
	}
	_, ok := rules.Keywords.Match("Agent!")
	fmt.Println("keyword:", ok)
	fmt.Println("served by:", rules.Policy.Mode)
	// Output:
	// keyword: true
	// served by: hybrid
}

// An event that comes while a channel is paused is stored, and applied when the channel goes on.
func ExampleService_Release() {
	ctx := context.Background()
	d, platform, entry := deskDirectory(directory.Paused)
	s, err := conversation.New(conversation.Config{Store: conversation.NewMemory(conversation.MemoryConfig{}), Directory: d})
	if err != nil {
		log.Fatal(err)
	}
	e := hello(platform, "1", time.Time{})
	// Directory.Receive says so; here it is written by hand.
	if err := s.Receive(ctx, []directory.Routed{{Event: e, Owner: entry, Skipped: directory.SkippedPaused}}); err != nil {
		log.Fatal(err)
	}
	v, err := s.Look(ctx, e.Thread)
	fmt.Println(v.Row.State.Phase, err)
	if _, err := d.Move(ctx, "c1", directory.Active); err != nil {
		log.Fatal(err)
	}
	n, err := s.Release(ctx, "c1")
	fmt.Println("released:", n, err)
	fmt.Println(s.Apply(ctx, e.Thread)) // Run does so
	v, err = s.Look(ctx, e.Thread)
	fmt.Println(v.Row.State.Phase, err)
	// Output:
	// closed <nil>
	// released: 1 <nil>
	// <nil>
	// robot <nil>
}

// A host that was down for two hours: Since, Wake, CatchUp, and only then Run. Without Since the
// robot's session would end before its contact's answer is heard.
func ExampleService_CatchUp() {
	ctx := context.Background()
	d, platform, entry := deskDirectory(directory.Active)
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var back time.Time
	s, err := conversation.New(conversation.Config{
		Store: conversation.NewMemory(conversation.MemoryConfig{Now: func() time.Time { return now }}), Directory: d,
		Since: func(string) time.Time { return back },
	})
	if err != nil {
		log.Fatal(err)
	}
	first := hello(platform, "memory/1", now)
	if err := s.Receive(ctx, []directory.Routed{{Event: first, Owner: entry}}); err != nil {
		log.Fatal(err)
	}
	if _, err := s.Say(ctx, first.Thread, "push/1", conversation.Said{Messages: []channel.Message{{Text: "How can I help?"}}}); err != nil {
		log.Fatal(err)
	}
	down := now
	platform.Webhook(hello(platform, "memory/2", now.Add(time.Minute))) // the platform could not deliver it
	now = now.Add(2 * time.Hour)

	back = now
	if err := s.Wake(ctx, "c1"); err != nil {
		log.Fatal(err)
	}
	account := channel.Thread{Platform: first.Thread.Platform, Account: first.Thread.Account}
	if _, err := s.CatchUp(ctx, account, down); err != nil {
		log.Fatal(err)
	}
	v, err := s.Look(ctx, first.Thread)
	fmt.Println(v.Row.State.Phase, "owes:", v.Row.State.Owes, err)
	// Output:
	// robot owes: robot <nil>
}

// Erasing a contact: nothing of the thread is left, and a redelivery does not bring it back.
func ExampleService_Erase() {
	ctx := context.Background()
	d, platform, entry := deskDirectory(directory.Active)
	s, err := conversation.New(conversation.Config{Store: conversation.NewMemory(conversation.MemoryConfig{}), Directory: d})
	if err != nil {
		log.Fatal(err)
	}
	e := hello(platform, "1", time.Time{})
	receive := func() session.Phase {
		if err := s.Receive(ctx, []directory.Routed{{Event: e, Owner: entry}}); err != nil {
			log.Fatal(err)
		}
		v, err := s.Look(ctx, e.Thread)
		if err != nil {
			log.Fatal(err)
		}
		return v.Row.State.Phase
	}
	fmt.Println(receive())
	fmt.Println(s.Erase(ctx, e.Thread)) // matches dispatch.ErrClaimed while a message is on its way
	fmt.Println(receive())
	// Output:
	// robot
	// <nil>
	// closed
}

// The channel of a conversation was removed: its session goes on by the policy of orphans until it
// ends, and what is said there fails.
func ExampleConfig_orphans() {
	ctx := context.Background()
	d, platform, entry := deskDirectory(directory.Active)
	s, err := conversation.New(conversation.Config{
		Store: conversation.NewMemory(conversation.MemoryConfig{}), Directory: d,
		Orphans: &session.Policy{Config: session.DefaultConfig()},
	})
	if err != nil {
		log.Fatal(err)
	}
	e := hello(platform, "1", time.Time{})
	if err := s.Receive(ctx, []directory.Routed{{Event: e, Owner: entry}}); err != nil {
		log.Fatal(err)
	}
	if err := d.Remove("c1", entry.Rev()); err != nil {
		log.Fatal(err)
	}
	_, err = s.Do(ctx, e.Thread, session.Event{Kind: session.CloseRequested, ID: "cleanup/1", By: session.Host})
	fmt.Println(err)
	v, err := s.Look(ctx, e.Thread)
	fmt.Println(v.Row.State.Phase, err)
	// Output:
	// <nil>
	// closed <nil>
}

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
