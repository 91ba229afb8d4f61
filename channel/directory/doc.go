// Package directory keeps the channel records of the tenants of a contact center, which are the
// organisations that it serves: it checks the records, refuses a name or account that another
// channel has, finds the channel of a webhook call, of an event and of a message to send, and lets
// administrators change credentials while all of that goes on.
//
//	drivers := []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()}
//	d, err := directory.New(directory.Options{Drivers: drivers})
//	err = d.Load(ctx, records...)                // at the start, with their secrets
//	…
//	mux.Handle("/", &directory.Handler{          // the path finds the channels, the proof picks among them
//		Directory: d,
//		Store:     store,                        // func(ctx, directory.Received) error: each event with its owner, or kept aside
//	})
//	sender := d.Sender()                         // for package dispatch: routes to the channel of the moment
//
// A Record is a channel as an administrator's form shows it. Its credentials are kept apart
// (Record.Secrets) and are in none of its serialised forms; a SecretStore supplies them. The
// platforms are the Drivers that the host lists: this package knows no other.
//
// The host stores records and secrets; a Directory is one node's view of them. Options.Change, a
// pure function, makes the record that follows from an edit, in the transaction in which the store
// compares the record's revision. Then every node gets the new record: by Load when the host's
// database notifies the node; by Options.Load when a call or a message needs a record that the node
// does not have, or when a call has no valid proof; and by Sync now and then. The database can also
// keep names and accounts unique: Options.Claims returns what a record claims, for a unique index.
// A host of one node may use Add, Replace and Remove, which change this node at once.
//
// The file fields.md says which contact center product has which field; schema.json is the JSON
// Schema of a record.
package directory
