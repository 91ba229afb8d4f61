package login

import (
	"context"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
)

const (
	// lease is how long a node may renew alone. Renewing takes at most renewTime of it.
	lease     = 45 * time.Second
	renewTime = 30 * time.Second
	// leasePoll is how often other nodes look whether the renewal is done.
	leasePoll = 250 * time.Millisecond
	// margin is how long a token must still work for a caller to get it while a renewal fails or
	// another node renews.
	margin = time.Minute
	// again is how long a failed renewal waits while the token still works.
	again = 10 * time.Minute
)

// line is the renewal of one grant on this node.
type line struct {
	turn    chan struct{} // holds one value while no caller renews
	unsaved *Grant        // renewed, but the store did not take it; guarded by turn
	from    time.Time     // Issued of the grant that unsaved replaces
}

func (l *Logins) line(tenant, key string) *line {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := [2]string{tenant, key}
	if l.lines == nil {
		l.lines = make(map[[2]string]*line)
	}
	if l.lines[at] == nil {
		l.lines[at] = &line{turn: make(chan struct{}, 1)}
		l.lines[at].turn <- struct{}{}
	}
	return l.lines[at]
}

// Fresh returns a grant whose token works, and renews it first if that is due. It reads the store
// each time, because another node may have renewed it. A node that renews first notes a lease in
// the store in one Swap, which only one node can win; what the platform gave is stored before it is
// returned. A renewal goes on even if ctx ends. Call it before use, or once a day for each grant.
//
// If a renewal fails, Trouble of the stored grant says why. If it fails for now only, Fresh returns
// the grant while the token still works, and after that the error of the renewal. The error matches
// ErrEnded if only a person can help, and ErrState if there is no such grant.
func (l *Logins) Fresh(ctx context.Context, tenant, key string) (Grant, error) {
	mine := l.line(tenant, key)
	select {
	case <-mine.turn:
		defer func() { mine.turn <- struct{}{} }()
	case <-ctx.Done():
		return Grant{}, Fail("", channel.ErrUnavailable, context.Cause(ctx))
	}
	for {
		if err := l.save(ctx, mine, tenant, key); err != nil {
			return Grant{}, err
		}
		g, err := l.Grants.Load(ctx, tenant, key)
		now := l.now()
		works := g.Until.IsZero() || g.Until.After(now.Add(margin))
		switch {
		case err != nil:
			return Grant{}, storeFailed("", err)
		case g.Flow == "":
			return Grant{}, Fail("", channel.ErrUnauthorized, ErrState)
		case g.Ended:
			return Grant{}, Fail(g.Platform, channel.ErrUnauthorized, ErrEnded)
		case g.Renew.IsZero() && !works:
			return Grant{}, Fail(g.Platform, channel.ErrUnauthorized, ErrEnded)
		case g.Renew.IsZero(), now.Before(g.Renew), g.Lease.After(now) && works:
			return g, nil
		case g.Lease.After(now):
			if err := pause(ctx, leasePoll); err != nil {
				return Grant{}, Fail(g.Platform, channel.ErrUnavailable, err)
			}
			continue
		}
		if err := l.renew(ctx, mine, g, works); err != nil {
			return Grant{}, err
		}
	}
}

// renew renews a grant, unless another node has begun to.
func (l *Logins) renew(ctx context.Context, mine *line, g Grant, works bool) error {
	f, err := l.flow(g.Flow)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renewTime)
	defer cancel()
	held := g.Clone()
	held.Serial++
	held.Lease = l.now().Add(lease).Truncate(time.Second)
	ok, err := l.Grants.Swap(ctx, g.Tenant, g.Key(), g.Serial, held)
	if err != nil || !ok {
		return storeFailed(g.Platform, err)
	}
	fresh, err := f.Refresh(ctx, g)
	switch {
	case errors.Is(err, channel.ErrUnauthorized):
		fresh = held.ended(err.Error())
	case err != nil:
		fresh = g.Clone()
		fresh.Trouble = err.Error()
		if works {
			fresh.Renew = l.now().Add(again)
		}
	default:
		fresh.Trouble = ""
	}
	fresh.Flow, fresh.Platform, fresh.Tenant = g.Flow, g.Platform, g.Tenant
	fresh.Lease = time.Time{}
	mine.unsaved, mine.from = &fresh, g.Issued
	if saved := l.save(ctx, mine, g.Tenant, g.Key()); saved != nil {
		return saved
	}
	if works || errors.Is(err, channel.ErrUnauthorized) {
		return nil // Fresh reads what is stored: a login that has ended, or a newer one
	}
	return err
}

// save stores a renewed grant. Until that has worked, the grant stays in memory and no caller gets
// it. If the stored grant was issued at another time than the one that it replaces, a person has
// logged in or out meanwhile, and that counts.
func (l *Logins) save(ctx context.Context, mine *line, tenant, key string) error {
	for mine.unsaved != nil {
		old, err := l.Grants.Load(ctx, tenant, key)
		if err != nil {
			return storeFailed(mine.unsaved.Platform, err)
		}
		saved := old.Issued.Unix() != mine.from.Unix()
		if !saved {
			mine.unsaved.Serial = old.Serial + 1
			if saved, err = l.Grants.Swap(ctx, tenant, key, old.Serial, *mine.unsaved); err != nil {
				return storeFailed(mine.unsaved.Platform, err)
			}
		}
		if saved {
			mine.unsaved = nil
		}
	}
	return nil
}

// pause waits.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
