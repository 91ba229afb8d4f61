package facebook_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// An administrator connects Pages by pressing Connect: what was granted and what is missing is
// data, and so is the end. When the person removes the app, the host hears of it.
func ExampleNewBusinessLogin() {
	ctx := context.Background()
	meta := facebooktest.New(facebooktest.Config{Pages: map[string]string{"108000000000001": "EAAone-page"}, Now: func() time.Time { return time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC) }})
	app := meta.Config()
	flow, err := facebook.NewBusinessLogin(facebook.LoginConfig{AppID: app.AppID, AppSecret: channel.NewKeys(channel.Secret(app.AppSecret)), HTTP: meta.Client(), Now: meta.Now})
	if err != nil {
		log.Fatal(err)
	}
	store := new(login.Memory) // a host keeps these in its database
	logins := &login.Logins{Flows: []login.Flow{flow}, Pending: store, Grants: store, Redirects: []string{"https://desk.example/login"}, Now: meta.Now}

	pending, err := logins.Begin(ctx, facebook.FlowBusiness, login.Request{Tenant: "muster", Session: "5f2c", Redirect: "https://desk.example/login"})
	if err != nil {
		log.Fatal(err)
	}
	address, _ := meta.Allow(pending.URL, facebooktest.Choice{Without: []string{"business_management"}}) // the person, in the browser
	back, _ := url.Parse(address)
	grant, err := logins.Complete(ctx, "muster", "5f2c", back.Query())
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range login.Findings(grant, meta.Now()) {
		fmt.Println(f.Text)
	}
	for _, a := range grant.Accounts {
		fmt.Println(a.Kind, a.ID, a.Token, grant.Until.Format(time.DateOnly), grant.Renew.Format(time.DateOnly))
	}

	meta.Advance(31 * 24 * time.Hour) // a clock of the host calls Fresh once a day
	grant, err = logins.Fresh(ctx, "muster", grant.Key())
	fmt.Println(err, grant.Until.Format(time.DateOnly))

	// The person removes the app: Meta posts a signed request to the deauthorize callback.
	form := meta.RemoveApp()
	gone, err := facebook.ReadSignedRequest(channel.Webhook{Method: http.MethodPost, Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		Body: []byte(form), At: meta.Now()}, channel.NewKeys(channel.Secret(app.AppSecret)))
	if err != nil {
		log.Fatal(err)
	}
	if gone.User == grant.User.ID {
		_ = logins.End(ctx, "muster", grant.Key(), "the person removed the app")
	}
	_, err = logins.Fresh(ctx, "muster", grant.Key())
	fmt.Println(err)
	// Output:
	// The login lacks permissions: business_management.
	// page 108000000000001 [secret] 2027-01-28 2026-12-29
	// <nil> 2027-02-28
	// facebook: login: not authorized: the login has ended
}

// An Instagram account without a Page is connected, receives and answers.
func ExampleNewInstagramLogin() {
	ctx := context.Background()
	meta := facebooktest.New(facebooktest.Config{Fresh: true, Instagram: map[string]facebooktest.Instagram{"17841400000000001": {Username: "shop"}}})
	app := meta.Config()
	secret := channel.NewKeys(channel.Secret(app.InstagramAppSecret))
	flow, err := facebook.NewInstagramLogin(facebook.LoginConfig{AppID: app.InstagramAppID, AppSecret: secret, HTTP: meta.Client(), Now: meta.Now})
	if err != nil {
		log.Fatal(err)
	}
	pending, _ := flow.Begin(ctx, login.Request{Redirect: "https://desk.example/login"})
	address, _ := meta.Allow(pending.URL)
	back, _ := url.Parse(address)
	grant, err := flow.Complete(ctx, pending, back.Query())
	if err != nil {
		log.Fatal(err)
	}
	account := grant.Accounts[0]
	fmt.Println(account.ID, account.Handle, account.Token)

	ch, err := facebook.New(facebook.Config{AppID: app.AppID, AppSecret: channel.NewKeys(channel.Secret(app.AppSecret)), VerifyToken: channel.NewKeys(channel.Secret(app.VerifyToken)),
		Instagram: facebook.InstagramConfig{AppID: app.InstagramAppID, AppSecret: secret}, HTTP: meta.Client(), Now: meta.Now,
		Pages: facebook.PageMap{account.ID: {Token: account.Token, InstagramLogin: true}}})
	if err != nil {
		log.Fatal(err)
	}
	sub, err := ch.Connect(ctx, account.ID, "")
	fmt.Println(sub.Accounts, err)

	sent, err := ch.Send(ctx, channel.Thread{Platform: facebook.Platform, Account: account.ID, Contact: "6500000000000001"}, channel.Message{Text: "Hello"})
	fmt.Println(len(sent.IDs), strings.Contains(fmt.Sprint(err), "contact unreachable")) // a person must write first
	// Output:
	// 17841400000000001 shop [secret]
	// [17841400000000001] <nil>
	// 0 true
}

