package directory_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// A second Page of the same Meta app, at run time: in the same record, or in a record of its own
// where the app is shared.
func ExampleDirectory_Replace() {
	ctx := context.Background()
	meta := facebooktest.New(facebooktest.Config{Pages: map[string]string{"24001": "token-of-24001", "24002": "token-of-24002"}})
	first := directorytest.Record(meta) // both Pages
	delete(first.Secrets.Tokens["pages"], "24002")
	first.Pages = first.Pages[:1]
	open := func(shared ...directory.App) *directory.Directory {
		d, err := directory.New(directory.Options{Drivers: []channel.Driver{facebook.Driver()}, HTTP: meta.Client(), SharedApps: shared})
		if err != nil {
			log.Fatal(err)
		}
		if err := d.Load(ctx, first); err != nil {
			log.Fatal(err)
		}
		return d
	}

	d := open()
	entry, _ := d.Find(first.ID)
	record := entry.Record() // the same tenant, queue and texts: the Page joins the record
	record.Pages = append(record.Pages, directory.Page{ID: "24002", Name: "Second shop"})
	record.Secrets.Tokens["pages"]["24002"] = channel.NewKeys("token-of-24002")
	record, err := d.Replace(ctx, record)
	fmt.Println(record.Rev, err)
	owner, ok := d.Owner(channel.Thread{Platform: "facebook", Account: "24002", Contact: "7001"})
	fmt.Println("24002 is in", owner.ID(), ok)
	sub, err := d.Subscribe(ctx, first.ID, "https://desk.example") // tells Meta of the second Page
	fmt.Println(len(sub.Accounts), "Pages deliver:", sub.Active, err)

	second := first.Clone() // another tenant or queue: a record of its own
	second.ID, second.Name, second.Tenant = "second", "Second", "south"
	second.Pages = []directory.Page{{ID: "24002"}}
	second.Secrets.Tokens["pages"] = map[string]channel.Keys{"24002": channel.NewKeys("token-of-24002")}
	_, err = open().Add(ctx, second)
	fmt.Println(errors.Is(err, directory.ErrTaken), err)
	d = open(directory.App{Platform: "facebook", App: meta.Config().AppID})
	_, err = d.Add(ctx, second)
	fmt.Println("with SharedApps:", err)
	sub, err = d.Subscribe(ctx, "second", "https://desk.example")
	fmt.Println("findings:", len(sub.Findings), err)
	// Output:
	// 2 <nil>
	// 24002 is in facebook-24001 true
	// 2 Pages deliver: true <nil>
	// true directory: the app 519000000000001 is already in a channel of another tenant; only an app in Options.SharedApps may be in several channels
	// with SharedApps: <nil>
	// findings: 0 <nil>
}
