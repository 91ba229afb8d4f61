package facebook_test

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// How do I answer a comment in public, go on in private, and hide it? With the stand-in in the
// place of Meta.
func ExampleChannel_ReplyToPost() {
	ctx := context.Background()
	fb := facebooktest.New(facebooktest.Config{})
	ch, err := facebook.New(forServer(fb, nil))
	if err != nil {
		fmt.Println(err)
		return
	}
	fb.Hook(&channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		for _, ev := range events {
			post, ok := ev.Body.(channel.Post)
			if !ok { // the private answer comes back as well
				continue
			}
			if ev.Origin != channel.OriginContact || post.Change != "" {
				fmt.Printf("%s %q %q\n", post.Kind, post.Text, post.Change)
				continue
			}
			now, err := ch.ReadComment(ctx, ev.Thread, post.ID)
			fmt.Println(post.Text, now.CanHide, now.CanReplyPrivate, err)
			_, err = channel.ReplyToPost(ctx, ch, ev.Thread, post, channel.Message{Text: "We write to you."})
			fmt.Println("public", err)
			_, err = ch.Send(ctx, ev.Thread, channel.Message{Text: "It arrives tomorrow.", By: channel.ByPerson})
			fmt.Println("private", err)
			fmt.Println("hidden", channel.HidePost(ctx, ch, ev.Thread, post, true))
		}
		return nil
	}})
	fb.Comment("24001", "9001", "Where is my parcel?")
	fmt.Println(fb.Flush(ctx))
	// Output:
	// Where is my parcel? true true <nil>
	// public <nil>
	// private <nil>
	// hidden <nil>
	// own "We write to you." ""
	// comment "Where is my parcel?" "hidden"
	// <nil>
}

// How do I answer a comment on Instagram in public, go on in private, and hide it? The same calls
// as on a Page, here for an account without one.
func ExampleChannel_ReplyToPost_instagram() {
	ctx := context.Background()
	const account, medium = "17841400000000001", "17890000000000002"
	ig := facebooktest.New(facebooktest.Config{Instagram: map[string]facebooktest.Instagram{account: {Username: "shop", Token: "IGAAexample0token"}}})
	ch, err := facebook.New(forServer(ig, func(c *facebook.Config) {
		c.Pages = facebook.PageMap{account: {Token: "IGAAexample0token", InstagramLogin: true}}
		c.Instagram = facebook.InstagramConfig{AppID: ig.Config().InstagramAppID, AppSecret: channel.NewKeys(channel.Secret(ig.Config().InstagramAppSecret))}
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	ig.Hook(&channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		for _, ev := range events {
			post, ok := ev.Body.(channel.Post)
			switch {
			case !ok: // the private answer comes back as well
			case ev.Origin != channel.OriginContact:
				fmt.Printf("%s %q\n", post.Kind, post.Text)
			default:
				fmt.Println(post.Kind, post.Text)
				_, err := channel.ReplyToPost(ctx, ch, ev.Thread, post, channel.Message{Text: "We write to you."})
				fmt.Println("public", err)
				_, err = ch.Send(ctx, ev.Thread, channel.Message{Text: "It arrives tomorrow.", By: channel.ByPerson})
				fmt.Println("private", err)
				fmt.Println("hidden", channel.HidePost(ctx, ch, ev.Thread, post, true))
			}
		}
		return nil
	}})
	id := ig.CommentOn(account+"/6500000000000001", medium, "", "Where is my parcel?")
	fmt.Println(ig.Flush(ctx))
	fmt.Println("at Instagram", ig.Comments()[id].Text, ig.Comments()[id].Hidden)
	for _, m := range ig.Sent() {
		fmt.Println("at Instagram", m.Text)
	}
	// Output:
	// comment Where is my parcel?
	// public <nil>
	// private <nil>
	// hidden <nil>
	// own "We write to you."
	// <nil>
	// at Instagram Where is my parcel? true
	// at Instagram It arrives tomorrow.
}

// How do I answer a comment with a picture that I have as a file? Meta gets it as a photo of the
// Page that is not published, and the answer shows it.
func ExampleChannel_ReplyToPost_file() {
	ctx := context.Background()
	fb := facebooktest.New(facebooktest.Config{})
	ch, err := facebook.New(forServer(fb, func(c *facebook.Config) {
		c.Files = func(_ context.Context, name string) (channel.File, error) {
			return channel.File{Body: io.NopCloser(strings.NewReader("\x89PNG\r\n\x1a\n…")), Name: name, Size: 11}, nil
		}
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fb.Hook(&channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		for _, ev := range events {
			if post, ok := ev.Body.(channel.Post); ok && ev.Origin == channel.OriginContact {
				sent, err := channel.ReplyToPost(ctx, ch, ev.Thread, post, channel.Message{Text: "This one.", Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "red.png"}}})
				fmt.Println(len(sent.IDs), err)
			}
		}
		return nil
	}})
	fb.Comment("24001", "9001", "Which colour?")
	if err := fb.Flush(ctx); err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range fb.Comments() {
		fmt.Println(c.Text, c.Picture != "")
	}
	// Unordered output:
	// 1 <nil>
	// Which colour? false
	// This one. true
}

// forServer is the configuration of the stand-in's app.
func forServer(fb *facebooktest.Server, change func(*facebook.Config)) facebook.Config {
	pages := facebook.PageMap{}
	for id, token := range fb.Config().Pages {
		pages[id] = facebook.Page{Token: channel.Secret(token)}
	}
	cfg := facebook.Config{
		AppID: fb.Config().AppID, AppSecret: channel.NewKeys(channel.Secret(fb.Config().AppSecret)), VerifyToken: channel.NewKeys(channel.Secret(fb.Config().VerifyToken)),
		Pages: pages, HumanAgent: true, HTTP: fb.Client(), Media: fb.Client(), Now: fb.Now,
	}
	if change != nil {
		change(&cfg)
	}
	return cfg
}
