package session_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/contactkit/contactkit/session"
)

// TestWeek simulates conversations over a week: contacts who write and answer
// or not, a robot, a router, agents who accept, decline, fall silent, transfer
// and leave, two outages of the host, messages delivered late, out of order and
// twice, and a policy that changes every other day. Half of the hosts commit
// state and actions together; the others act before they store, and crash in
// between.
//
// No contact may be forgotten, every message of a contact is forwarded once, no effect happens
// twice under its key.
func TestWeek(t *testing.T) {
	n := 100_000
	if testing.Short() || raceDetector {
		n = 4_000
	}
	w := newSimWeek()
	var sum tally
	for i := range n {
		c := conversation{week: w, d: tape{x: uint64(i)*0x9e3779b97f4a7c15 + 1}, actsFirst: i%2 == 1, keys: w.keys, forwards: w.forwards, queue: w.queue[:0], tally: &sum}
		if problem := c.live(i); problem != "" {
			t.Fatalf("conversation %d (acts first: %v): %s\n%s\n%+v", i, c.actsFirst, problem, c.week.at(c.now).Explain(c.s), c.s)
		}
		w.queue = c.queue
	}
	t.Logf("%d conversations: %+v", n, sum)
	for name, count := range map[string]int{"messages": sum.Messages, "ticks": sum.Ticks, "crashes": sum.Crashes,
		"replays": sum.Replays, "late": sum.Late, "notices": sum.Notices, "closed": sum.Closed, "offline": sum.Offline,
		"transfers": sum.Transfers, "held": sum.Held, "helped": sum.Helped, "crossed": sum.Crossed} {
		if count < n/100 {
			t.Errorf("only %d %s: the week is too quiet to prove anything", count, name)
		}
	}
}

// tally counts what happened, to see that the simulation reaches everything.
type tally struct {
	Steps, Messages, Ticks, Crashes, Replays, Late, Notices, Closed, Offline, Remembered, Transfers, Held, Helped, Crossed int
}

// simWeek is what all conversations share.
type simWeek struct {
	policies []session.Policy // two days each
	outages  [][2]time.Time
	keys     map[session.Key]bool
	forwards map[string]int
	queue    []arrival
}

func newSimWeek() *simWeek {
	w := &simWeek{keys: map[session.Key]bool{}, forwards: map[string]int{}}
	hybrid := session.DefaultConfig()
	hybrid.QueueWait = []session.Rung{{Silence: 2 * time.Minute, Then: session.Warn}, {Silence: 8 * time.Minute, Then: session.Pass}}
	hybrid.ReplyWindow, hybrid.AgentWindow, hybrid.AnswerMargin = 24*time.Hour, 7*24*time.Hour, time.Hour
	hybrid.CloseGrace, hybrid.Supersede, hybrid.ReopenTo = 10*time.Minute, true, session.ReopenToPeople

	agents := hybrid
	agents.Mode = session.AgentOnly
	agents.Routing = session.Pull
	agents.OpenTime = session.OpenTime{Contact: true, Agent: true}
	agents.ContactSilent = session.ContactLadder(10*time.Minute, time.Minute)
	agents.CalledSilent = nil
	agents.Fallback = "seniors"
	agents.OfflineTo = session.ToLastAgent
	agents.LastAgentWait = time.Minute
	agents.Since = start.Add(48 * time.Hour)

	last := hybrid
	last.Anchor = session.LastMessage
	last.AgentSilent = []session.Rung{{Silence: time.Minute, Then: session.Remind}, {Silence: 2 * time.Minute, Then: session.Warn}, {Silence: 3 * time.Minute, Then: session.Pass}}
	last.Offline = false
	last.ReplyWindow, last.AgentWindow = 0, 0
	last.Since = start.Add(96 * time.Hour)

	open := daily(8*60, 20*60, 1, 2, 3, 4, 5, 6)
	for _, c := range []session.Config{hybrid, agents, last} {
		w.policies = append(w.policies, session.Policy{Config: c, Hours: open})
	}
	for _, h := range []int{26, 75} {
		w.outages = append(w.outages, [2]time.Time{start.Add(time.Duration(h) * time.Hour), start.Add(time.Duration(h)*time.Hour + 90*time.Minute)})
	}
	return w
}

// at is the policy of a time.
func (w *simWeek) at(t time.Time) *session.Policy {
	i := int(t.Sub(start) / (48 * time.Hour))
	return &w.policies[max(min(i, len(w.policies)-1), 0)]
}

