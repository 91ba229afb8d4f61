package conversation

import (
	"errors"
	"fmt"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// underWay reports whether a part has left and its answer is not stored. A part that has not left
// has no echo, so it holds none up.
func underWay(r dispatch.Receipt) bool {
	return slices.ContainsFunc(r.Parts, func(p dispatch.Part) bool { return p.Status == dispatch.Begun })
}

// ours reports whether a receipt has a message id. With this, an echo cannot be taken for that of
// another receipt with the same words.
func (p *planner) ours(id string) bool {
	has := func(r dispatch.Receipt) bool { return slices.Contains(r.IDs(), id) }
	return slices.ContainsFunc(p.receipts, has) || slices.ContainsFunc(p.v.Named, has)
}

// settle lets an echo, or the word that a message failed, speak to the receipts of the thread. It
// reports whether one has heard what it did not know. A reference names a receipt; where there is
// none, an id that is ours already must not settle another message with the same words. After a
// move a receipt may have an id of the former chat, so with a reference the id is not asked.
func (p *planner) settle(e channel.Event) bool {
	if m, ok := e.Body.(channel.Message); ok && (e.Origin == channel.OriginContact || m.Ref == "" && m.ID != "" && p.ours(m.ID)) {
		return false
	}
	for _, r := range p.receipts {
		if settled, ok := r.Settle(e); ok {
			p.change(settled)
			p.c.settled = append(p.c.settled, e)
			return true
		}
	}
	for _, r := range p.v.Named {
		if settled, ok := r.Settle(e); ok && p.receipt(r.Key) < 0 {
			p.change(settled)
			return true
		}
	}
	return false
}

// receipt is the index of a receipt with a key, or -1.
func (p *planner) receipt(key string) int {
	return slices.IndexFunc(p.receipts, func(r dispatch.Receipt) bool { return r.Key == key })
}

// find returns a receipt of the thread, open or closed.
func (p *planner) find(key string) (dispatch.Receipt, bool) {
	if i := p.receipt(key); i >= 0 {
		return p.receipts[i], true
	}
	for _, r := range p.v.Named {
		if r.Key == key {
			return r, true
		}
	}
	return dispatch.Receipt{}, false
}

// change stores a receipt in place of the one with its key.
func (p *planner) change(r dispatch.Receipt) {
	if i := p.receipt(r.Key); i >= 0 {
		p.receipts[i] = r
	} else {
		p.receipts = append(p.receipts, r) // it was closed
	}
	for _, list := range []*[]dispatch.Receipt{&p.c.New, &p.c.Changed} {
		if i := slices.IndexFunc(*list, func(o dispatch.Receipt) bool { return o.Key == r.Key }); i >= 0 {
			(*list)[i] = r
			return
		}
	}
	p.c.Changed = append(p.c.Changed, r)
}

// withdraw cancels what the robot has waiting, also what this very Change adds.
func (p *planner) withdraw(by session.Party) {
	author := channel.Author("")
	if by == session.Robot {
		author = channel.ByRobot
	}
	for _, r := range dispatch.StopRobot(p.receipts, author) {
		p.change(r)
	}
}

// ends tells the session of receipts that have ended. It goes by what is stored and not by who
// tells, so a kill between the end and the telling loses nothing. An uncertain receipt has not
// ended: it stays in every View until an echo, a person or Store.Prune ends it.
func (p *planner) ends() {
	for {
		i := slices.IndexFunc(p.receipts, func(r dispatch.Receipt) bool {
			return !r.Open() && r.Status() != dispatch.Uncertain && !p.closed[r.Key]
		})
		if i < 0 {
			return
		}
		r := p.receipts[i]
		p.closed[r.Key] = true
		p.c.Closed = append(p.c.Closed, r.Key)
		if kind := ended(r); kind != session.Tick {
			tries := 0
			for _, part := range r.Parts {
				tries += part.Try
			}
			p.step(session.Event{Kind: kind, ID: fmt.Sprintf("ended/%d/%s", tries, r.Key)}, p.v.Now, nil) // may end others
		}
	}
}

// ended is what the end of a receipt is for the session; Tick if it is nothing.
func ended(r dispatch.Receipt) session.EventKind {
	err := r.Err()
	refused, _ := errors.AsType[*channel.Error](err)
	switch {
	case err == nil, r.Status() == dispatch.Cancelled, r.Status() == dispatch.Dropped:
		return session.Tick
	case errors.Is(err, channel.ErrUnreachable) && refused.Scope != channel.ScopeThread: // not a closed topic alone
		return session.ContactGone
	case errors.Is(err, channel.ErrNotOwner):
		return session.ControlLost
	case r.Priority == dispatch.Notice:
		return session.Tick
	default:
		return session.Undelivered
	}
}
