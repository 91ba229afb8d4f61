package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/allow"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/redact"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// drivers are the platforms that the desk serves.
var drivers = driversWith(noTokens{})

// driversWith are the drivers, with a store for the user tokens of X, and with rules for what is
// taken out of events.
func driversWith(tokens twitter.TokenStore, rules ...redact.Rule) []channel.Driver {
	list := []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.DriverWith(tokens), whatsapp.Driver()}
	for i, d := range list {
		list[i] = redact.Driver(d, rules...)
	}
	return list
}

func init() { web.NamePlatforms(drivers) }

// platforms are those of the drivers.
func platforms() []string {
	all := make([]string, len(drivers))
	for i, d := range drivers {
		all[i] = d.Platform
	}
	return all
}

// noTokens is a store for drivers that open no channel.
type noTokens struct{}

func (noTokens) Load(context.Context, string) (twitter.Tokens, error) { return twitter.Tokens{}, nil }

func (noTokens) Swap(context.Context, string, int64, twitter.Tokens) (bool, error) { return false, nil }

// robots are the names that a channel may give its robot.
var robots = []string{"faq"}

// Options are what a Desk is opened with.
type Options struct {
	Folder  string             // of the SQLite file and the media
	Shared  bool               // on PostgreSQL: all nodes share Folder, and media and exports are there, not in the database
	DSN     string             // address of the PostgreSQL database that the nodes share; empty: SQLite
	Pool    *pgxpool.Pool      // in place of DSN: connections to the database, which the desk closes
	Vault   *store.Vault       // encrypts stored credentials; nil: SQLite has them in the clear
	BaseURL string             // public address, for callback URLs; empty: as the administrator enters it
	Proxies []netip.Prefix     // reverse proxies whose X-Forwarded-For is believed; none: no proxy's is
	Records []directory.Record // channels that the store does not have yet
	Queues  []string           // skill queues that the store does not have yet
	Robot   robot.Robot
	HTTP    *http.Client // nil: the real platforms
	// Dial reaches addresses that records name. nil: public ones alone.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Certificate finds what records name and no administrator has uploaded. nil: there are none.
	Certificate func(ctx context.Context, tenant, name string) (directory.Certificate, error)
	Now         func() time.Time // nil: time.Now
	// LoginPage turns the address of a platform's login page into the one that an administrator
	// opens: that of a pretended platform. nil: the platform's own.
	LoginPage func(address string) string
	// Redact takes parts such as card numbers out of what customers write, before it is stored.
	Redact []redact.Rule
	// Allow are the received files that are kept. nil: all but web pages, up to 20 MB.
	Allow allow.List
	// Mentions is how often posts that mention the accounts on X are asked for, in addition to
	// those that come live. X charges for each post. 0: never.
	Mentions time.Duration
	Limiter  pace.Limiter // nil: one that counts as full at the start, as after a crash; that of the database if nodes share one
	Node     string       // the name of this node, which no other should have, of at most 80 bytes; empty: one is made up at each start
	Log      *slog.Logger
}

// A Desk is everything wired together.
type Desk struct {
	Store     *store.Store
	Directory *directory.Directory
	Engine    *engine.Engine
}

