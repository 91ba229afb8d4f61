package selftest

import (
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/session"
)

// A journey is one customer's with the desk. Its methods act or check, once nothing is under way
// any more. After the first that fails, those up to ok do nothing, ok tells, and the rest of the
// journey is left out.
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
