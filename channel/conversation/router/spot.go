package router

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
)

// spot is what the board knows of a conversation under one ID: it waits, or an agent has a place
// for it.
type spot struct {
	request routing.Request
	agent   string // empty: it waits
	serves  bool   // the agent has accepted
	// part and preferred say which wait of the session it is.
	part      uint32
	preferred bool
}

// farAway is the end of a preference that the session ends.
var farAway = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// same reports whether the board need not be told of next.
func (s spot) same(next spot) bool {
	a, b := s.request, next.request
	return s.agent == next.agent && s.serves == next.serves && s.part == next.part && a.Queue == b.Queue && a.Media == b.Media && a.Since.Equal(b.Since) &&
		a.Priority == b.Priority && a.Front == b.Front && a.Answer.Equal(b.Answer) && a.Prefer == b.Prefer && a.Until.Equal(b.Until) &&
		slices.Equal(a.Exclude, b.Exclude)
}

// The IDs of a thread's spots: the conversation itself, a transfer or helper that is asked for, and
// the places of helpers. No key of a thread contains the sign "#".
func mainID(t channel.Thread) string { return t.Key() }

func askID(t channel.Thread) string { return t.Key() + "#ask" }

func helpID(t channel.Thread, agent string) string { return t.Key() + "#help=" + agent }

// threadOf returns the thread of an ID.
func threadOf(id string) (channel.Thread, bool) {
	key, _, _ := strings.Cut(id, "#")
	name, err := channel.ParseThread(key)
	return name, err == nil
}

// next returns what the board should know of a thread, by ID. former is what it knows, and actions
// are those with which the row was stored, if they are known.
func (r *Router) next(row conversation.Row, former map[string]spot, actions []session.Action) map[string]spot {
	list := r.spots(row)
	for id, s := range list {
		if old, ok := former[id]; ok {
			list[id] = s.keep(old)
		}
	}
	refine(list, row.Thread, actions)
	if r.cfg.Request == nil {
		return list
	}
	for id, s := range list {
		if r.cfg.Request(row, &s.request) {
			list[id] = s
		} else {
			delete(list, id)
		}
	}
	return list
}

// spots returns what the state alone says.
func (r *Router) spots(row conversation.Row) map[string]spot {
	s := row.State
	list := make(map[string]spot)
	add := func(id, queue, agent string, serves bool, fill func(*routing.Request)) {
		req := routing.Request{ID: id, Queue: cmp.Or(queue, r.queues[0].ID), Priority: int(s.Priority)}
		if slices.Contains(r.cfg.Board.Media, row.Thread.Platform) {
			req.Media = row.Thread.Platform
		}
		if agent == "" {
			fill(&req)
		}
		list[id] = spot{request: req, agent: agent, serves: serves, part: s.Part, preferred: s.Preferred}
	}
	switch s.Phase {
	case session.PhaseQueued:
		add(mainID(row.Thread), s.Queue, "", false, func(req *routing.Request) {
			req.Since, req.Answer, req.Exclude = s.Since.Time(), row.AnswerUntil, s.Excluded.Slice()
			if s.Preferred {
				// The session keeps it for this agent, and ends that with an Enqueue.
				req.Prefer, req.Until = s.LastAgent, farAway
			}
		})
	case session.PhaseOffered:
		add(mainID(row.Thread), s.Queue, s.Agent, false, nil)
	case session.PhaseAgent, session.PhaseHold:
		if s.Agent != "" { // else a person in the platform's own inbox
			add(mainID(row.Thread), s.Queue, s.Agent, true, nil)
		}
	}
	queue, agent, _ := strings.Cut(s.Ask, "\n")
	switch s.Asks {
	case session.Queue:
		add(askID(row.Thread), queue, "", false, func(req *routing.Request) {
			req.Since, req.Answer, req.Exclude = s.From.Time(), row.AnswerUntil, []string{s.Agent}
			for _, m := range s.Helpers() {
				req.Exclude = append(req.Exclude, m.Agent)
			}
		})
	case session.Agent:
		add(askID(row.Thread), queue, agent, false, nil)
	}
	for _, m := range s.Helpers() {
		add(helpID(row.Thread, m.Agent), s.Queue, m.Agent, true, nil)
	}
	return list
}

// keep carries over what the Enqueue of the same wait said before beyond the state.
func (s spot) keep(old spot) spot {
	if s.agent == "" && old.agent == "" && s.part == old.part && s.preferred == old.preferred {
		s.request.Front, s.request.Prefer, s.request.Until = old.request.Front, old.request.Prefer, old.request.Until
		s.request.Exclude, s.request.Since = old.request.Exclude, old.request.Since
	}
	return s
}

// refine adds what the session's newest Enqueue says beyond the state.
func refine(list map[string]spot, thread channel.Thread, actions []session.Action) {
	for _, a := range actions {
		if a.Kind != session.Enqueue {
			continue
		}
		id := mainID(thread)
		if a.Offer != 0 {
			id = askID(thread)
		}
		s, ok := list[id]
		if !ok || s.agent != "" {
			continue
		}
		s.request.Front, s.request.Prefer, s.request.Until = a.Front, a.Agent, a.Until.Time()
		if a.Offer != 0 {
			s.request.Exclude = a.Exclude.Slice()
		}
		list[id] = s
	}
}
