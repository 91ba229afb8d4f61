// Package host is a whole backend of a contact center on package conversation: three platforms, one
// SQLite file, a robot that people can leave for an agent, notices, webhooks and the worker behind
// them. Copy it and put your robot and your agents' pages in.
package host

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"time"

	_ "modernc.org/sqlite" // driver "sqlite"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
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
}

// A Host runs the conversations of its channels.
type Host struct {
	Service *conversation.Service // what a router and agents' pages call: Do, Say, Try
	Store   *sqlite.Store
	Webhook *directory.Handler // receives the calls of all platforms, each at its record's CallbackPath

	db *sql.DB
}

// Open opens the database and the channels. It makes no call to a platform. Run the host, and Close
// it.
func Open(ctx context.Context, cfg Config) (h *Host, err error) {
	db, err := sql.Open("sqlite", "file:"+cfg.File+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			h, err = nil, errors.Join(fmt.Errorf("host: %w", err), db.Close())
		}
	}()
	h = &Host{db: db}
	if h.Store, err = sqlite.New(ctx, db, sqlite.Options{Now: cfg.Now}); err != nil {
		return nil, err
	}
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.DriverWith(new(twitter.TokenMemory))}, HTTP: cfg.HTTP, Files: cfg.Files, Now: cfg.Now})
	if err != nil {
		return nil, err
	}
	for _, r := range cfg.Records {
		report, failed := d.Check(ctx, r)
		err = errors.Join(err, failed, report.Err())
	}
	if err = errors.Join(err, d.Load(ctx, cfg.Records...)); err != nil {
		return nil, err
	}
	if cfg.Robot == nil {
		cfg.Robot = Echo
	}
	h.Service, err = conversation.New(conversation.Config{
		Store: h.Store, Directory: d, Robot: cfg.Robot, Dispatch: dispatch.Config{Limiter: cfg.Limiter, Files: cfg.Files},
	})
	h.Webhook = &directory.Handler{Directory: d, Store: func(ctx context.Context, got directory.Received) error {
		return h.Service.Receive(ctx, got.Events) // stored before the platform is answered
	}}
	return h, err
}

// Run applies, asks the robot and sends, until ctx ends.
func (h *Host) Run(ctx context.Context) error { return h.Service.Run(ctx) }

// Close closes the database. Run must have ended.
func (h *Host) Close() error { return h.db.Close() }

// Echo is a robot that says what it was told.
func Echo(_ context.Context, c conversation.Call) (said conversation.Said, _ error) {
	if c.Event != nil { // otherwise it begins, and waits
		m, _ := c.Event.Body.(channel.Message)
		said.Messages = []channel.Message{{Text: fmt.Sprintf("You said “%s”. Say “agent” for a person.", cmp.Or(m.Text, "…"))}}
	}
	return said, nil
}
