package directory_test

import (
	"context"
	"fmt"
	"log"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// One Meta app serves two tenants. A batch brings messages for a page of each, and for one that nobody has.
func ExampleDirectory_Receive() {
	ctx := context.Background()
	o := options()
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
	got, err := d.Receive(ctx, "/meta", batch("app-secret-8801", "24001", "24002", "24999"))
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

// Whose account is it? An entry tells at once, and gives a copy of the record to those who want to change it.
func ExampleDirectory_Owner() {
	ctx := context.Background()
	d, err := directory.New(options())
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
	d, err := directory.New(options())
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