// The tokens of a Page's login serve a channel: it receives and sends. When the person's first
// token has ended, the renewed grant goes on, and no message is lost.
func ExampleNewBusinessLogin_renewal() {
	ctx := context.Background()
	meta := facebooktest.New(facebooktest.Config{Pages: map[string]string{"108000000000001": "EAAone-page"}, Now: func() time.Time { return time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC) }})
	app := meta.Config()
	flow, err := facebook.NewBusinessLogin(facebook.LoginConfig{AppID: app.AppID, AppSecret: channel.NewKeys(channel.Secret(app.AppSecret)), HTTP: meta.Client(), Now: meta.Now})
	if err != nil {
		log.Fatal(err)
	}
	logins, grant := loggedIn(ctx, meta, flow)
	pages := new(facebook.PageTable)
	ch, err := facebook.New(facebook.Config{AppID: app.AppID, AppSecret: channel.NewKeys(channel.Secret(app.AppSecret)), VerifyToken: channel.NewKeys(channel.Secret(app.VerifyToken)),
		HTTP: meta.Client(), Now: meta.Now, Pages: pages})
	if err != nil {
		log.Fatal(err)
	}
	use := func(g login.Grant) { // after each login and each renewal
		for _, a := range g.Accounts {
			_ = pages.Set(a.ID, facebook.Page{Token: a.Token})
		}
	}
	use(grant)
	answerAll(ctx, meta, ch)
	meta.Say("108000000000001/7300000000000011", "Is my parcel on its way?")
	fmt.Println(meta.Flush(ctx))

	first := grant
	meta.Advance(31 * 24 * time.Hour) // a clock of the host calls Fresh once a day
	grant, err = logins.Fresh(ctx, "muster", first.Key())
	use(grant)
	meta.Advance(30 * 24 * time.Hour) // the person's first token has ended
	old, _ := ch.CheckToken(ctx, first.Token)
	now, _ := ch.CheckToken(ctx, grant.Token)
	fmt.Println("renewed", err, old.Valid, now.Valid)
	meta.Say("108000000000001/7300000000000011", "Thank you, it is here.")
	fmt.Println(meta.Flush(ctx))
	for _, m := range meta.Sent() {
		fmt.Println("Meta took", m.Text)
	}
	// Output:
	// received Is my parcel on its way? <nil>
	// <nil>
	// renewed <nil> false true
	// received Thank you, it is here. <nil>
	// <nil>
	// Meta took We read: Is my parcel on its way?
	// Meta took We read: Thank you, it is here.
}

