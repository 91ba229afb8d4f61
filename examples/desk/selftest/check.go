package selftest

import (
	"slices"
	"strings"

	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/session"
)

// gets checks what has come to the customer since the last time: as many messages as are named,
// each with these words.
func (j *journey) gets(words ...string) *journey {
	if j.err != nil {
		return j
	}
	all := j.received()
	texts := []string{}
	for _, m := range all[j.got:] {
		texts = append(texts, m.Text)
	}
	j.got = len(all)
	if !slices.EqualFunc(texts, words, strings.Contains) {
		return j.failf("the customer got %q, want %q", texts, words)
	}
	return j
}

// skip takes what has come to the customer for looked at.
func (j *journey) skip() *journey {
	j.got = len(j.received())
	return j
}

func (j *journey) received() []world.Received {
	return slices.DeleteFunc(j.p.Received(), func(m world.Received) bool { return m.Contact != j.contact })
}

// conversation is how the desk sees the customer.
func (j *journey) conversation() (c store.Conversation) {
	j.look(func(t *store.Tx) (err error) {
		c, err = t.Conversation(j.thread)
		return err
	})
	return c
}

// is checks the phase, and who the agent is where one is named.
func (j *journey) is(phase session.Phase, agent ...string) *journey {
	s := j.conversation().State
	if j.err == nil && (s.Phase != phase || len(agent) > 0 && s.Agent != agent[0]) {
		return j.failf("the conversation is in phase %v with %q, want %v %q", s.Phase, s.Agent, phase, agent)
	}
	return j
}

// ended checks that the session is closed, and why.
func (j *journey) ended(why session.Reason) *journey {
	s := j.conversation().State
	if j.err == nil && (s.Phase != session.PhaseClosed || s.Reason != why) {
		return j.failf("the conversation is in phase %v, %v; want closed, %v", s.Phase, s.Reason, why)
	}
	return j
}

func (j *journey) messages() (list []store.Message) {
	j.look(func(t *store.Tx) (err error) {
		list, err = t.Messages(j.thread, 1000)
		return err
	})
	for i, m := range list { // as an English reader sees them
		if m.Side == store.Desk {
			list[i].Text = locale.Told(m.Text).English()
		}
		list[i].Note = locale.Told(m.Note).English()
	}
	return list
}

// shows checks that the conversation has one message of a side with these words, and how it is
// marked.
func (j *journey) shows(side store.Side, state, words string) *journey {
	list := slices.DeleteFunc(j.messages(), func(m store.Message) bool { return m.Side != side || !strings.Contains(m.Text, words) })
	if j.err == nil && (len(list) != 1 || list[0].State != state) {
		return j.failf("%d messages of %s with %q: %v; want one, %q", len(list), side, words, states(list), state)
	}
	return j
}

// silent checks that a side has said nothing.
func (j *journey) silent(side store.Side) *journey {
	for _, m := range j.messages() {
		if m.Side == side {
			return j.failf("there is a message of %s: %q", side, m.Text)
		}
	}
	return j
}

func states(list []store.Message) (s []string) {
	for _, m := range list {
		s = append(s, m.State+" "+m.Note)
	}
	return s
}

// remarked checks that agents are told something once.
func (j *journey) remarked(words string) *journey { return j.shows(store.Desk, "", words) }

// noted checks why a message of ours is marked as it is.
func (j *journey) noted(words, why string) *journey {
	for _, m := range j.messages() {
		if strings.Contains(m.Text, words) && strings.Contains(m.Note, why) {
			return j
		}
	}
	return j.failf("no message with %q is marked with %q", words, why)
}
