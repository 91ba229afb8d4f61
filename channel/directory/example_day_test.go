package directory_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log"
	"net/http"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/session/keyword"
)

// An administrator's day: a channel is drafted, checked by the platform, put to work, given a new
// app secret, and paused.
func Example_administratorsDay() {
	ctx := context.Background()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	d, err := directory.New(directory.Options{
		Drivers: []channel.Driver{facebook.Driver()},
		Now:     func() time.Time { return now },
	})
	if err != nil {
		log.Fatal(err)
	}

	// 09:00 The form is filled in. Its first version lacks something.
	form := directory.Default("facebook")
	form.Tenant, form.ID, form.Name = "north", "c1", "Support"
	form.Settings = map[string]string{"appId": "8801"}
	form.Pages = []directory.Page{{ID: "24001", Name: "Northern Lights"}}
	form.Service.Robot = "greeter"
	form.Routing.Queue = "first-line"
	form.Secrets.Keys = map[string]channel.Keys{"appSecret": channel.NewKeys("first-app-secret"), "verifyToken": channel.NewKeys("our-word")}
	form.Secrets.Tokens = map[string]map[string]channel.Keys{"pages": {"24001": channel.NewKeys("page-token")}}
	report, err := d.Check(ctx, form)
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range report.Complaints {
		fmt.Println(c.Field, c.Code, "-", c.Reason)
	}
	form.Service.Keywords.List = []keyword.Word{{Text: "agent"}}

	// 09:10 The draft answers Meta's check of the callback URL, and no event.
	record, err := d.Add(ctx, form)
	if err != nil {
		log.Fatal(err)
	}
	in, err := record.Integration("https://desk.example")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("enter", in.CallbackURL, "and", in.VerifyToken.Reveal())
	got, err := d.Receive(ctx, "/facebook/c1", checkOfMeta("our-word"))
	if err != nil {
		log.Fatal(err)
	}
	at, seen := d.Handshake("c1")
	fmt.Println("answered", string(got.Reply.Body), "- access successful:", seen, at.Format(time.TimeOnly))
	_, err = d.Receive(ctx, "/facebook/c1", dayBatch("first-app-secret", "24001"))
	fmt.Println("an event before it is active:", channel.StatusCode(err), errors.Is(err, directory.ErrDraft))

	// 09:20 To work.
	record, err = d.Move(ctx, "c1", directory.Active)
	if err != nil {
		log.Fatal(err)
	}
	got, err = d.Receive(ctx, "/facebook/c1", dayBatch("first-app-secret", "24001"))
	fmt.Println("active:", routes(got), err)

	// 14:00 A new app secret. Calls that Meta still signs with the former one are taken for 48
	// hours.
	edit := record.Clone()
	edit.Secrets.Keys["appSecret"] = channel.NewKeys("second-app-secret")
	record, err = d.Replace(ctx, edit)
	if err != nil {
		log.Fatal(err)
	}
	for _, secret := range []channel.Secret{"first-app-secret", "second-app-secret"} {
		_, err := d.Receive(ctx, "/facebook/c1", dayBatch(secret, "24001"))
		fmt.Println("rotated:", channel.StatusCode(err))
	}

	// 18:00 Paused: events are kept aside.
	paused, err := d.Move(ctx, "c1", directory.Paused)
	if err != nil {
		log.Fatal(err)
	}
	got, err = d.Receive(ctx, "/facebook/c1", dayBatch("second-app-secret", "24001"))
	fmt.Println("paused:", routes(got), err)
	fmt.Println("audit:", directory.Diff(record, paused))
	// Output:
	// service.keywords.list missing - with a robot in front, customers need a word to ask for a person
	// enter https://desk.example/facebook/c1 and our-word
	// answered 31415 - access successful: true 09:00:00
	// an event before it is active: 503 true
	// active: [24001 Support ] <nil>
	// rotated: 200
	// rotated: 200
	// paused: [24001 Support paused] <nil>
	// audit: [{state "active" "paused"}]
}

// dayEpoch is the instant at which the tests' clocks begin.
var dayEpoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// dayBatch is a call of Meta with a text for each page.
func dayBatch(secret channel.Secret, pageIDs ...string) channel.Webhook {
	var entries []string
	for i, page := range pageIDs {
		entries = append(entries, fmt.Sprintf(`{"id":%q,"time":1772442000000,"messaging":[{"sender":{"id":"7%d"},"recipient":{"id":%q},"timestamp":1772442000000,"message":{"mid":"m_%s_%d","text":"hello"}}]}`,
			page, i, page, page, i))
	}
	body := `{"object":"page","entry":[` + strings.Join(entries, ",") + `]}`
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	mac.Write([]byte(body))
	return channel.Webhook{Method: "POST", Header: http.Header{"X-Hub-Signature-256": {"sha256=" + hex.EncodeToString(mac.Sum(nil))}}, Body: []byte(body), At: dayEpoch}
}

// checkOfMeta is Meta's check of the callback URL.
func checkOfMeta(token channel.Secret) channel.Webhook {
	return channel.Webhook{Method: "GET", RawQuery: "hub.mode=subscribe&hub.challenge=31415&hub.verify_token=" + token.Reveal(), Header: http.Header{}, At: dayEpoch}
}

// routes tells each event's owner, or why it is kept aside.
func routes(got directory.Received) []string {
	var list []string
	for _, e := range got.Events {
		list = append(list, e.Event.Thread.Account+" "+e.Owner.Name()+" "+string(e.Skipped))
	}
	return list
}