// up is when the host, which is down at times, gets to work.
func (w *simWeek) up(t time.Time) time.Time {
	for _, o := range w.outages {
		if !t.Before(o[0]) && t.Before(o[1]) {
			return o[1]
		}
	}
	return t
}

// An arrival is an event on its way to the host.
type arrival struct {
	at time.Time
	e  session.Event
}

// conversation is one contact's week.
type conversation struct {
	week      *simWeek
	d         tape
	actsFirst bool
	s         session.State
	now       time.Time
	queue     []arrival // by time, soonest last
	keys      map[session.Key]bool
	forwards  map[string]int
	applied   []session.Event
	serial    int
	policy    *session.Policy
	problem   string
	tally     *tally
}

func (c *conversation) live(i int) string {
	clear(c.keys)
	clear(c.forwards)
	c.s = session.State{ID: "t/" + strconv.Itoa(i)}
	c.now, c.policy = start, c.week.at(start)
	for range 1 + c.d.n(3) {
		c.contactWrites(start.Add(time.Duration(c.d.n(7*24*60)) * time.Minute))
	}
	for c.problem == "" && c.next() {
	}
	if c.problem != "" {
		return c.problem
	}
	for id, n := range c.forwards {
		if n != 1 {
			return id + " was forwarded " + strconv.Itoa(n) + " times"
		}
	}
	if c.s.Phase != session.PhaseClosed {
		return "forgotten"
	}
	return ""
}

// next does what comes next: an event, a tick, or a change of policy. It
// reports false when nothing can come any more.
func (c *conversation) next() bool {
	wake := c.policy.Wake(c.s)
	var soon arrival
	if len(c.queue) > 0 {
		soon = c.queue[len(c.queue)-1]
	}
	change := c.policyChange()
	switch {
	case !change.IsZero() && (wake.IsZero() || change.Before(wake)) && (soon.at.IsZero() || change.Before(soon.at)):
		c.now = change
		c.policy = c.week.at(change)
		c.step(tick)
	case !wake.IsZero() && (soon.at.IsZero() || wake.Before(soon.at)):
		// The sweeper comes a little late, but never overtakes an event.
		at := c.week.up(wake.Add(time.Duration(c.d.n(20)) * time.Second))
		if !soon.at.IsZero() && soon.at.Before(at) {
			at = soon.at
		}
		c.now = later(c.now, at)
		c.policy = c.week.at(c.now)
		c.tally.Ticks++
		c.step(tick)
	case !soon.at.IsZero():
		c.queue = c.queue[:len(c.queue)-1]
		c.now = later(c.now, soon.at)
		c.policy = c.week.at(c.now)
		c.step(soon.e)
		if len(c.applied) > 0 && chance(&c.d, 12) { // a job runs again
			c.tally.Replays++
			c.step(c.applied[len(c.applied)-1-c.d.n(min(len(c.applied), 4))])
		}
	default:
		return false
	}
	return true
}

// policyChange is when the next policy comes into force, if the thread is open.
func (c *conversation) policyChange() time.Time {
	for i := 1; i < len(c.week.policies); i++ {
		if at := start.Add(time.Duration(i) * 48 * time.Hour); at.After(c.now) && c.s.Phase != session.PhaseClosed {
			return at
		}
	}
	return time.Time{}
}

func (c *conversation) step(e session.Event) {
	c.tally.Steps++
	next, acts := c.policy.Step(c.s, e, c.now)
	if c.actsFirst && len(acts) > 0 && chance(&c.d, 15) {
		// It acts, and dies before it stores. An event is then done again, with
		// the time at which it was stored; a tick whenever the sweeper comes.
		c.tally.Crashes++
		c.act(acts)
		if e.Kind == session.Tick {
			return
		}
		next, acts = c.policy.Step(c.s, e, c.now)
	}
	if next.Last != c.s.Last {
		c.applied = append(c.applied, e)
	}
	c.s = next
	c.act(acts)
}

// act carries the actions out, each key once, and lets the others react.
func (c *conversation) act(acts []session.Action) {
	for _, a := range acts {
		if c.keys[a.Key] {
			if !c.actsFirst {
				c.problem = "a second effect under " + a.Key.String()
			}
			continue
		}
		c.keys[a.Key] = true
		c.react(a)
	}
}
