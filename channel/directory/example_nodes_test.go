package directory_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// Two nodes serve the same channels. Two administrators edit one of them at once, each at another
// node: the store decides.
func ExampleOptions_Change() {
	ctx := context.Background()
	o := nodesOptions()
	stored := nodesBot("sales", "Sales", 71001) // a row of the host's database
	stored.Rev = 1
	var nodes []*directory.Directory
	for range 2 {
		d, err := directory.New(o)
		if err == nil {
			err = d.Load(ctx, stored)
		}
		if err != nil {
			log.Fatal(err)
		}
		nodes = append(nodes, d)
	}
	// save is one transaction: read the row, change it, write it if its revision is still the same.
	save := func(edit directory.Record) error {
		next, err := o.Change(ctx, stored, edit)
		if err != nil {
			return err
		}
		stored = next
		return nil
	}

	first, second := stored.Clone(), stored.Clone() // both administrators open the form
	first.About, second.About = "open all day", "closed on Fridays"
	fmt.Println("first:", save(first))
	err := save(second)
	fmt.Println("second:", errors.Is(err, directory.ErrStale))
	for _, d := range nodes { // a notification, or the next Sync
		if err := d.Load(ctx, stored); err != nil {
			log.Fatal(err)
		}
		e, _ := d.Find("sales")
		fmt.Println(e.Rev(), e.Record().About)
	}
	// Output:
	// first: <nil>
	// second: true
	// 2 open all day
	// 2 open all day
}

// A node was cut off from the notifications of its database. It reads all records, and is equal to
// the store again.
func ExampleDirectory_Sync() {
	ctx := context.Background()
	d, err := directory.New(nodesOptions())
	if err != nil {
		log.Fatal(err)
	}
	if err := d.Load(ctx, nodesBot("sales", "Sales", 71001), nodesBot("gone", "Gone", 71002)); err != nil {
		log.Fatal(err)
	}
	rows := []directory.Record{nodesBot("sales", "Sales", 71001), nodesBot("new", "New", 71003)} // SELECT … of the host
	err = d.Sync(ctx, func(yield func(directory.Record, error) bool) {
		for r := range slices.Values(rows) {
			if !yield(r, nil) {
				return
			}
		}
	})
	for e := range d.All() {
		fmt.Println(e.Name())
	}
	fmt.Println(err)
	// Output:
	// New
	// Sales
	// <nil>
}

// nodesEpoch is the instant at which the tests' clocks begin.
var nodesEpoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func nodesDrivers() []channel.Driver {
	return []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()}
}

func nodesOptions() directory.Options {
	return directory.Options{Drivers: nodesDrivers(), Now: func() time.Time { return nodesEpoch }}
}

// nodesDesk gives a record what every channel needs.
func nodesDesk(platform, id, name string) directory.Record {
	r := directory.Default(platform)
	r.Tenant, r.ID, r.Name, r.State = "north", id, name, directory.Active
	r.Service.Robot = "greeter"
	r.Service.Keywords = keyword.Set{List: []keyword.Word{{Text: "agent"}, {Text: "person"}}}
	r.Routing.Queue = "first-line"
	return r
}

// nodesBot is a Telegram channel.
func nodesBot(id, name string, account int) directory.Record {
	r := nodesDesk("telegram", id, name)
	r.Secrets.Keys = map[string]channel.Keys{
		"token":         channel.NewKeys(channel.Secret(fmt.Sprintf("%d:%s", account, strings.Repeat("t", 35)))),
		"webhookSecret": channel.NewKeys(channel.Secret("webhook-" + id)),
	}
	return r
}
