package facebook_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// How does a desk with two Pages live? They are connected, customers of both ask in one call, each
// is answered from its Page; a person answers after 25 hours, a robot may not; after an outage the
// webhook is repaired and what was missed is read.
func Example_twoPages() {
	ctx := context.Background()
	clock := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	meta := facebooktest.New(facebooktest.Config{
		Fresh: true, Pages: map[string]string{"108000000000001": "page-token-1", "108000000000002": "page-token-2"}, Now: func() time.Time { return clock },
	})
	ch, err := facebook.New(facebook.Config{
		AppID:       meta.Config().AppID,
		AppSecret:   channel.NewKeys(channel.Secret(meta.Config().AppSecret)),
		VerifyToken: channel.NewKeys(facebook.NewVerifyToken()),
		Pages:       facebook.PageMap{"108000000000001": {Token: "page-token-1"}, "108000000000002": {Token: "page-token-2"}},
		HumanAgent:  true,
		HistoryGap:  time.Millisecond, // the stand-in has time
		HTTP:        meta.Client(), Now: meta.Now,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	working, events := true, []channel.Event(nil)
	meta.Hook(&channel.Handler{Channel: ch, Store: func(_ context.Context, got []channel.Event) error {
		if !working {
			return errors.New("the database is down")
		}
		for _, ev := range got {
			if ev.Origin == channel.OriginContact { // our own answers come back too
				events = append(events, ev)
			}
		}
		return nil
	}})

	for _, page := range ch.Info().Accounts {
		sub, err := ch.Connect(ctx, page, "https://desk.example/facebook")
		fmt.Println("connected", sub.Accounts, sub.Findings, err)
	}

	meta.Say("108000000000001/7", "Is it raining?")
	meta.Say("108000000000002/8", "Is it cold?")
	meta.Together()
	fmt.Println("calls:", meta.Pending(), meta.Flush(ctx))
	asked := events
	for _, ev := range asked {
		_, err := ch.Send(ctx, ev.Thread, channel.Message{Text: "Yes.", By: channel.ByRobot, Heard: ev.Time})
		fmt.Println("answered", err)
	}
	meta.Advance(25 * time.Hour)
	_, err = ch.Send(ctx, asked[0].Thread, channel.Message{Text: "It has stopped.", By: channel.ByPerson, Heard: asked[0].Time})
	fmt.Println("a person:", err)
	_, err = ch.Send(ctx, asked[0].Thread, channel.Message{Text: "Rate us!", By: channel.ByRobot, Heard: asked[0].Time})
	fmt.Println("a robot:", errors.Is(err, channel.ErrWindowClosed))
	for _, m := range meta.Sent() {
		fmt.Println("sent", m.Page, m.To, m.Type, m.Tag, m.Text)
	}

	fmt.Println("echoes:", meta.Flush(ctx))
	down := meta.Now()
	working = false
	meta.Say("108000000000002/8", "Hello?")
	fmt.Println("lost:", meta.Flush(ctx) != nil)
	working = true
	state, err := ch.CheckSubscription(ctx)
	for _, f := range state.Findings {
		fmt.Println("found", f.Code, f.Account, err)
		_, err = ch.Connect(ctx, f.Account, "") // repairs it
	}
	for ev, err := range ch.History(ctx, "108000000000002", down) {
		fmt.Println("missed", ev.Thread.Contact, ev.Body.(channel.Message).Text, ev.Late, err)
	}
	// Output:
	// connected [108000000000001] [] <nil>
	// connected [108000000000002] [] <nil>
	// calls: 1 <nil>
	// answered <nil>
	// answered <nil>
	// a person: <nil>
	// a robot: true
	// sent 108000000000001 7 RESPONSE  Yes.
	// sent 108000000000002 8 RESPONSE  Yes.
	// sent 108000000000001 7 MESSAGE_TAG HUMAN_AGENT It has stopped.
	// echoes: <nil>
	// lost: true
	// found not_subscribed 108000000000002 <nil>
	// missed 8 Hello? true <nil>
}
