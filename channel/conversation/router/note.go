package router

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
)

// note tells the board what a row has changed. A row that is older than the one that is known is
// passed over, unless that one came before the sequence number since, as after an erasure. The
// caller holds the lock.
func (r *Router) note(row conversation.Row, actions []session.Action, since uint64) {
	t := r.threads[row.Thread]
	if t == nil {
		t = new(thread)
		r.threads[row.Thread] = t
	}
	if row.State.Rev < t.row.State.Rev && t.seq >= since {
		return
	}
	former := t.spots
	next := r.next(row, former, actions)
	r.seq++
	t.row, t.seq, t.spots = row, r.seq, next
	// Places are taken before others become free, so that nothing else gets them in between.
	ids := slices.Sorted(maps.Keys(next))
	r.changeAll(ids, former, next, true)
	for id, old := range former {
		if _, ok := next[id]; !ok {
			r.leave(id, old, row)
		}
	}
	r.changeAll(ids, former, next, false)
	if !r.reading {
		r.bury(row.Thread)
	}
}

// changeAll tells the board of spots that are new or other than before: of places, or of those that
// wait.
func (r *Router) changeAll(ids []string, former, next map[string]spot, places bool) {
	for _, id := range ids {
		old, known := former[id]
		if s := next[id]; (s.agent != "") == places && (!known || !old.same(s)) {
			r.change(id, old, known, s)
		}
	}
}

// bury forgets a thread of which the board knows nothing. While rows are read it is still known, so
// that an older row does not bring it back.
func (r *Router) bury(name channel.Thread) {
	if t := r.threads[name]; len(t.spots) == 0 && !t.row.Open() {
		delete(r.threads, name)
	}
}

// forget takes a thread off the board.
func (r *Router) forget(name channel.Thread) {
	t := r.threads[name]
	if t == nil {
		return
	}
	for id, old := range t.spots {
		r.leave(id, old, conversation.Row{})
	}
	r.seq++
	*t = thread{row: conversation.Row{Thread: name, State: session.State{Rev: math.MaxUint64}}, seq: r.seq}
	if !r.reading {
		delete(r.threads, name)
	}
}

// leave ends a spot. An agent who has served a conversation that is closed writes it up.
func (r *Router) leave(id string, old spot, row conversation.Row) {
	now := r.cfg.Now()
	r.unplace(old)
	delete(r.chosen, id)
	if !r.filled {
		return
	}
	if old.serves && id == mainID(row.Thread) && row.State.Phase == session.PhaseClosed && r.cfg.WrapUp != nil {
		if until := now.Add(r.cfg.WrapUp(row)); until.After(now) {
			r.wrapping[wrapID{id, old.agent}] = until
			r.chose(r.board.Wrap(id, until, now))
			return
		}
	}
	r.chose(r.board.Drop(id, now))
}

// change tells the board of a spot that is new or other than before.
func (r *Router) change(id string, old spot, known bool, s spot) {
	if known {
		r.unplace(old)
	}
	if s.agent != "" {
		r.places[s.agent]++
	}
	if !r.filled {
		return // fill tells the board of all at once
	}
	now := r.cfg.Now()
	made := r.chosen[id]
	delete(r.chosen, id)
	switch {
	case s.agent == "":
		r.wait(s)
	case made != nil && made.event.Agent == s.agent, known && old.agent == s.agent:
		if s.serves { // the board has the place already
			r.chose(r.board.Accepted(id, now))
		}
	default:
		r.chose(r.taken(s, r.board.Taken))
	}
}

func (r *Router) unplace(s spot) {
	if s.agent == "" {
		return
	}
	if r.places[s.agent]--; r.places[s.agent] <= 0 {
		delete(r.places, s.agent)
	}
}

// wait tells the board that a conversation waits.
func (r *Router) wait(s spot) {
	choices, err := r.board.Wait(s.request, r.cfg.Now())
	r.chose(choices)
	r.unrouted(err)
}

// taken tells the board of a place. Where the queue is not the board's, the place is one of any
// queue.
func (r *Router) taken(s spot, tell func(routing.Request, string, time.Time) ([]routing.Choice, error)) []routing.Choice {
	choices, err := tell(s.request, s.agent, r.cfg.Now())
	if err == nil {
		return choices
	}
	s.request.Queue = r.queues[0].ID
	again, err := tell(s.request, s.agent, r.cfg.Now())
	if err != nil {
		r.cfg.Log.Warn("router: an agent's place is not counted", "request", s.request.ID, "agent", s.agent, "error", err)
	}
	return append(slices.Clone(choices), again...)
}

func compareThreads(a, b channel.Thread) int { return cmp.Compare(a.Key(), b.Key()) }