// Open opens the store, loads the channels and makes the engine. Nothing runs yet.
func Open(ctx context.Context, o Options) (*Desk, error) {
	s, err := o.store(ctx)
	if err != nil {
		return nil, err
	}
	d := &Desk{Store: s}
	if err := s.Seal(ctx, o.Vault); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := d.open(ctx, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return d, nil
}

// errNoKey: without a key, all who can read the database would have the credentials, and this
// database is on the network.
var errNoKey = errors.New("a desk on PostgreSQL encrypts credentials and needs a key, the same on all nodes: `openssl rand -base64 32 > desk.key` makes one, and -key desk.key names it")

// store opens the store that the options name.
func (o Options) store(ctx context.Context) (*store.Store, error) {
	if o.Vault == nil && (o.Pool != nil || o.DSN != "") {
		return nil, errNoKey
	}
	shared := ""
	if o.Shared {
		shared = o.Folder
	}
	switch {
	case o.Pool != nil:
		return store.OpenPool(ctx, o.Pool, shared)
	case o.DSN != "":
		return store.OpenPostgres(ctx, o.DSN, shared)
	}
	return store.Open(o.Folder)
}

// refusal says in a word why a platform refuses an account.
func refusal(err error) string {
	e, _ := errors.AsType[*channel.Error](err)
	switch {
	case errors.Is(err, channel.ErrCredit):
		return "the platform wants money"
	case e != nil && e.Affects != channel.AffectsUnknown && e.Affects != channel.AffectsCredentials:
		return "a permission is missing, or the account is restricted: act at the platform"
	}
	return "the platform refuses our credentials"
}

func (d *Desk) open(ctx context.Context, o Options) (err error) {
	known := func(_ context.Context, _, name string) (bool, error) { return slices.Contains(robots, name), nil }
	d.Directory, err = directory.New(directory.Options{
		Drivers:   driversWith(twitter.GrantTokens(d.Store.Logins(), engine.LoginTenant), o.Redact...),
		OfflineOn: platforms(),
		Lookup:    directory.Lookup{Queue: d.queue, Robot: known, Certificate: d.certificate(o)},
		HTTP:      o.HTTP, Media: o.HTTP, Dial: o.Dial, Now: o.Now, Files: engine.Files(d.Store),
		Alert: func(a directory.Alert) {
			o.Log.Error(refusal(a.Err), "channel", a.Record.Name, "account", a.Account, "error", a.Err)
		},
	})
	if err != nil {
		return err
	}
	records, err := d.records(ctx, o)
	if err != nil {
		return err
	}
	if err := d.Directory.Load(ctx, records...); err != nil {
		o.Log.Error("some channels could not be loaded", "error", err)
	}
	for entry := range d.Directory.All() {
		report, err := d.Directory.Check(ctx, entry.Record())
		if err = errors.Join(err, report.Err()); err != nil {
			o.Log.Warn("this channel needs an administrator", "channel", entry.Name(), "error", err)
		}
	}
	limiter := o.Limiter
	if limiter == nil {
		limiter = d.Store.Limiter()
	}
	d.Engine, err = engine.New(engine.Config{Store: d.Store, Directory: d.Directory, Robot: o.Robot, Allow: o.Allow, Log: o.Log, Now: o.Now, Limiter: limiter, Node: o.Node, Mentions: o.Mentions})
	if err != nil {
		return err
	}
	return d.Engine.Resume(ctx)
}

// records are those of the store, and those it does not have yet.
func (d *Desk) records(ctx context.Context, o Options) (records []directory.Record, err error) {
	err = d.Store.Do(ctx, func(t *store.Tx) error {
		if err := t.Lock("records"); err != nil {
			return err
		}
		for _, name := range o.Queues {
			if err := t.AddQueue(name); err != nil {
				return err
			}
		}
		if records, err = t.Records(); err != nil {
			return err
		}
		for _, r := range o.Records {
			if known, err := t.KnowsRecord(r.ID); err != nil || known { // or was removed
				if err != nil {
					return err
				}
				continue
			}
			if r.Rev == 0 {
				r.Rev = 1
			}
			if err := t.PutRecord(r); err != nil {
				return err
			}
			records = append(records, r)
		}
		return nil
	})
	return records, err
}

func (d *Desk) queue(ctx context.Context, _, name string) (found bool, err error) {
	err = d.Store.View(ctx, func(t *store.Tx) error {
		queues, err := t.Queues()
		for _, q := range queues {
			found = found || q == name
		}
		return err
	})
	return found, err
}

// Handler serves the platforms' webhooks at /PLATFORM/ID and everything else to people.
func (d *Desk) Handler(pages http.Handler) http.Handler {
	mux := http.NewServeMux()
	for _, driver := range d.Directory.Options().Drivers {
		mux.Handle("/"+driver.Platform+"/{id...}", d.Engine)
	}
	mux.Handle("/", pages)
	mux.HandleFunc("GET /healthz", d.health)
	return mux
}

// healthTime is how long the desk may take to store something while it counts as healthy.
const healthTime = 2 * time.Second

// health tells whether the desk can store what it receives.
func (d *Desk) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), healthTime)
	defer cancel()
	if err := d.Store.Probe(ctx); err != nil {
		http.Error(w, "the store cannot be written", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// Close closes the store, after the engine has stopped.
func (d *Desk) Close() error { return d.Store.Close() }
