package directory_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// The queues of a tenant's router are those that its channels name.
func ExampleDirectory_Queues() {
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{telegram.Driver()}})
	if err != nil {
		log.Fatal(err)
	}
	record := directorytest.Record(telegramtest.New(telegramtest.Config{}))
	record.Tenant, record.Routing.Queue, record.Routing.Fallback = "north", "claims", "everybody"
	record.Routing.Selection = directory.LeastLoaded
	if err := d.Load(context.Background(), record); err != nil {
		log.Fatal(err)
	}
	for _, q := range d.Queues("north") {
		fmt.Println(q.ID, q.Select)
	}
	// Output:
	// claims least-loaded
	// everybody least-loaded
}

// The records of a file are checked before any of them is used.
func ExampleDirectory_LoadChecked() {
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{telegram.Driver()}})
	if err != nil {
		log.Fatal(err)
	}
	record := directorytest.Record(telegramtest.New(telegramtest.Config{}))
	record.Routing.Queue = ""
	err = d.LoadChecked(context.Background(), record)
	complaint, _ := errors.AsType[*channel.FieldError](err)
	fmt.Println(complaint.Field+":", complaint.Reason)
	fmt.Println(d.Len(), "channels")
	// Output:
	// routing.queue: agents are found through a skill queue: name it
	// 0 channels
}
