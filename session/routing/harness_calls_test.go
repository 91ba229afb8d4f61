package routing_test

import (
	"cmp"
	"slices"
	"time"

	"github.com/contactkit/contactkit/session/routing"
)

// The calls of a board, as the referee does them.

// match serves all who can be served, in their order, and gives up those who waited too long.
func (f *referee) match() (out []routing.Choice) {
	for _, a := range f.waiting() {
		if ttl := f.queue(a.Queue).TTL; ttl > 0 && !a.Since.Add(ttl).After(f.now) {
			f.remove(a)
			out = append(out, routing.Choice{Request: a.ID})
		} else if p := f.best(a); p != nil {
			a.holder = p.ID
			p.got = f.mark()
			out = append(out, routing.Choice{Request: a.ID, Agent: p.ID})
		}
	}
	return out
}

func (f *referee) remove(a *ask) {
	f.asks = slices.DeleteFunc(f.asks, func(x *ask) bool { return x == a })
}

// free takes the place of a request from its holder.
func (f *referee) free(a *ask) {
	if a.holder != "" {
		f.person(a.holder).back = f.mark()
		a.holder = ""
	}
}

// tick lets time pass: first the stages widen, then the wraps that are over give back their places.
func (f *referee) tick(now time.Time) []routing.Choice {
	if now.After(f.now) {
		f.now = now
	}
	out := f.match()
	for {
		var over *ask
		for _, a := range f.asks {
			if !a.wrap.IsZero() && !a.wrap.After(f.now) &&
				(over == nil || cmp.Or(a.wrap.Compare(over.wrap), cmp.Compare(a.ID, over.ID), cmp.Compare(a.holder, over.holder)) < 0) {
				over = a
			}
		}
		if over == nil {
			return out
		}
		f.free(over)
		f.remove(over)
		out = append(out, f.match()...)
	}
}

func (f *referee) set(a routing.Agent) []routing.Choice {
	p := f.person(a.ID)
	switch {
	case !p.known && a.Back != 0:
		p.got, p.back = max(p.got, a.Got), max(p.back, a.Back)
		f.stamp = max(f.stamp, a.Got, a.Back)
	case !p.known, a.Ready && !p.Ready:
		p.back = f.mark()
	}
	p.Agent, p.known = a, true
	return f.match()
}

func (f *referee) wait(r routing.Request) []routing.Choice {
	if a := f.find(r.ID); a != nil {
		f.free(a)
		f.remove(a)
	}
	f.seq++
	f.asks = append(f.asks, &ask{Request: r, seq: f.seq})
	return f.match()
}

func (f *referee) taken(r routing.Request, agent string) []routing.Choice {
	if a := f.find(r.ID); a != nil {
		if a.holder != agent {
			f.free(a)
		}
		f.remove(a)
	}
	f.seq++
	f.asks = append(f.asks, &ask{Request: r, seq: f.seq, holder: agent})
	p := f.person(agent)
	p.got = f.mark()
	return f.match()
}

func (f *referee) drop(id string) []routing.Choice {
	if a := f.find(id); a != nil {
		f.free(a)
		f.remove(a)
	}
	return f.match()
}

func (f *referee) wrap(id string, until time.Time) []routing.Choice {
	a := f.find(id)
	if a == nil || a.holder == "" {
		return nil
	}
	out := f.wrapped(id, a.holder) // an agent wraps a conversation up once
	a.wrap = until
	return append(out, f.tick(f.now)...)
}

func (f *referee) wrapped(id, agent string) []routing.Choice {
	for _, a := range f.asks {
		if a.ID == id && a.holder == agent && !a.wrap.IsZero() {
			f.free(a)
			f.remove(a)
			break
		}
	}
	return f.match()
}
