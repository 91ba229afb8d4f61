package directory

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// DefaultRecheck is how often Options.Load is asked about a known path whose calls have no valid
// proof.
const DefaultRecheck = time.Second

// asksInARow is how many times Options.Load may be asked at once, so that a forged call does not
// use up the question of an authentic one that follows.
const asksInARow = 5

// asks bounds the questions about one path.
type asks struct {
	done atomic.Int64 // answered so far
	next atomic.Int64 // Unix time in ns from which on there is a question free for each interval passed
}

// may reports whether another question may be asked now, and counts it.
func (a *asks) may(now time.Time, interval time.Duration) bool {
	for {
		next := a.next.Load()
		from := max(next, now.Add(-(asksInARow-1)*interval).UnixNano())
		if from > now.UnixNano() {
			return false
		}
		if a.next.CompareAndSwap(next, from+int64(interval)) {
			return true
		}
	}
}

// proveOrAsk finds the channel that proves a call. If none does, it asks Options.Load once and
// tries again: the credentials may have been replaced at another node.
func (d *Directory) proveOrAsk(ctx context.Context, p *path, at string, verify verifier) (*path, *slot, *revision, error) {
	answered := p.asks.done.Load()
	s, e, err := prove(p, at, verify)
	if err == nil || !errors.Is(err, channel.ErrForged) {
		return p, s, e, err
	}
	if failed := d.ask(ctx, p, at, answered, func() bool {
		now := d.paths.find(key{kind: kindPath, value: at})
		if now == nil {
			return false // the channel is gone
		}
		p = now
		s, e, err = prove(p, at, verify)
		return err == nil
	}); failed != nil {
		return nil, nil, nil, failed
	}
	return p, s, e, err
}

// answerNewest answers a check of the webhook anew if Options.Load has newer credentials. X
// compares the answer to a check without a signature with the secret that it has now, and stops
// sending if another one made it. If Load fails, the first answer counts.
func (d *Directory) answerNewest(ctx context.Context, p *path, s *slot, e *revision, got channel.Delivery, at string, w channel.Webhook) (*path, *slot, *revision, channel.Delivery) {
	_ = d.ask(ctx, p, at, p.asks.done.Load(), func() bool {
		now := d.paths.find(key{kind: kindPath, value: at})
		if now == nil {
			return false
		}
		other, newer, err := prove(now, at, func(ch channel.Channel) error { return ch.Verify(w) })
		if err != nil || newer == e {
			return err == nil
		}
		if again, err := newer.ch.Receive(w); err == nil && again.Handshake {
			p, s, e, got = now, other, newer, again
		}
		return true
	})
	return p, s, e, got
}

// verifyAfterAsking returns the owner of a thread if it proves the call after Options.Load was
// asked; nil if it does not. See decision 094.
func (d *Directory) verifyAfterAsking(ctx context.Context, owner *revision, of channel.Thread, w channel.Webhook) (*revision, error) {
	p := d.group(owner)
	if p == nil {
		return nil, nil
	}
	var found *revision
	err := d.ask(ctx, p, owner.path, p.asks.done.Load(), func() bool {
		if e := d.owner(of).load(); e != nil && e.ch.Verify(w) == nil {
			found = e
		}
		return found != nil
	})
	return found, err
}

// ask asks Options.Load about a path, as far as Options.Recheck allows, and tries again after each
// answer. answered is how many answers there were before the first try.
func (d *Directory) ask(ctx context.Context, p *path, at string, answered int64, again func() bool) error {
	if d.o.Load == nil || d.o.recheck() < 0 {
		return nil
	}
	// A question that was under way already may have been answered before the credentials were
	// replaced: then the next one counts.
	for range 2 {
		own, err := d.together(ctx, "recheck\x00"+at, func(ctx context.Context) error {
			if !p.asks.may(d.o.now(), d.o.recheck()) {
				return nil
			}
			defer p.asks.done.Add(1)
			return d.query(ctx, Query{Path: at})
		})
		if err != nil {
			return err
		}
		now := p.asks.done.Load()
		if now != answered && again() || own {
			return nil
		}
		answered = now
	}
	return nil
}
