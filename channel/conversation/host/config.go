package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/router"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session/routing"
)

// A Store keeps conversations and lists their rows for the router. conversation.Memory and the
// stores of conversation/sqlite and channel/postgres implement it.
type Store interface {
	conversation.Store
	router.Rows
}

// A RecordStore keeps the channels' records for all nodes of a host. Add stores a new record. Save
// stores edited ones if Record.Rev is that of what is stored, and fails with directory.ErrStale
// otherwise. Both check the records and return what is stored: see directory.Options.Change. Revoke
// stores a record without its former credentials, under the same condition: see
// directory.Options.Revoke. The other errors match directory.ErrTaken or ErrNotFound, or are
// complaints (channel.FieldErrors); with each of these nothing is stored. The methods may be called
// concurrently. Type Records of channel/postgres implements it.
type RecordStore interface {
	Add(ctx context.Context, r directory.Record) (directory.Record, error)
	Save(ctx context.Context, edits ...directory.Record) ([]directory.Record, error)
	Revoke(ctx context.Context, id string, rev int64) (directory.Record, error)
}

// Config says what a host is made of. Store or Open, and Directory.Drivers must be set.
type Config struct {
	// Store has the conversations. If nil, New calls Open.
	Store Store
	// Open opens the store: sqlite.File returns such a function. Because New calls it, a test can
	// use the Config of a program and set another Store.
	Open func(ctx context.Context) (Store, error)
	// Directory says how the channels are opened. If Alert is nil, credentials that a platform
	// refuses are logged.
	Directory directory.Options
	// Records are the channels at the start, with their secrets. New checks them, except those in
	// the state directory.Draft.
	Records []directory.Record
	// Conversation says how the service works. Its Store and Directory are the host's, and must be
	// nil. Changed is called after the routers have heard of the change. If Present is nil, the
	// routers answer. If Doubt is nil and the store is a conversation.DoubtLister, each doubt is
	// logged. If several processes share a store that is no conversation.Excluder, each of them
	// asks the platforms. If only one of Dispatch.Files and Directory.Files is set, both use it.
	Conversation conversation.Config
	// Queues returns the queues of a tenant, with the skills that they ask for, and follows
	// changes: see router.Config.Queues. If nil, they are those that the tenant's records name, and
	// ask every agent (directory.Directory.Queues).
	Queues func(tenant string) []routing.Queue
	// DownSince returns since when the host may have missed webhooks, such as
	// sqlite.Store.LastStored. New calls it once, and Run reads the history of every account since
	// then: see conversation.Service.Recover. If nil, or if it returns the zero Time, Run reads no
	// history.
	DownSince func(ctx context.Context) (time.Time, error)
	// Recover makes the store's method LastStored the DownSince, if DownSince is nil. The stores of
	// conversation/sqlite and channel/postgres have this method; with a store that does not have
	// it, New returns a complaint.
	Recover bool

	// BaseURL is the host's public address, such as "https://desk.example". Add and Edit tell the
	// platform of it and of new credentials: see directory.Directory.Subscribe. If empty, Add and
	// Edit tell the platform nothing.
	BaseURL string
	// RecordStore keeps what Add and Edit change. If nil, they change the directory of this process
	// alone, and the host stores the records that they return.
	RecordStore RecordStore
}

// check joins all complaints, one *channel.FieldError each.
func (c *Config) check() error {
	var errs []error
	complain := func(is bool, field, code, reason string) {
		if is {
			errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
		}
	}
	complain(c.Store == nil && c.Open == nil, "store", channel.CodeMissing, "host needs a store")
	complain(c.Conversation.Store != nil, "conversation.store", channel.CodeConflict, "must be nil: the host sets its own store")
	complain(c.Conversation.Directory != nil, "conversation.directory", channel.CodeConflict, "must be nil: the host sets its own directory")
	if c.BaseURL != "" {
		_, err := directory.Record{}.Integration(c.BaseURL)
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("host: %w", err)
	}
	return nil
}

// open opens the store if there is none.
func (c *Config) open(ctx context.Context) (err error) {
	if c.Store == nil {
		if c.Store, err = c.Open(ctx); err != nil {
			return fmt.Errorf("host: %w", err)
		}
	}
	return nil
}

// fill sets defaults. The store is open.
func (c *Config) fill() error {
	if c.Conversation.Log == nil {
		c.Conversation.Log = slog.Default()
	}
	log := c.Conversation.Log
	if c.Directory.Alert == nil {
		c.Directory.Alert = func(a directory.Alert) {
			log.Error("host: a platform refuses an account", "channel", a.Record.ID, "account", a.Account, "error", a.Err)
		}
	}
	if _, ok := c.Store.(conversation.DoubtLister); ok && c.Conversation.Doubt == nil {
		c.Conversation.Doubt = func(_ context.Context, d conversation.Doubt) {
			log.Warn("host: a message may have arrived, and a person must decide", "thread", d.Receipt.To.Key(), "receipt", d.Receipt.Key, "asked", d.Asked)
		}
	}
	if c.Directory.Files == nil {
		c.Directory.Files = c.Conversation.Dispatch.Files
	} else if c.Conversation.Dispatch.Files == nil {
		c.Conversation.Dispatch.Files = c.Directory.Files
	}
	if c.Recover && c.DownSince == nil {
		store, ok := c.Store.(interface {
			LastStored(ctx context.Context) (time.Time, error)
		})
		if !ok {
			return fmt.Errorf("host: %w", &channel.FieldError{Field: "recover", Code: channel.CodeUnsupported, Reason: "needs a store with a method LastStored; without one set downSince"})
		}
		c.DownSince = store.LastStored
	}
	return nil
}

// close closes the store, if it is there and can be closed.
func (c *Config) close() error {
	if store, ok := c.Store.(io.Closer); ok {
		return store.Close()
	}
	return nil
}
