package selftest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/session"
)

// A journey is one customer's with the desk. Its methods act or check, once nothing is under way any more. After the first that
// fails, those up to ok do nothing, ok tells, and the rest of the journey is left out.
type journey struct {
	*bench
	p       *world.Platform
	contact string
	thread  channel.Thread
	got     int // messages of ours that were looked at
	err     error
	over    bool
}

// ok ends a step.
func (j *journey) ok(format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	switch {
	case j.over:
	case j.err != nil:
		j.failed++
		fmt.Fprintf(j.out, "FAIL %-8s %s: %v\n", j.p.Name, what, j.err)
		_, warnings := j.alerts.take()
		for _, line := range warnings {
			fmt.Fprintln(j.out, "    ", line)
		}
		j.over = true
	default:
		j.held++
		fmt.Fprintf(j.out, "ok   %-8s %s\n", j.p.Name, what)
	}
}

func (j *journey) fail(err error) {
	if j.err == nil {
		j.err = err
	}
}

func (j *journey) failf(format string, args ...any) *journey {
	j.fail(fmt.Errorf(format, args...))
	return j
}

// do acts, and waits until it has had its effects.
func (j *journey) do(f func() error) *journey {
	if j.err == nil {
		j.fail(f())
	}
	if j.err == nil {
		j.fail(j.settle())
	}
	return j
}

// start acts, and does not wait.
func (j *journey) start(f func()) *journey {
	if j.err == nil {
		f()
	}
	return j
}

// await waits until something holds.
func (j *journey) await(holds func() bool) *journey {
	if j.err == nil {
		j.fail(j.poll(func() bool { return holds() || j.err != nil }))
	}
	return j
}

// look reads the store.
func (j *journey) look(f func(*store.Tx) error) *journey {
	if j.err == nil {
		j.fail(j.Store.View(j.ctx, f))
	}
	return j
}

// policy gives the channel the basic policies with some changes, as an administrator does.
func (j *journey) policy(change func(*directory.Record)) *journey {
	return j.edit(func(r *directory.Record) {
		base := basic(j.p.Record.Clone())
		r.State, r.Service, r.Routing, r.Hours, r.Silence, r.Offline, r.Notices = base.State, base.Service, base.Routing, base.Hours, base.Silence, base.Offline, base.Notices
		change(r)
	})
}

func (j *journey) edit(change func(*directory.Record)) *journey {
	return j.do(func() error {
		entry, ok := j.Directory.Find(j.p.Record.ID)
		if !ok {
			return errors.New("the channel is gone")
		}
		r := entry.Record()
		change(&r)
		_, err := j.Engine.Save(j.ctx, "selftest", r)
		return err
	})
}

// pass lets time go by.
func (j *journey) pass(d time.Duration) *journey {
	return j.do(func() error { j.clock.pass(d); return nil })
}

// until lets time go by until a time of day.
func (j *journey) until(clock string) *journey {
	now := j.clock.Now()
	at, err := time.Parse("15:04", clock)
	if err != nil {
		return j.failf("%w", err)
	}
	next := time.Date(now.Year(), now.Month(), now.Day(), at.Hour(), at.Minute(), 0, 0, time.UTC)
	if !next.After(now) {
		next = next.AddDate(0, 0, 1)
	}
	return j.pass(next.Sub(now))
}

// says lets the customer write.
func (j *journey) says(text string) *journey {
	return j.do(func() error { j.p.Server.Say(j.contact, text); return nil })
}

// gets checks what has come to the customer since the last time: as many messages as are named, each with these words.
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
	return list
}

// shows checks that the conversation has one message of a side with these words, and how it is marked.
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

// ready puts agents on duty; who was named first has waited for longest.
func (j *journey) ready(agents ...string) *journey {
	return j.do(func() error {
		for _, id := range agents {
			if err := j.Engine.Ready(j.ctx, id, true); err != nil {
				return err
			}
		}
		return nil
	})
}

// leaves takes agents off duty.
func (j *journey) leaves(agents ...string) *journey {
	return j.do(func() error {
		for _, id := range agents {
			if err := j.Engine.Leave(j.ctx, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// act lets a person press a button.
func (j *journey) act(ev session.Event) *journey {
	return j.do(func() error {
		j.acts++
		return j.Engine.Act(j.ctx, fmt.Sprint("selftest/", j.acts), j.thread, ev)
	})
}

func (j *journey) accepts(agent string) *journey {
	return j.act(session.Event{Kind: session.AgentAccepted, Agent: agent, Offer: j.conversation().State.Part})
}

func (j *journey) declines(agent string) *journey {
	return j.act(session.Event{Kind: session.AgentDeclined, Agent: agent, Offer: j.conversation().State.Part})
}

// answers lets an agent write.
func (j *journey) answers(agent, text string, files ...store.File) *journey {
	return j.do(func() error {
		j.acts++
		return j.Engine.Answer(j.ctx, agent, fmt.Sprint("selftest/", j.acts), j.thread, channel.Message{Text: text}, files...)
	})
}

func (j *journey) closes(agent string) *journey {
	return j.act(session.Event{Kind: session.CloseRequested, By: session.Agent, Agent: agent})
}

// served brings the customer to an agent.
func (j *journey) served(agent string) *journey {
	return j.ready(agent).says("an agent, please").is(session.PhaseOffered, agent).accepts(agent).is(session.PhaseAgent, agent).skip()
}

// clear ends what is left of a journey.
func (j *journey) clear() {
	trouble(j.p).heal()
	j.do(func() error {
		j.acts++
		err := j.Engine.Act(j.ctx, fmt.Sprint("selftest/", j.acts), j.thread, session.Event{Kind: session.CloseRequested, By: session.Host})
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	j.leaves("anna", "bert", "carl")
}
