// Package host is a whole backend of a contact center: three platforms, one SQLite file, a robot
// that people can leave for an agent, notices, webhooks and the work behind them. The library's
// package conversation/host joins the parts. Copy it and put your robot and your agents' pages in.
package host

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	_ "modernc.org/sqlite" // driver "sqlite"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// Config is what a host is made of. File and Records must be set.
type Config struct {
	File    string             // the SQLite file; it is made if it is missing
	Records []directory.Record // the channels, with their secrets

	Robot   conversation.Robot // answers until people ask for an agent; if nil, Echo
	HTTP    *http.Client       // reaches the platforms; if nil, the real ones
	Limiter pace.Limiter       // if nil, one in memory that counts as full at the start
	Files   channel.Files      // opens what Attachment.File names; if nil, messages with such files are refused
	Now     func() time.Time   // if nil, time.Now
	Alone   bool               // no other process works on File: what a killed one had claimed is free at once
}

// A Host runs the conversations of its channels.
type Host struct {
	*host.Host // Run or Serve, Webhook, Service and Router
	Store      *sqlite.Store
}

// Open opens the database and the channels. It makes no call to a platform. Run the host, and Close
// it.
func Open(ctx context.Context, cfg Config) (*Host, error) {
	store, err := sqlite.Open(ctx, "sqlite", cfg.File, sqlite.Options{Now: cfg.Now, Alone: cfg.Alone})
	if err != nil {
		return nil, err
	}
	if cfg.Robot == nil {
		cfg.Robot = conversation.Answering(Echo)
	}
	h, err := host.New(ctx, host.Config{
		Store: store, Records: cfg.Records, DownSince: store.LastStored,
		Directory: directory.Options{
			Drivers: []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.DriverWith(new(twitter.TokenMemory))},
			HTTP:    cfg.HTTP, Files: cfg.Files, Now: cfg.Now,
		},
		Conversation: conversation.Config{Robot: cfg.Robot, Dispatch: dispatch.Config{Limiter: cfg.Limiter}},
	})
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return &Host{Host: h, Store: store}, nil
}

// Close closes the database. Run must have ended.
func (h *Host) Close() error { return h.Store.Close() }

// Echo says what it was told.
func Echo(_ context.Context, m channel.Message) (string, error) {
	return fmt.Sprintf("You said “%s”. Say “agent” for a person.", cmp.Or(m.Text, "…")), nil
}
