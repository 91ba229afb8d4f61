package session

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// A FieldError is one complaint of [Config.Check].
type FieldError struct {
	Field string // as in Config, such as "AgentSilent[1].Silence"
	Got   string // the value found
	Limit string // what is allowed, in words
}

// Error names the field, the limit and the value.
func (e *FieldError) Error() string {
	return fmt.Sprintf("session: %s: must be %s, not %s", e.Field, e.Limit, e.Got)
}

// Check reports everything that is wrong with the configuration, as one error
// that joins a [*FieldError] for each complaint, or nil. The laws of this
// package hold for configurations that pass; others never panic.
func (c Config) Check() error {
	var k checker
	word(&k, "Mode", c.Mode)
	word(&k, "Routing", c.Routing)
	word(&k, "Anchor", c.Anchor)
	word(&k, "OfflineTo", c.OfflineTo)
	k.id("Queue", c.Queue)
	k.id("Fallback", c.Fallback)
	if c.Fallback != "" && c.Fallback == c.Queue {
		k.add("Fallback", "another queue than Queue", c.Fallback)
	}

	k.ladder("ContactSilent", c.ContactSilent, time.Minute, time.Hour, End, Warn)
	k.ladder("CalledSilent", c.CalledSilent, time.Minute, 5*time.Minute, End, Warn)
	k.ladder("AgentSilent", c.AgentSilent, 10*time.Second, 24*time.Hour, Pass, Warn, Remind)
	k.ladder("RobotSilent", c.RobotSilent, 5*time.Second, 24*time.Hour, Pass, Warn)
	k.ladder("QueueWait", c.QueueWait, 10*time.Second, 24*time.Hour, Pass, Warn)
	if len(c.RobotSilent) == 0 {
		k.add("RobotSilent", "on: a robot that fails silently would leave the contact alone", "empty")
	}
	contact, wait := total(c.ContactSilent), total(c.QueueWait)
	k.below("CalledSilent", total(c.CalledSilent), "ContactSilent", contact)
	k.below("QueueWait", wait, "ContactSilent", contact)

	k.span("OfferTime", c.OfferTime, 5*time.Second, 24*time.Hour)
	k.below("OfferTime", c.OfferTime, "QueueWait", wait)
	k.span("TransferTime", c.TransferTime, 5*time.Second, 24*time.Hour)
	k.span("HoldMax", c.HoldMax, time.Minute, 24*time.Hour)
	k.number("MaxHops", c.MaxHops, 1, 10)

	k.span("Reopen", c.Reopen, 0, 72*time.Hour)
	k.span("LastAgent", c.LastAgent, 0, 30*24*time.Hour)
	if c.LastAgentWait != 0 {
		k.span("LastAgentWait", c.LastAgentWait, time.Minute, 240*time.Hour)
		k.below("LastAgentWait", c.LastAgentWait, "QueueWait", wait)
	}

	if c.Offline && c.Mode == RobotOnly {
		k.add("Offline", "off where there are no agents (Mode robot-only)", "on")
	}
	if c.OfflineTo == ToRobot && c.Mode == AgentOnly {
		k.add("OfflineTo", "an agent or a queue where there is no robot (Mode agent-only)", c.OfflineTo.String())
	}
	k.span("OfflineLimit", c.OfflineLimit, time.Minute, time.Hour)
	k.span("OfflineReassign", c.OfflineReassign, 5*time.Minute, 600*time.Minute)
	k.span("OfflineMax", c.OfflineMax, time.Hour, 30*24*time.Hour)
	if c.Outbound != nil {
		k.span("Outbound", *c.Outbound, 0, 10080*time.Minute)
	}
	k.span("Spread", c.Spread, 0, time.Hour)

	k.span("ReplyWindow", c.ReplyWindow, 0, 30*24*time.Hour)
	k.span("WindowMargin", c.WindowMargin, 0, time.Hour)
	if c.ReplyWindow > 0 {
		k.below("WindowMargin", c.WindowMargin, "ReplyWindow", c.ReplyWindow)
		k.below("ContactSilent", contact, "ReplyWindow", c.ReplyWindow)
	}
	k.span("Stale", c.Stale, 0, 30*24*time.Hour)

	if c.LoopTurns != 0 {
		k.number("LoopTurns", c.LoopTurns, 3, 100)
		k.span("LoopGap", c.LoopGap, time.Second, time.Minute)
	}
	if !c.Since.IsZero() && (c.Since.Unix() <= 0 || InstantOf(c.Since) == lastInstant) {
		k.add("Since", "a moment after 1970 and before the year 10000, or zero", c.Since.String())
	}
	return errors.Join(k.all...)
}

type checker struct{ all []error }

func (k *checker) add(field, limit, got string) {
	k.all = append(k.all, &FieldError{Field: field, Got: got, Limit: limit})
}

// word complains about a value of an enumeration that has no word.
func word[W vocabulary](k *checker, field string, v Enum[W]) {
	var w W
	if _, list := w.words(); int(v) >= len(list) {
		k.add(field, fmt.Sprintf("one of %v", list), v.String())
	}
}

func (k *checker) id(field, id string) {
	if id != "" && !validID(id) {
		k.add(field, fmt.Sprintf("UTF-8 of at most %d bytes without control characters", MaxID), fmt.Sprintf("%.40q", id))
	}
}

func (k *checker) number(field string, n, low, high int) {
	if n < low || n > high {
		k.add(field, fmt.Sprintf("%d to %d", low, high), fmt.Sprint(n))
	}
}

func (k *checker) span(field string, d, low, high time.Duration) {
	if d < low || d > high || d%time.Second != 0 {
		k.add(field, fmt.Sprintf("%v to %v in whole seconds", low, high), d.String())
	}
}

// below complains unless d is less than other; what is off (zero) is not compared.
func (k *checker) below(field string, d time.Duration, name string, other time.Duration) {
	if d > 0 && other > 0 && d >= other {
		k.add(field, fmt.Sprintf("shorter than %s (%v)", name, other), d.String())
	}
}

// maxRungs bounds a ladder: each step may look at all of them.
const maxRungs = 8

func (k *checker) ladder(field string, l []Rung, low, high time.Duration, final Consequence, others ...Consequence) {
	if len(l) > maxRungs {
		k.add(field, fmt.Sprintf("at most %d rungs", maxRungs), fmt.Sprint(len(l)))
	}
	var before time.Duration
	for i, r := range l {
		silence, then := fmt.Sprintf("%s[%d].Silence", field, i), fmt.Sprintf("%s[%d].Then", field, i)
		if i == len(l)-1 {
			k.span(silence, r.Silence, low, high)
			if r.Then != final {
				k.add(then, final.String()+", as the last rung", r.Then.String())
			}
		} else {
			k.span(silence, r.Silence, time.Second, high)
			if !slices.Contains(others, r.Then) {
				k.add(then, fmt.Sprintf("one of %v before the last rung", others), r.Then.String())
			}
		}
		if i > 0 && r.Silence <= before {
			k.add(silence, fmt.Sprintf("longer than the rung before (%v)", before), r.Silence.String())
		}
		before = r.Silence
	}
}

// total is the silence of a ladder's last rung; zero if it is off.
func total(l []Rung) time.Duration {
	if len(l) == 0 {
		return 0
	}
	return l[len(l)-1].Silence
}
