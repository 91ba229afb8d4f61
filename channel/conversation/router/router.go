package router

import (
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
)

// A Router keeps a board up to date with the rows of a tenant, and carries out its choices. New
// makes one. Its methods may be called concurrently, and none but Run and Leave waits for a store.
type Router struct {
	cfg  Config
	wake chan struct{} // Run has something to do

	mu       sync.Mutex
	board    *routing.Board
	queues   []routing.Queue // of the board; the first is for conversations of no queue
	unknown  bool            // a conversation waits in a queue that the board does not have
	filled   bool            // the board has all places, and may choose
	resync   bool            // rows are to be read now
	reading  bool            // rows are being read
	seq      uint64
	threads  map[channel.Thread]*thread
	chosen   map[string]*choice // by the ID of the request
	agents   map[string]routing.Agent
	places   map[string]int // taken, by agent
	wrapping map[wrapID]time.Time
}

// thread is what the board knows of one thread.
type thread struct {
	row   conversation.Row
	seq   uint64 // when the row came
	spots map[string]spot
}

type wrapID struct{ id, agent string }

// choice is one of the board that the session has not heard of yet.
type choice struct {
	thread  channel.Thread
	request string
	event   session.Event // its ID is that of each try
	order   uint64        // in which choices were made
	after   time.Time     // the next try
	pause   time.Duration // after the last one
}

// New makes a router. It does no I/O and starts nothing. It joins all complaints about the
// configuration, one *channel.FieldError each.
func New(cfg Config) (*Router, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	queues := cfg.queues()
	board, err := cfg.newBoard(queues)
	if err != nil && cfg.Queues != nil { // Run says so, and looks again
		queues = cfg.fixed()
		board, err = cfg.newBoard(queues)
	}
	if err != nil {
		return nil, err
	}
	return &Router{
		cfg: cfg, wake: make(chan struct{}, 1), board: board, queues: queues, threads: make(map[channel.Thread]*thread), chosen: make(map[string]*choice),
		agents: make(map[string]routing.Agent), places: make(map[string]int), wrapping: make(map[wrapID]time.Time),
	}, nil
}

// Changed is for conversation.Config.Changed: the router reads from it who waits and who serves.
func (r *Router) Changed(name channel.Thread, c conversation.Change) {
	r.mu.Lock()
	defer r.mu.Unlock()
	former := name
	if c.Move != nil {
		name = *c.Move
	}
	if c.Row.Thread != (channel.Thread{}) {
		c.Row.Thread = name
		r.note(c.Row, c.Actions, 0)
	}
	if former != name { // now that its places are taken
		r.forget(former)
	}
	r.poke()
}

// Present is for conversation.Config.Present: it reports whether an agent is ready and has a free
// place. The limits of single media do not count.
func (r *Router) Present(agent string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	a := r.agents[agent]
	return a.Ready && r.places[agent]+r.wraps(agent) < a.All
}

// Set tells of an agent, new or changed: see routing.Board.Set. An agent who goes home but keeps
// the open conversations is set with Ready false; see Leave.
func (r *Router) Set(a routing.Agent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.agents[a.ID] = a
	r.chose(r.board.Set(a, r.cfg.Now()))
	r.poke()
}

// Wrapped tells that an agent has finished the wrap-up of a thread's conversation: the place is
// free.
func (r *Router) Wrapped(name channel.Thread, agent string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.wrapping, wrapID{mainID(name), agent})
	r.chose(r.board.Wrapped(mainID(name), agent, r.cfg.Now()))
	r.poke()
}

// Waiting lists up to n threads that an agent may take now, the first to be served first: see
// routing.Board.Waiting. With queues that are Pull, it is the list that agents pick from; the pick
// is session.AgentAccepted. A transfer to a queue is listed as its thread.
func (r *Router) Waiting(agent string, n int) []channel.Thread {
	r.mu.Lock()
	defer r.mu.Unlock()
	ids := r.board.Waiting(agent, n)
	list := make([]channel.Thread, 0, len(ids))
	for _, id := range ids {
		if name, ok := threadOf(id); ok {
			list = append(list, name)
		}
	}
	return list
}

// Explain says in words whether a thread's conversation waits, and what hinders the agents: see
// routing.Board.Explain.
func (r *Router) Explain(name channel.Thread) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.board.Explain(mainID(name))
}

// Stamps returns the marks that order an agent among equals, for the Got and Back of a later Set:
// see routing.Board.Stamps.
func (r *Router) Stamps(agent string) (got, back int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.board.Stamps(agent)
}

// Resync makes Run read all rows again now: another node has changed some.
func (r *Router) Resync() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.resync = true
	r.poke()
}

func (r *Router) poke() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// chose keeps what the board has chosen, for Run to carry out.
func (r *Router) chose(list []routing.Choice) {
	for _, c := range list {
		name, ok := threadOf(c.Request)
		if !ok {
			continue
		}
		kind := session.AgentFound
		if c.Agent == "" {
			kind = session.NoAgent
		}
		// The ID is random: after an erasure a thread counts from the beginning, and former IDs
		// stay known.
		r.seq++
		r.chosen[c.Request] = &choice{order: r.seq, thread: name, request: c.Request, event: session.Event{Kind: kind, ID: "router/" + rand.Text(), Agent: c.Agent}}
	}
}

// wraps counts the wrap-ups of an agent that are not over.
func (r *Router) wraps(agent string) (n int) {
	now := r.cfg.Now()
	for id, until := range r.wrapping {
		if !now.Before(until) {
			delete(r.wrapping, id)
		} else if id.agent == agent {
			n++
		}
	}
	return n
}

// with returns the threads in which an agent has a place or is asked.
func (r *Router) with(agent string) (list []conversation.Row) {
	for _, t := range r.threads {
		for _, s := range t.spots {
			if s.agent == agent {
				list = append(list, t.row)
				break
			}
		}
	}
	slices.SortFunc(list, func(a, b conversation.Row) int { return compareThreads(a.Thread, b.Thread) })
	return list
}
