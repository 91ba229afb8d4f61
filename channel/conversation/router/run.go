package router

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session"
)

// Pauses before a choice that could not be stored, or rows that could not be read, are tried again.
const (
	firstPause = time.Second
	lastPause  = time.Minute
)

// Run fills the board from the rows and then carries out its choices, until ctx ends. It returns
// nil. If rows cannot be read, it logs that and tries again; until then no agent is found. A router
// runs once.
func (r *Router) Run(ctx context.Context, s *conversation.Service) error {
	var read time.Time // when rows are to be read
	var pause time.Duration
	for ctx.Err() == nil {
		wants := r.wantsRows(read)
		if wants || r.stale() {
			r.follow()
		}
		if wants {
			if err := r.readRows(ctx); err == nil {
				pause, read = 0, r.cfg.Now().Add(r.cfg.Resync)
			} else if ctx.Err() == nil {
				pause = min(max(2*pause, firstPause), lastPause)
				read = r.cfg.Now().Add(pause)
				r.cfg.Log.Warn("router: rows cannot be read, and are tried again", "error", err)
			}
		}
		for _, c := range r.due() {
			result, err := s.Do(ctx, c.thread, c.event)
			r.done(ctx, c, result, err)
		}
		r.sleep(ctx, read)
	}
	return nil
}

// Leave tells that an agent has gone and gives back what the agent has: no conversation is found
// for the agent until the next Set with Ready, and each session in which the agent serves, helps
// or is asked hears session.AgentLeft. The error joins those of the sessions that did not hear it;
// call Leave again.
func (r *Router) Leave(ctx context.Context, s *conversation.Service, agent string) error {
	var errs []error
	for _, row := range r.away(agent) {
		_, err := s.Do(ctx, row.Thread, session.Event{Kind: session.AgentLeft, ID: "router/" + rand.Text(), Agent: agent})
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// away makes an agent not ready, takes back choices of this agent that no session has heard of, and
// returns the rows that the agent is in.
func (r *Router) away(agent string) []conversation.Row {
	r.mu.Lock()
	defer r.mu.Unlock()
	a := r.agents[agent]
	a.ID, a.Ready = agent, false
	r.agents[agent] = a
	r.chose(r.board.Set(a, r.cfg.Now()))
	for id, c := range r.chosen {
		if c.event.Agent != agent {
			continue
		}
		delete(r.chosen, id)
		if t := r.threads[c.thread]; t != nil && t.spots[id].agent == "" {
			r.wait(t.spots[id])
		}
	}
	r.poke()
	return r.with(agent)
}

func (r *Router) wantsRows(at time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	wants := r.resync || !r.cfg.Now().Before(at)
	r.resync = false
	return wants
}

// readRows reads all rows and tells the board what they change. The first time it fills the board.
func (r *Router) readRows(ctx context.Context) error {
	r.mu.Lock()
	since, now := r.seq+1, r.cfg.Now()
	r.reading = true
	var closed time.Time
	if !r.filled && r.cfg.WrapUp != nil {
		closed = now.Add(-r.cfg.LongestWrapUp)
	}
	r.mu.Unlock()

	var rows []conversation.Row
	var failed error
	for row, err := range r.cfg.Rows.Rows(ctx, closed) {
		if failed = err; err != nil {
			break
		}
		rows = append(rows, row)
	}

	r.mu.Lock()
	defer r.mu.Unlock()
	if failed == nil {
		r.merge(rows, since)
		if !r.filled {
			r.fill(rows)
		}
	}
	r.reading = false
	for name := range r.threads {
		r.bury(name)
	}
	return failed
}

// merge takes rows that were read since a sequence number, and forgets the threads that are not
// among them, unless they were heard of meanwhile.
func (r *Router) merge(rows []conversation.Row, since uint64) {
	seen := make(map[channel.Thread]bool, len(rows))
	for _, row := range rows {
		seen[row.Thread] = true
		r.note(row, nil, since)
	}
	for name, t := range r.threads {
		if !seen[name] && t.seq < since {
			r.forget(name)
		}
	}
}

// fill tells a new board of all places, then of all that waits.
func (r *Router) fill(rows []conversation.Row) {
	now := r.cfg.Now()
	r.filled = true
	for _, row := range rows {
		if row.Open() || r.cfg.WrapUp == nil || row.State.LastAgent == "" {
			continue
		}
		if until := row.State.At.Time().Add(r.cfg.WrapUp(row)); until.After(now) {
			r.wrapUp(wrapID{mainID(row.Thread), row.State.LastAgent}, until)
		}
	}
	r.placeAll()
}

// due lets time pass and returns the choices that are to be carried out now, in their order.
func (r *Router) due() []*choice {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.filled {
		return nil
	}
	now := r.cfg.Now()
	r.chose(r.board.Tick(now))
	var list []*choice
	for _, c := range r.chosen {
		if !c.after.After(now) {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b *choice) int { return cmp.Compare(a.order, b.order) })
	return list
}

// done takes note of how a choice ended. The session told Changed if it took the choice, and the
// choice is known no longer.
func (r *Router) done(ctx context.Context, c *choice, result conversation.Result, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.chosen[c.request] != c {
		return
	}
	if err != nil {
		c.pause = min(max(2*c.pause, firstPause), lastPause)
		c.after = r.cfg.Now().Add(c.pause)
		if ctx.Err() == nil {
			r.cfg.Log.Warn("router: a choice was not stored, and is tried again", "request", c.request, "agent", c.event.Agent, "error", err)
		}
		return
	}
	delete(r.chosen, c.request)
	t := r.threads[c.thread]
	offered := func(a session.Action) bool { return a.Kind == session.Offer && a.Agent == c.event.Agent }
	if t == nil || slices.ContainsFunc(result.Actions, offered) {
		return // the row says so soon
	}
	s, ok := t.spots[c.request]
	switch {
	case !ok || s.agent != "":
	case c.event.Agent == "": // the session lets it wait, and the board has forgotten it
		s.request.Since = r.cfg.Now()
		t.spots[c.request] = s
		r.wait(s)
	default:
		r.cfg.Log.Info("router: the session did not take an agent", "request", c.request, "agent", c.event.Agent)
		s.request.Exclude = append(slices.Clone(s.request.Exclude), c.event.Agent)
		t.spots[c.request] = s
		r.wait(s)
	}
}

// sleep waits until something is to be done: rows read, a choice tried again, the board woken.
func (r *Router) sleep(ctx context.Context, read time.Time) {
	r.mu.Lock()
	next := read
	if at := r.board.Wake(); r.filled && !at.IsZero() && at.Before(next) {
		next = at
	}
	for _, c := range r.chosen {
		if c.after.Before(next) {
			next = c.after
		}
	}
	wait := max(next.Sub(r.cfg.Now()), time.Millisecond)
	r.mu.Unlock()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.wake:
	case <-ctx.Done():
	}
}
