package twitter_test

import (
	"context"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// How do I answer a post in public, go on in private, and hide the post? With the stand-in in the
// place of X.
func ExampleChannel_ReplyToPost() {
	ctx := context.Background()
	x := twittertest.New(twittertest.Config{Username: "mustertelecom"})
	set := x.Config()
	ch, err := twitter.New(twitter.Config{
		Account: set.Account, APIKey: set.APIKey, APISecret: channel.NewKeys(channel.Secret(set.APISecret)),
		AccessToken: channel.Secret(set.AccessToken), AccessSecret: channel.Secret(set.AccessSecret), HTTP: x.Client(),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	own := x.AccountPosts("The network is back.")
	x.Reply("2001", own, "Not in my street!")
	x.Follow("2001")                                     // else X takes no message to a person who has not written
	for ev, err := range ch.Mentions(ctx, time.Time{}) { // a webhook brings the same events
		if err != nil {
			fmt.Println(err)
			return
		}
		post, ok := ev.Body.(channel.Post)
		if !ok || ev.Origin != channel.OriginContact {
			continue
		}
		fmt.Println(post.Kind, post.Text)
		answer := channel.Message{Text: "We look into it: https://example.com/status"}
		for _, c := range channel.PostLimits(ch, ev.Thread).Cautions(answer) {
			fmt.Println(c.Reason)
		}
		_, err := channel.ReplyToPost(ctx, ch, ev.Thread, post, answer)
		fmt.Println("public", err)
		_, err = ch.Send(ctx, ev.Thread, channel.Message{Text: "Which street is it?"})
		fmt.Println("private", err)
		fmt.Println("hidden", channel.HidePost(ctx, ch, ev.Thread, post, true))
	}
	for _, p := range x.Posts() {
		fmt.Println(p.Text, p.Hidden)
	}
	// Output:
	// reply @mustertelecom Not in my street!
	// a link makes this message dearer
	// public <nil>
	// private <nil>
	// hidden <nil>
	// The network is back. false
	// @mustertelecom Not in my street! true
	// We look into it: https://example.com/status false
}
