package router

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/contactkit/contactkit/session/routing"
)

// noQueue is the board's only queue while there is none.
const noQueue = "#none"

// fixed are the queues of Board, and noQueue if there are none.
func (c *Config) fixed() []routing.Queue {
	if len(c.Board.Queues) == 0 {
		return []routing.Queue{{ID: noQueue}}
	}
	return slices.Clone(c.Board.Queues)
}

// queues are those of Board, and those of Queues that have other IDs.
func (c *Config) queues() []routing.Queue {
	list := slices.Clone(c.Board.Queues)
	if c.Queues != nil {
		for _, q := range c.Queues() {
			if !slices.ContainsFunc(list, func(known routing.Queue) bool { return known.ID == q.ID }) {
				list = append(list, q)
			}
		}
	}
	if len(list) == 0 {
		return c.fixed()
	}
	return list
}

func (c *Config) newBoard(queues []routing.Queue) (*routing.Board, error) {
	board := c.Board
	board.Queues = slices.Clone(queues)
	return routing.New(board)
}

func sameQueues(a, b routing.Queue) bool {
	return a.ID == b.ID && a.Select == b.Select && a.TTL == b.TTL && a.Pull == b.Pull && slices.EqualFunc(a.Stages, b.Stages, func(x, y routing.Stage) bool {
		return x.After == y.After && slices.Equal(x.Needs, y.Needs)
	})
}

// follow fills a new board if the queues have changed. See decision 381.
func (r *Router) follow() {
	if r.cfg.Queues == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	queues := r.cfg.queues()
	if slices.EqualFunc(queues, r.queues, sameQueues) {
		if r.unknown { // the board's own queues do not have it either
			r.cfg.Log.Warn("router: a conversation waits in a queue that is not known, and is not routed")
		}
		r.unknown = false
		return
	}
	r.unknown = false
	board, err := r.cfg.newBoard(queues)
	if err != nil {
		r.cfg.Log.Warn("router: the queues are not right, and stay as they were", "error", err)
		return
	}
	former, now := r.board, r.cfg.Now()
	r.board, r.queues = board, queues
	for _, id := range slices.Sorted(maps.Keys(r.agents)) {
		a := r.agents[id]
		a.Got, a.Back = former.Stamps(id)
		r.chose(board.Set(a, now))
	}
	for _, id := range slices.SortedFunc(maps.Keys(r.wrapping), compareWraps) {
		if until := r.wrapping[id]; until.After(now) {
			r.wrapUp(id, until)
		}
	}
	if r.filled {
		r.placeAll()
	}
}

// stale reports whether a conversation has come whose queue may be new.
func (r *Router) stale() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.unknown
}

// isUnknown reports whether an error says that the board does not have a queue, and that another
// look at the host's queues may bring it.
func (r *Router) isUnknown(err error) bool {
	e, ok := errors.AsType[*routing.FieldError](err)
	return ok && e.Field == "Queue" && r.cfg.Queues != nil
}

// wrapUp tells a new board of a wrap-up.
func (r *Router) wrapUp(id wrapID, until time.Time) {
	r.chose(r.taken(spot{request: routing.Request{ID: id.id, Queue: r.queues[0].ID}, agent: id.agent}, r.board.Hold))
	r.chose(r.board.Wrap(id.id, until, r.cfg.Now()))
	r.wrapping[id] = until
}

// placeAll tells a new board of all places, of the choices that the sessions have not heard of yet,
// and then of all that waits.
func (r *Router) placeAll() {
	var waiting []routing.Request
	for _, t := range r.threads {
		for id, s := range t.spots {
			if s.request.Queue == noQueue {
				s.request.Queue = r.queues[0].ID
				t.spots[id] = s
			}
			made := r.chosen[id]
			switch {
			case s.agent != "":
				r.chose(r.taken(s, r.board.Hold))
			case made == nil:
				waiting = append(waiting, s.request)
			case made.event.Agent != "":
				s.agent = made.event.Agent
				r.chose(r.taken(s, r.board.Hold))
			}
		}
	}
	slices.SortFunc(waiting, func(a, b routing.Request) int { return cmp.Compare(a.ID, b.ID) })
	choices, err := r.board.WaitAll(waiting, r.cfg.Now())
	r.chose(choices)
	r.unrouted(err)
}

// unrouted says which conversations the board did not take. If one is in an unknown queue, Run asks
// for the queues first.
func (r *Router) unrouted(err error) {
	switch {
	case err == nil:
	case r.isUnknown(err) && !r.unknown:
		r.unknown = true
		r.poke()
	default:
		r.cfg.Log.Warn("router: a conversation waits, and is not routed", "error", err)
	}
}

func compareWraps(a, b wrapID) int {
	return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.agent, b.agent))
}
