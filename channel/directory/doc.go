// Package directory keeps the channel records of a contact center's tenants: it checks them, keeps what must be unique unique,
// finds the channel of a webhook call, of an event and of a message to send, and lets administrators change credentials while
// all of that goes on.
//
//	drivers := []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()}
//	d, err := directory.New(directory.Options{Drivers: drivers})
//	err = d.Load(ctx, records...)                // at the start, with their secrets
//	…
//	call, err := channel.ReadWebhook(r)          // in the webhook handler
//	got, err := d.Receive(ctx, r.URL.Path, call) // the path finds the channels, the proof picks among them
//	for _, e := range got.Events {               // each with its owner, or kept aside
//		…
//	}
//	sender := d.Sender()                         // for package dispatch: routes to the channel of the moment
//
// A Record is a channel as an administrator's form shows it. Its credentials are beside it (Record.Secrets) and are in none of
// its serialised forms; a SecretStore supplies them. The platforms are the Drivers that the host lists: this package knows no other.
//
// The host stores records and secrets; a Directory is one node's view of them. Writers compare the record's revision. Other nodes
// Load what was written when the host's database notifies them, or on a miss through Options.Load; a record's claims (Options.Claims)
// serve as a unique index of that database.
//
// Which field comes from which product stands in fields.md beside this file; schema.json is the JSON Schema of a record.
package directory
