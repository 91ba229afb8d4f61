package channel_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

// How do I answer a comment in public, and go on in private? The event that reports the comment
// names both ways.
func ExampleReplyToPost() {
	ctx := context.Background()
	ch, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		panic(err)
	}
	got, err := ch.Receive(ch.Webhook(channel.Event{Body: channel.Post{ID: "c1", Kind: channel.PostComment, Text: "Where is my parcel?"}}))
	if err != nil {
		panic(err)
	}
	for _, ev := range got.Events {
		post, ok := ev.Body.(channel.Post)
		if !ok || ev.Origin != channel.OriginContact { // what the account itself published comes too
			continue
		}
		sent, err := channel.ReplyToPost(ctx, ch, ev.Thread, post, channel.Message{Text: "We write to you.", By: channel.ByPerson})
		fmt.Println("public", sent.IDs, err)
		_, err = ch.Send(ctx, ev.Thread, channel.Message{Text: "It arrives tomorrow.", By: channel.ByPerson})
		fmt.Println("private", err)
		fmt.Println("hidden", channel.HidePost(ctx, ch, ev.Thread, post, true))
	}
	for _, s := range ch.Sent() {
		fmt.Printf("%q answers the post %q\n", s.Message.Text, s.Post)
	}
	// Output:
	// public [1] <nil>
	// private <nil>
	// hidden <nil>
	// "We write to you." answers the post "c1"
	// "It arrives tomorrow." answers the post ""
}

// Is the comment still there? Few platforms tell of a deletion, so ask before a late answer.
func ExampleReadPost() {
	ctx := context.Background()
	ch, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		panic(err)
	}
	in, post := channel.Thread{Platform: channeltest.MemoryPlatform, Account: ch.Info().Accounts[0], Contact: "comment:c1"}, channel.Post{ID: "c1", Kind: channel.PostComment, Text: "Where is my parcel?"}
	ch.Webhook(channel.Event{Thread: in, Body: post})
	now, err := channel.ReadPost(ctx, ch, in, post)
	fmt.Println(now.Text, err)

	post.Change = "removed"
	ch.Webhook(channel.Event{Thread: in, Body: post})
	_, err = channel.ReadPost(ctx, ch, in, post)
	fmt.Println("gone:", errors.Is(err, channel.ErrRejected))
	// Output:
	// Where is my parcel? <nil>
	// gone: true
}

// Cautions tell what a link costs before the answer is sent.
func ExampleLimits_Cautions() {
	limits := channel.Limits{
		Text: channel.Length{Max: 280, Unit: channel.Weighted},
		Prices: []channel.Price{
			{Kind: "post", Micros: 15_000, Currency: "USD"}, {Kind: "post with a link", Micros: 200_000, Currency: "USD", Links: true},
		},
	}
	for _, text := range []string{"We are open.", "We are open: https://example.com/hours"} {
		m := channel.Message{Text: text}
		fmt.Println(limits.Text.Unit.Count(text), limits.Check(m))
		for _, c := range limits.Cautions(m) {
			fmt.Printf("%s: %.3f instead of %.3f %s\n", c.Field, float64(c.Price.Micros)/1e6, float64(c.Plain.Micros)/1e6, c.Price.Currency)
		}
	}
	// Output:
	// 12 <nil>
	// 36 <nil>
	// text: 0.200 instead of 0.015 USD
}
