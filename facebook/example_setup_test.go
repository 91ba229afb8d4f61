package facebook_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// atMeta makes a stand-in for Meta with a customer, and the channel of its app.
func atMeta(cfg facebooktest.Config) (*facebooktest.Server, *facebook.Channel) {
	clock := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	cfg.Now = func() time.Time { return clock }
	meta := facebooktest.New(cfg)
	ch, err := facebook.New(facebook.Config{
		AppID:       meta.Config().AppID,
		AppSecret:   channel.NewKeys(channel.Secret(meta.Config().AppSecret)),
		VerifyToken: channel.NewKeys(channel.Secret(meta.Config().VerifyToken)),
		Pages:       facebook.PageMap{"108000000000001": {Token: channel.Secret(meta.Config().Pages["108000000000001"])}},
		HistoryGap:  time.Millisecond,
		HTTP:        meta.Client(), Media: meta.Client(), Now: meta.Now,
		Files: setupFiles{"invoice.pdf": "%PDF-1.7 …"}.open,
	})
	if err != nil {
		panic(err)
	}
	meta.Hook(&channel.Handler{Channel: ch, Store: func(context.Context, []channel.Event) error { return nil }})
	return meta, ch
}

// How is a Page connected? By one call, which may be repeated at any time; while it runs, Meta
// checks the callback URL.
func ExampleChannel_Connect() {
	ctx := context.Background()
	meta, ch := atMeta(facebooktest.Config{Fresh: true})
	sub, err := ch.Connect(ctx, "108000000000001", "https://desk.example/facebook")
	fmt.Println(sub.URL, sub.Active, sub.Accounts, err)

	meta.Revoke(meta.Config().Pages["108000000000001"], 460) // the administrator changed the password
	sub, err = ch.Connect(ctx, "108000000000001", "https://desk.example/facebook")
	for _, f := range sub.Findings {
		fmt.Println(f.Code, f.Account, f.Fatal)
	}
	fmt.Println(channel.StatusCode(err) != 200)
	// Output:
	// https://desk.example/facebook true [108000000000001] <nil>
	// unauthorized 108000000000001 true
	// true
}

// An administrator who sets the webhook by hand copies these values.
func ExampleChannel_WebhookForm() {
	_, ch := atMeta(facebooktest.Config{})
	form, err := ch.WebhookForm("https://desk.example/facebook")
	fmt.Println(form.CallbackURL, form.VerifyToken.Reveal(), len(form.Fields), err)
	fmt.Println(form.VerifyToken)
	// Output:
	// https://desk.example/facebook example-verify-token 13 <nil>
	// [secret]
}

// Which Pages may an administrator connect? Those of the person who logs in, with their tokens.
func ExampleChannel_PagesOf() {
	ctx := context.Background()
	meta, ch := atMeta(facebooktest.Config{})
	pages, err := ch.PagesOf(ctx, channel.Secret(meta.Config().UserToken))
	for _, p := range pages {
		token, err := ch.CheckToken(ctx, p.Token)
		fmt.Println(p.ID, p.Name, p.Token, token.Valid, token.Page == p.ID, err)
	}
	fmt.Println(err)
	// Output:
	// 108000000000001 Example Page [secret] true true <nil>
	// <nil>
}

// How do Pages come and go while messages flow?
func ExamplePageTable() {
	var pages facebook.PageTable
	ch, err := facebook.New(facebook.Config{
		AppID: "1200000000000001", AppSecret: channel.NewKeys("app-secret"), VerifyToken: channel.NewKeys("our-word"), Pages: &pages,
	})
	fmt.Println(ch, err)
	fmt.Println(pages.Set("104070000000001", facebook.Page{Token: "page-token"}), ch.Info().Accounts)
	fmt.Println(pages.Set("104070000000001", facebook.Page{Token: "its new token"}), ch.Info().Accounts)
	pages.Remove("104070000000001")
	fmt.Println(ch.Info().Accounts)
	// Output:
	// facebook.Channel(1200000000000001) <nil>
	// <nil> [104070000000001]
	// <nil> [104070000000001]
	// []
}

// A Page shows a greeting, a menu and questions around its conversations.
func ExampleChannel_SetMessengerProfile() {
	ctx := context.Background()
	_, ch := atMeta(facebooktest.Config{})
	err := ch.SetMessengerProfile(ctx, "108000000000001", facebook.MessengerProfile{
		GetStarted: "START",
		Greeting:   []facebook.Greeting{{Locale: facebook.DefaultLocale, Text: "Ask us anything."}},
		Menu:       []facebook.Menu{{Locale: facebook.DefaultLocale, Items: []facebook.Button{{Type: facebook.ButtonPostback, Title: "An agent", Payload: "AGENT"}}}},
	})
	fmt.Println(err)
	got, err := ch.ReadMessengerProfile(ctx, "108000000000001")
	fmt.Println(got.GetStarted, got.Greeting[0].Text, got.Menu[0].Items[0].Title, err)
	// Output:
	// <nil>
	// START Ask us anything. An agent <nil>
}

// setupFiles opens what a host has stored.
type setupFiles map[string]string

func (f setupFiles) open(_ context.Context, name string) (channel.File, error) {
	content, ok := f[name]
	if !ok {
		return channel.File{}, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	return channel.File{Body: io.NopCloser(strings.NewReader(content)), Name: name, Size: int64(len(content))}, nil
}