// The token of an Instagram account without a Page is renewed before it ends. The former one is
// refused then, and no message is lost.
func ExampleNewInstagramLogin_renewal() {
	ctx := context.Background()
	meta := facebooktest.New(facebooktest.Config{Instagram: map[string]facebooktest.Instagram{"17841400000000001": {Username: "shop"}}})
	app := meta.Config()
	secret := channel.NewKeys(channel.Secret(app.InstagramAppSecret))
	flow, err := facebook.NewInstagramLogin(facebook.LoginConfig{AppID: app.InstagramAppID, AppSecret: secret, HTTP: meta.Client(), Now: meta.Now})
	if err != nil {
		log.Fatal(err)
	}
	logins, grant := loggedIn(ctx, meta, flow)
	accounts := new(facebook.PageTable)
	ch, err := facebook.New(facebook.Config{AppID: app.AppID, AppSecret: channel.NewKeys(channel.Secret(app.AppSecret)), VerifyToken: channel.NewKeys(channel.Secret(app.VerifyToken)),
		Instagram: facebook.InstagramConfig{AppID: app.InstagramAppID, AppSecret: secret}, HTTP: meta.Client(), Now: meta.Now, Pages: accounts})
	if err != nil {
		log.Fatal(err)
	}
	use := func(g login.Grant) {
		for _, a := range g.Accounts {
			_ = accounts.Set(a.ID, facebook.Page{Token: a.Token, InstagramLogin: true})
		}
	}
	use(grant)
	if _, err := ch.Connect(ctx, "17841400000000001", ""); err != nil {
		log.Fatal(err)
	}
	answerAll(ctx, meta, ch)
	meta.Say("17841400000000001/6500000000000001", "Is my parcel on its way?")
	fmt.Println(meta.Flush(ctx))

	first := grant
	meta.Advance(31 * 24 * time.Hour) // a clock of the host calls Fresh once a day
	grant, err = logins.Fresh(ctx, "muster", first.Key())
	fmt.Println("renewed", err, grant.Token != first.Token)
	meta.Advance(30 * 24 * time.Hour) // the first token has ended
	thread := channel.Thread{Platform: facebook.Platform, Account: "17841400000000001", Contact: "6500000000000001"}
	_, err = ch.FetchProfile(ctx, thread)
	fmt.Println("by the first token:", errors.Is(err, channel.ErrUnauthorized))
	use(grant)
	meta.Say("17841400000000001/6500000000000001", "Thank you, it is here.")
	fmt.Println(meta.Flush(ctx))
	for _, m := range meta.Sent() {
		fmt.Println("Meta took", m.Text)
	}
	// Output:
	// received Is my parcel on its way? <nil>
	// <nil>
	// renewed <nil> true
	// by the first token: true
	// received Thank you, it is here. <nil>
	// <nil>
	// Meta took We read: Is my parcel on its way?
	// Meta took We read: Thank you, it is here.
}

// loggedIn runs a whole login, in which the person agrees to everything.
func loggedIn(ctx context.Context, meta *facebooktest.Server, flow login.Flow) (*login.Logins, login.Grant) {
	store := new(login.Memory)
	logins := &login.Logins{Flows: []login.Flow{flow}, Pending: store, Grants: store, Redirects: []string{"https://desk.example/login"}, Now: meta.Now}
	pending, err := logins.Begin(ctx, flow.Info().Name, login.Request{Tenant: "muster", Session: "5f2c", Redirect: "https://desk.example/login"})
	if err != nil {
		log.Fatal(err)
	}
	address, _ := meta.Allow(pending.URL)
	back, _ := url.Parse(address)
	grant, err := logins.Complete(ctx, "muster", "5f2c", back.Query())
	if err != nil {
		log.Fatal(err)
	}
	return logins, grant
}

// answerAll lets a channel answer each message of a customer.
func answerAll(ctx context.Context, meta *facebooktest.Server, ch *facebook.Channel) {
	meta.Hook(&channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		for _, ev := range events {
			if m, ok := ev.Body.(channel.Message); ok && ev.Origin == channel.OriginContact {
				_, err := ch.Send(ctx, ev.Thread, channel.Message{Text: "We read: " + m.Text})
				fmt.Println("received", m.Text, err)
			}
		}
		return nil
	}})
}
