package host

import (
	"context"
	"iter"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/router"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session/routing"
)

// tenants are the routers, each of one tenant: agents of one tenant get no conversation of another.
type tenants struct {
	h *Host

	mu      sync.Mutex
	routers map[string]*router.Router
	owners  map[string]string // the tenant of each channel that was seen, also of those removed since
	running context.Context   // of Run; nil before and after
	working *sync.WaitGroup
}

func newTenants(h *Host) tenants {
	return tenants{h: h, routers: make(map[string]*router.Router), owners: make(map[string]string)}
}

// Router returns the router of a tenant, which finds agents for its conversations: tell it with Set
// who is ready. A host whose records name no tenant uses the empty one. Names of agents must be
// unique among all tenants.
func (h *Host) Router(tenant string) *router.Router { return h.tenants.of(tenant) }

func (t *tenants) of(tenant string) *router.Router {
	t.mu.Lock()
	defer t.mu.Unlock()
	r, ok := t.routers[tenant]
	if !ok {
		var err error
		if r, err = router.New(t.h.routerConfig(tenant)); err != nil {
			panic(err) // nothing of the host's configuration is in it
		}
		t.routers[tenant] = r
		t.start(r)
	}
	return r
}

// start runs a router if the host runs. The caller holds the lock.
func (t *tenants) start(r *router.Router) {
	if ctx := t.running; ctx != nil {
		t.working.Go(func() { _ = r.Run(ctx, t.h.Service) })
	}
}

// run runs the routers of all tenants, and those that come until end.
func (t *tenants) run(ctx context.Context, working *sync.WaitGroup) {
	t.mu.Lock()
	t.running, t.working = ctx, working
	for _, r := range t.routers {
		t.start(r)
	}
	t.mu.Unlock()
	for e := range t.h.Directory.All() {
		t.of(e.Tenant())
	}
}

func (t *tenants) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.running = nil
}

// present reports whether a router of any tenant knows the agent, ready and with a free place.
func (t *tenants) present(agent string) bool {
	for _, r := range t.all() {
		if r.Present(agent) {
			return true
		}
	}
	return false
}

func (t *tenants) all() []*router.Router {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := make([]*router.Router, 0, len(t.routers))
	for _, r := range t.routers {
		list = append(list, r)
	}
	return list
}

// owner returns the tenant of a channel, which never changes. The channel is loaded if it is not
// here.
func (t *tenants) owner(ctx context.Context, channelID string) (string, bool) {
	t.mu.Lock()
	tenant, ok := t.owners[channelID]
	t.mu.Unlock()
	if ok {
		return tenant, true
	}
	e, err := t.h.Directory.Fetch(ctx, channelID)
	if err != nil {
		return "", false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.owners[channelID] = e.Tenant()
	return e.Tenant(), true
}

// changed tells the tenant's router of a change, and then the host.
func (h *Host) changed(name channel.Thread, c conversation.Change) {
	if c.Row.Thread != (channel.Thread{}) || c.Move != nil {
		if tenant, ok := h.tenants.owner(context.Background(), c.Row.Channel); ok {
			h.Router(tenant).Changed(name, c)
		}
	}
	if h.cfg.Conversation.Changed != nil {
		h.cfg.Conversation.Changed(name, c)
	}
}

func (h *Host) routerConfig(tenant string) router.Config {
	return router.Config{
		Rows: rowsOf{h, tenant},
		Queues: func() []routing.Queue {
			if h.cfg.Queues != nil {
				return h.cfg.Queues(tenant)
			}
			return h.Directory.Queues(tenant)
		},
		Request: func(row conversation.Row, _ *routing.Request) bool {
			e, ok := h.Directory.Find(row.Channel)
			return !ok || e.Routing().Mode != directory.External
		},
		WrapUp: func(row conversation.Row) time.Duration {
			e, _ := h.Directory.Find(row.Channel)
			return e.Routing().WrapUp.Duration()
		},
		Log: h.cfg.Conversation.Log,
		Now: h.cfg.Directory.Now,
	}
}

// rowsOf are the rows of one tenant.
type rowsOf struct {
	h      *Host
	tenant string
}

func (r rowsOf) Rows(ctx context.Context, closedSince time.Time) iter.Seq2[conversation.Row, error] {
	return func(yield func(conversation.Row, error) bool) {
		for row, err := range r.h.cfg.Store.Rows(ctx, closedSince) {
			if err == nil {
				if tenant, ok := r.h.tenants.owner(ctx, row.Channel); !ok || tenant != r.tenant {
					continue
				}
			}
			if !yield(row, err) {
				return
			}
		}
	}
}
