package host

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
)

// A Host is the backend of a contact center. Its methods, and those of its parts, may be called
// concurrently.
type Host struct {
	Store     Store                 // the conversations
	Directory *directory.Directory  // the channels
	Service   *conversation.Service // what agents' pages call: Do, Say, Try
	Webhook   *directory.Handler    // the endpoint of all channels; its fields may change before calls arrive

	cfg     Config
	down    time.Time // since when the host may have missed webhooks
	tenants tenants
}

// New makes a host. It opens the store if Config.Store is nil. If Config.DownSince or Recover is
// set, it reads when the host was last reachable. It makes no call to a platform and starts
// nothing. It joins all complaints about the configuration and the records, one *channel.FieldError
// each; without a store or a driver it cannot check the rest. If it fails, a store that it has
// opened is closed.
func New(ctx context.Context, cfg Config) (_ *Host, err error) {
	errs := []error{cfg.check()}
	opens := cfg.Store == nil
	if opens && cfg.Open == nil {
		return nil, errs[0]
	}
	if err := cfg.open(ctx); err != nil {
		return nil, errors.Join(append(errs, err)...)
	}
	defer func() {
		if err != nil && opens {
			err = errors.Join(err, cfg.close())
		}
	}()
	errs = append(errs, cfg.fill())
	h := &Host{Store: cfg.Store, cfg: cfg}
	if h.Directory, err = directory.New(cfg.Directory); err != nil {
		return nil, errors.Join(append(errs, err)...)
	}
	errs = append(errs, h.Directory.LoadChecked(ctx, cfg.Records...))
	h.tenants = newTenants(h)
	c := cfg.Conversation
	c.Store, c.Directory, c.Changed = cfg.Store, h.Directory, h.changed
	if c.Present == nil {
		c.Present = h.tenants.present
	}
	h.Service, err = conversation.New(c)
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	h.Webhook = h.Service.Handler()
	if cfg.DownSince != nil {
		if h.down, err = cfg.DownSince(ctx); err != nil {
			return nil, fmt.Errorf("host: when the host was last reachable: %w", err)
		}
	}
	return h, nil
}

// Close closes the store if it is an [io.Closer]. Run must have ended.
func (h *Host) Close() error { return h.cfg.close() }

// Run runs the service and the routers of all tenants until ctx ends: see the package comment. If
// the history of an account cannot be read after an outage, it logs that and goes on. It returns
// nil when what was under way has ended, or the error of conversation.Service.Run. A host runs
// once.
func (h *Host) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := h.Service.Recover(ctx, h.down); err != nil && ctx.Err() == nil {
		h.cfg.Conversation.Log.Warn("host: what a platform tells of the outage is not known", "since", h.down, "error", err)
	}
	var routers sync.WaitGroup
	h.tenants.run(ctx, &routers)
	err := h.Service.Run(ctx)
	cancel()
	h.tenants.end()
	routers.Wait()
	return err
}
