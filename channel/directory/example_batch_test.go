package directory_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log"
	"net/http"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// One Meta app serves two tenants. A batch brings messages for a page of each, and for one that no
// channel has.
func ExampleDirectory_Receive() {
	ctx := context.Background()
	o := batchOptions()
	o.SharedApps = []directory.App{{Platform: "facebook", App: "8801"}}
	d, err := directory.New(o)
	if err != nil {
		log.Fatal(err)
	}
	north, south := pages("c1", "Sales", "8801", "24001"), pages("c2", "Support", "8801", "24002")
	south.Tenant = "south"
	north.Path, south.Path = "/meta", "/meta" // the app has one callback URL
	if err := d.Load(ctx, north, south); err != nil {
		log.Fatal(err)
	}
	got, err := d.Receive(ctx, "/meta", batchBatch("app-secret-8801", "24001", "24002", "24999"))
	for _, e := range got.Events {
		if e.Skipped != "" {
			fmt.Println(e.Event.Thread.Account, "is kept aside:", e.Skipped)
			continue
		}
		fmt.Println(e.Event.Thread.Account, "goes to", e.Owner.Name(), "of", e.Owner.Tenant())
	}
	fmt.Println("answer:", channel.StatusCode(err))
	// Output:
	// 24001 goes to Sales of north
	// 24002 goes to Support of south
	// 24999 is kept aside: unowned
	// answer: 200
}

// Whose account is it? An entry tells at once, and gives a copy of the record to those who want to
// change it.
func ExampleDirectory_Owner() {
	ctx := context.Background()
	d, err := directory.New(batchOptions())
	if err != nil {
		log.Fatal(err)
	}
	if err := d.Load(ctx, pages("c1", "Sales", "8801", "24001")); err != nil {
		log.Fatal(err)
	}
	owner, ok := d.Owner(channel.Thread{Platform: "facebook", Account: "24001", Contact: "7001"})
	fmt.Println(ok, owner.ID(), owner.Name(), owner.State(), owner.Channel().Info().App)

	edit := owner.Record()
	edit.Pages[0].Name = "Southern Lights"
	stored, err := d.Replace(ctx, edit)
	fmt.Println(stored.Rev, err, "and held still:", owner.Record().Pages[0].Name)
	// Output:
	// true c1 Sales active 8801
	// 2 <nil> and held still: Page 24001
}

// A page can be in one channel only, whoever's it is.
func ExampleDirectory_Add() {
	ctx := context.Background()
	d, err := directory.New(batchOptions())
	if err != nil {
		log.Fatal(err)
	}
	if err := d.Load(ctx, pages("c1", "Sales", "8801", "24001")); err != nil {
		log.Fatal(err)
	}
	_, err = d.Add(ctx, pages("c2", "Support", "8802", "24002", "24001"))
	fmt.Println(err)
	// Output: directory: the account 24001 is already in channel Sales
}

// Until when may this conversation be answered? That depends on the thread, not on the record: a
// page with the HUMAN_AGENT permission takes what agents write for seven days and automatic
// messages for one. A comment may be answered privately for seven days, once: no notice takes the
// place of that answer. AgentWindow is zero where it is the same as ReplyWindow.
func ExampleEntry_PolicyFor() {
	ctx := context.Background()
	d, err := directory.New(batchOptions())
	if err != nil {
		log.Fatal(err)
	}
	r := pages("c1", "Sales", "8801", "24001")
	r.Settings["humanAgent"] = "true"
	if err := d.Load(ctx, r); err != nil {
		log.Fatal(err)
	}
	entry, _ := d.Find("c1")
	for _, to := range []channel.Thread{
		{Platform: "facebook", Account: "24001", Contact: "77"},
		{Platform: "facebook", Account: "24001", Contact: "comment:24001_5"},
	} {
		p, err := entry.PolicyFor(ctx, to)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("public:", to.IsPublic(), "robot:", p.ReplyWindow, "agents:", p.AgentWindow, "notices:", !p.Mute)
	}
	// Output:
	// public: false robot: 24h0m0s agents: 168h0m0s notices: true
	// public: true robot: 168h0m0s agents: 0s notices: false
}

// batchEpoch is the instant at which the tests' clocks begin.
var batchEpoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func batchDrivers() []channel.Driver {
	return []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()}
}

func batchOptions() directory.Options {
	return directory.Options{Drivers: batchDrivers(), Now: func() time.Time { return batchEpoch }}
}

// batchDesk gives a record what every channel needs.
func batchDesk(platform, id, name string) directory.Record {
	r := directory.Default(platform)
	r.Tenant, r.ID, r.Name, r.State = "north", id, name, directory.Active
	r.Service.Robot = "greeter"
	r.Service.Keywords = keyword.Set{List: []keyword.Word{{Text: "agent"}, {Text: "person"}}}
	r.Routing.Queue = "first-line"
	return r
}

// pages is a Facebook channel.
func pages(id, name, app string, ids ...string) directory.Record {
	r := batchDesk("facebook", id, name)
	r.Settings = map[string]string{"appId": app}
	r.Secrets.Keys = map[string]channel.Keys{
		"appSecret":   channel.NewKeys(channel.Secret("app-secret-" + app)),
		"verifyToken": channel.NewKeys(channel.Secret("verify-" + app)),
	}
	tokens := map[string]channel.Keys{}
	for _, page := range ids {
		r.Pages = append(r.Pages, directory.Page{ID: page, Name: "Page " + page})
		tokens[page] = channel.NewKeys(channel.Secret("page-token-" + page))
	}
	r.Secrets.Tokens = map[string]map[string]channel.Keys{"pages": tokens}
	return r
}

// batchBatch is a call of Meta with a text for each page.
func batchBatch(secret channel.Secret, pageIDs ...string) channel.Webhook {
	var entries []string
	for i, page := range pageIDs {
		entries = append(entries, fmt.Sprintf(`{"id":%q,"time":1772442000000,"messaging":[{"sender":{"id":"7%d"},"recipient":{"id":%q},"timestamp":1772442000000,"message":{"mid":"m_%s_%d","text":"hello"}}]}`,
			page, i, page, page, i))
	}
	body := `{"object":"page","entry":[` + strings.Join(entries, ",") + `]}`
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	mac.Write([]byte(body))
	return channel.Webhook{Method: "POST", Header: http.Header{"X-Hub-Signature-256": {"sha256=" + hex.EncodeToString(mac.Sum(nil))}}, Body: []byte(body), At: batchEpoch}
}
