package channel_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

// The kind of an error of Send says what the host should do.
func ExampleError() {
	next := func(err error) string {
		switch {
		case err == nil:
			return "sent"
		case errors.Is(err, channel.ErrRateLimited):
			e, _ := errors.AsType[*channel.Error](err)
			return fmt.Sprintf("again in %v, for the whole %s", e.Wait, e.Scope)
		case errors.Is(err, channel.ErrUnavailable):
			return "again, it surely did not arrive"
		case errors.Is(err, channel.ErrUncertain):
			return "wait for the echo or ask a person; never repeat it blindly"
		case errors.Is(err, channel.ErrUnauthorized):
			return "tell an administrator"
		case errors.Is(err, channel.ErrUnreachable), errors.Is(err, channel.ErrWindowClosed):
			return "tell the agent that the customer cannot be reached"
		default:
			return "tell the agent why: " + err.Error()
		}
	}
	ch, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		panic(err)
	}
	to := channel.Thread{Platform: "memory", Account: "desk", Contact: "42"}
	for _, fails := range []error{&channel.Error{Kind: channel.ErrRateLimited, Scope: channel.ScopeAccount, Wait: 3 * time.Second}, channel.ErrUncertain, channel.ErrUnreachable} {
		ch.Fail(fails, 1)
		_, err := ch.Send(context.Background(), to, channel.Message{Text: "Hello"})
		fmt.Println(next(err))
	}
	_, err = ch.Send(context.Background(), to, channel.Message{Text: "Hello", ReplyTo: "1"})
	fmt.Println(next(err))
	// Output:
	// again in 3s, for the whole account
	// wait for the echo or ask a person; never repeat it blindly
	// tell the agent that the customer cannot be reached
	// sent
}

// Does a message fit? Check tells everything at once, by field, for a screen to show in place.
func ExampleLimits_Check() {
	limits := channel.Limits{
		Text:         channel.Length{Max: 12, Unit: channel.UTF16},
		QuickReplies: channel.ChoiceLimit{Max: 2, Text: channel.Length{Max: 5, Unit: channel.Runes}},
	}
	err := limits.Check(channel.Message{
		Text:         "See you then 💡",
		QuickReplies: []channel.QuickReply{{Text: "Yes"}, {Text: "Perhaps"}},
		Location:     &channel.Location{Latitude: 47.4, Longitude: 8.5},
	})
	for _, f := range channel.FieldErrors(err) {
		fmt.Println(f.Field, f.Code, f.Limit, f.Got)
	}
	// Output:
	// text too_long 12 15
	// quickReplies[1].text too_long 5 7
	// location unsupported 0 0
}

// May the robot still write? May the agent?
func ExampleOpenWindow() {
	limits := channel.Limits{Windows: []channel.Window{
		{Name: "standard", For: 24 * time.Hour},
		{Name: "human_agent", By: channel.ByPerson, For: 7 * 24 * time.Hour},
	}}
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	heard := now.Add(-30 * time.Hour) // when the customer last wrote
	for _, by := range []channel.Author{channel.ByRobot, channel.ByPerson} {
		if w, until, ok := channel.OpenWindow(limits, by, heard, now); ok {
			fmt.Println(by, "may write in the window", w.Name, "for", until.Sub(now))
		} else {
			fmt.Println(by, "must wait for the customer")
		}
	}
	// Output:
	// robot must wait for the customer
	// person may write in the window human_agent for 138h0m0s
}

// An ability is called like any function; where it is missing the error says so.
func ExampleShowTyping() {
	ch, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		panic(err)
	}
	to := channel.Thread{Platform: "memory", Account: "desk", Contact: "42"}
	fmt.Println(channel.ShowTyping(context.Background(), logged{ch}, to), ch.Log())

	err = channel.ShowTyping(context.Background(), bare{}, to)
	fmt.Println(errors.Is(err, errors.ErrUnsupported))
	// Output:
	// <nil> [typing]
	// true
}

// logged is a host's wrapper; Unwrap keeps it from hiding abilities.
type logged struct{ channel.Channel }

func (l logged) Unwrap() channel.Channel { return l.Channel }

// bare can do nothing beyond the verbs.
type bare struct{}

func (bare) Info() channel.Info { return channel.Info{Platform: "bare"} }

func (bare) Verify(channel.Webhook) error { return nil }

func (bare) Receive(channel.Webhook) (channel.Delivery, error) { return channel.Delivery{}, nil }

func (bare) Limits(channel.Thread) channel.Limits { return channel.Limits{} }

func (bare) Send(context.Context, channel.Thread, channel.Message) (channel.Sent, error) {
	return channel.Sent{}, nil
}
