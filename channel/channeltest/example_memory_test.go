package channeltest_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

// desk is a host in two lines: it greets whoever writes.
func desk(ch channel.Channel, call channel.Webhook) error {
	got, err := ch.Receive(call)
	for _, e := range got.Events {
		if m, ok := e.Body.(channel.Message); ok && e.Origin == channel.OriginContact {
			_, err = ch.Send(context.Background(), e.Thread, channel.Message{Text: "You said: " + m.Text, By: channel.ByRobot, Heard: e.Time})
		}
	}
	return err
}

// A host's unit test: what the customer does goes in by Webhook, what the host answers comes out by
// Sent.
func ExampleMemory() {
	ch, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		panic(err)
	}
	err = desk(ch, ch.Webhook(channel.Event{Body: channel.Message{Text: "Hello"}}))
	for _, s := range ch.Sent() {
		fmt.Printf("%s to %s: %s\n", s.Message.By, s.Thread.Contact, s.Message.Text)
	}
	fmt.Println(err)
	// Output:
	// robot to customer: You said: Hello
	// <nil>
}

// How does the host take a failure? Fail and LoseAnswer make one.
func ExampleMemory_Fail() {
	ch, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		panic(err)
	}
	hello := ch.Webhook(channel.Event{Body: channel.Message{Text: "Hello"}})

	ch.Fail(&channel.Error{Kind: channel.ErrRateLimited, Wait: 3 * time.Second}, 1)
	err = desk(ch, hello)
	fmt.Println(err, len(ch.Sent()))

	ch.LoseAnswer(1)
	err = desk(ch, hello)
	fmt.Println(errors.Is(err, channel.ErrUncertain), len(ch.Sent()))
	// Output:
	// memory: send: rate limited, wait 3s 0
	// true 1
}

// A platform with other limits: texts of ten UTF-16 units, no abilities, a reply window of a day.
func ExampleMemoryConfig() {
	ch, err := channeltest.NewMemory(channeltest.MemoryConfig{Limits: channel.Limits{
		Text:    channel.Length{Max: 10, Unit: channel.UTF16},
		Windows: []channel.Window{{Name: "standard", For: 24 * time.Hour}},
	}})
	if err != nil {
		panic(err)
	}
	to := channel.Thread{Platform: "memory", Account: "desk", Contact: "customer"}
	_, err = ch.Send(context.Background(), to, channel.Message{Text: "more than ten"})
	fmt.Println(err)
	_, err = ch.Send(context.Background(), to, channel.Message{Text: "hello", Heard: time.Now().Add(-25 * time.Hour)})
	fmt.Println(err)
	fmt.Println(channel.ShowTyping(context.Background(), ch, to))
	// Output:
	// memory: send: rejected: text: too long (limit 10 utf16, got 13)
	// memory: send: reply window closed
	// memory: typing: rejected: memory has no such ability: unsupported operation
}

// Some platforms tell of our own messages too. A host must know its own by the origin, or by its
// ref.
func ExampleMemory_Echo() {
	ch, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		panic(err)
	}
	to := channel.Thread{Platform: "memory", Account: "desk", Contact: "customer"}
	if _, err := ch.Send(context.Background(), to, channel.Message{Text: "Hello", Ref: "outbox-17"}); err != nil {
		panic(err)
	}
	got, err := ch.Receive(ch.Echo(ch.Sent()[0]))
	if err != nil {
		panic(err)
	}
	e := got.Events[0]
	fmt.Println(e.Origin, e.Thread == to, e.Body.(channel.Message).Ref)
	// Output: us true outbox-17
}

// A body that cannot be decoded is verified all the same, and kept.
func ExampleMemory_Raw() {
	ch, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		panic(err)
	}
	got, err := ch.Receive(ch.Raw([]byte("<html>")))
	fmt.Println(err, channel.StatusCode(err))
	fmt.Printf("%s: %s\n", got.Events[0].Body.(channel.Custom).Kind, got.Events[0].Raw)
	// Output:
	// memory: receive: cannot be decoded 400
	// malformed: <html>
}
