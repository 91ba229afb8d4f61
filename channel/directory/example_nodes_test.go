package directory_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"slices"

	"github.com/contactkit/contactkit/channel/directory"
)

// Two nodes serve the same channels. Two administrators edit one of them at once, each at another node: the store decides.
func ExampleOptions_Change() {
	ctx := context.Background()
	o := options()
	stored := bot("sales", "Sales", 71001) // a row of the host's database
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

// A node was cut off from the notifications of its database. It reads all records, and is equal to the store again.
func ExampleDirectory_Sync() {
	ctx := context.Background()
	d, err := directory.New(options())
	if err != nil {
		log.Fatal(err)
	}
	if err := d.Load(ctx, bot("sales", "Sales", 71001), bot("gone", "Gone", 71002)); err != nil {
		log.Fatal(err)
	}
	rows := []directory.Record{bot("sales", "Sales", 71001), bot("new", "New", 71003)} // SELECT … of the host
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
