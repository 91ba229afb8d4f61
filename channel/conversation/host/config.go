package host

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/router"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session/routing"
)

// Store keeps conversations, and lists their rows for the router. conversation.Memory and the store
// of conversation/sqlite do.
type Store interface {
	conversation.Store
	router.Rows
}

// Config says what a host is made of. Store and Directory.Drivers must be set.
type Config struct {
	Store Store
	// Directory says how the channels are opened. If Alert is nil, the log hears of credentials
	// that a platform refuses.
	Directory directory.Options
	// Records are the channels at the start, with their secrets. New checks them, except those in
	// the state directory.Draft.
	Records []directory.Record
	// Conversation says how the service works. Its Store and Directory are the host's, and must be
	// nil. Changed is called after the routers have heard of the change. If Present is nil, the
	// routers answer. If Doubt is nil, and the store can list what is uncertain, the log hears of
	// each doubt. If only one of Dispatch.Files and Directory.Files is set, both use it.
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
}

// check fills in defaults and joins all complaints, one *channel.FieldError each.
func (c *Config) check() error {
	var errs []error
	complain := func(is bool, field, code, reason string) {
		if is {
			errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
		}
	}
	complain(c.Store == nil, "store", channel.CodeMissing, "host needs a store")
	complain(c.Conversation.Store != nil, "conversation.store", channel.CodeConflict, "the store is the host's; leave it nil")
	complain(c.Conversation.Directory != nil, "conversation.directory", channel.CodeConflict, "the directory is the host's; leave it nil")
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("host: %w", err)
	}
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
	return nil
}
