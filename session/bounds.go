package session

import (
	"errors"
	"time"
)

// A Range is how short and how long a duration may be, both included.
type Range struct{ Low, High time.Duration }

// Bounds say how long the durations of a [Config] may be. If a field's comment there says what 0
// means, the field may be 0 even if its Low is more.
type Bounds struct {
	// Contact to Queue bound the last rungs of ContactSilent, CalledSilent, AgentSilent,
	// RobotSilent and QueueWait. Rungs before the last are at least a second.
	Contact, Called, Agent, Robot, Queue Range

	// The next ones bound the fields of Config with these names: Offer to Hold bound OfferTime,
	// TransferTime and HoldMax.
	Offer, Transfer, Hold, CloseGrace         Range
	Reopen, LastAgent, LastAgentWait          Range
	OfflineLimit, OfflineReassign, OfflineMax Range
	Outbound, Spread                          Range

	Window Range // ReplyWindow and AgentWindow
	Margin Range // WindowMargin and AnswerMargin
	Stale  Range

	// QueueBelowContact demands a QueueWait shorter than ContactSilent, for desks that count both
	// with one clock.
	QueueBelowContact bool
	// ContactInWindow demands a ContactSilent shorter than ReplyWindow, so that the contact is
	// always told of the end.
	ContactInWindow bool
}

const (
	second = time.Second
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * time.Hour
)

// AICCBounds returns the bounds of live chat, as the forms of Huawei's AICC have them: silence
// counts in minutes.
func AICCBounds() Bounds {
	return Bounds{
		Contact: Range{minute, hour}, Called: Range{minute, 5 * minute},
		Agent: Range{10 * second, day}, Robot: Range{5 * second, day}, Queue: Range{10 * second, day},
		Offer: Range{5 * second, day}, Transfer: Range{5 * second, day}, Hold: Range{minute, day}, CloseGrace: Range{0, 4 * hour},
		Reopen: Range{0, 72 * hour}, LastAgent: Range{0, 30 * day}, LastAgentWait: Range{minute, 10 * day},
		OfflineLimit: Range{minute, hour}, OfflineReassign: Range{5 * minute, 600 * minute}, OfflineMax: Range{hour, 30 * day},
		Outbound: Range{0, 7 * day}, Spread: Range{0, hour},
		Window: Range{0, 30 * day}, Margin: Range{0, hour}, Stale: Range{0, 30 * day},
		QueueBelowContact: true, ContactInWindow: true,
	}
}

// MessengerBounds returns the bounds of conversations that take days, as on messengers. The end of
// a session may come after the reply window, where the contact cannot be told; the warning comes
// before the window ends.
func MessengerBounds() Bounds {
	b := AICCBounds()
	b.Contact, b.Called = Range{minute, 90 * day}, Range{minute, 90 * day}
	b.Agent, b.Robot, b.Queue = Range{10 * second, 30 * day}, Range{5 * second, 30 * day}, Range{10 * second, 30 * day}
	b.Offer, b.Transfer, b.Hold = Range{5 * second, 7 * day}, Range{5 * second, 7 * day}, Range{minute, 30 * day}
	b.Reopen, b.LastAgent = Range{0, 90 * day}, Range{0, 365 * day}
	b.OfflineLimit, b.OfflineReassign, b.OfflineMax = Range{minute, 7 * day}, Range{5 * minute, 7 * day}, Range{hour, 90 * day}
	b.Outbound, b.Stale, b.Margin = Range{0, 90 * day}, Range{0, 90 * day}, Range{0, day}
	b.QueueBelowContact, b.ContactInWindow = false, false
	return b
}

// Check reports every field of the configuration that is outside the bounds, or contradicts another
// field, as one error that joins a [*FieldError] for each complaint, or nil.
func (b Bounds) Check(c Config) error {
	var k checker
	k.words(c)
	k.ladders(b, c)
	k.queue(b, c)
	k.offline(b, c)
	k.windows(b, c)
	if c.LoopTurns != 0 {
		k.number("LoopTurns", c.LoopTurns, 3, 100)
		k.span("LoopGap", c.LoopGap, Range{second, minute})
	}
	if !c.Since.IsZero() && (c.Since.Unix() <= 0 || InstantOf(c.Since) == lastInstant) {
		k.add("Since", "a moment after 1970 and before the year 10000, or zero", c.Since.String())
	}
	return errors.Join(k.all...)
}

func (k *checker) words(c Config) {
	word(k, "Mode", c.Mode)
	word(k, "Routing", c.Routing)
	word(k, "Anchor", c.Anchor)
	word(k, "OfflineTo", c.OfflineTo)
	word(k, "ReopenTo", c.ReopenTo)
	k.id("Queue", c.Queue)
	k.id("Fallback", c.Fallback)
	if c.Fallback != "" && c.Fallback == c.Queue {
		k.add("Fallback", "another queue than Queue", c.Fallback)
	}
}

func (k *checker) ladders(b Bounds, c Config) {
	k.ladder("ContactSilent", c.ContactSilent, b.Contact, End, Warn)
	k.ladder("CalledSilent", c.CalledSilent, b.Called, End, Warn)
	k.ladder("AgentSilent", c.AgentSilent, b.Agent, Pass, Warn, Remind)
	k.ladder("RobotSilent", c.RobotSilent, b.Robot, Pass, Warn)
	k.ladder("QueueWait", c.QueueWait, b.Queue, Pass, Warn)
	if len(c.RobotSilent) == 0 {
		k.add("RobotSilent", "on: a robot that fails silently would leave the contact alone", "empty")
	}
	k.below("CalledSilent", total(c.CalledSilent), "ContactSilent", total(c.ContactSilent))
	if b.QueueBelowContact {
		k.below("QueueWait", total(c.QueueWait), "ContactSilent", total(c.ContactSilent))
	}
}

func (k *checker) queue(b Bounds, c Config) {
	wait := total(c.QueueWait)
	k.span("OfferTime", c.OfferTime, b.Offer)
	k.below("OfferTime", c.OfferTime, "QueueWait", wait)
	k.span("TransferTime", c.TransferTime, b.Transfer)
	k.span("HoldMax", c.HoldMax, b.Hold)
	k.number("MaxHops", c.MaxHops, 1, 10)
	k.spanOrZero("CloseGrace", c.CloseGrace, b.CloseGrace)

	k.spanOrZero("Reopen", c.Reopen, b.Reopen)
	k.spanOrZero("LastAgent", c.LastAgent, b.LastAgent)
	k.spanOrZero("LastAgentWait", c.LastAgentWait, b.LastAgentWait)
	k.below("LastAgentWait", c.LastAgentWait, "QueueWait", wait)
}

func (k *checker) offline(b Bounds, c Config) {
	if c.Offline && c.Mode == RobotOnly {
		k.add("Offline", "off where there are no agents (Mode robot-only)", "on")
	}
	if c.OfflineTo == ToRobot && c.Mode == AgentOnly {
		k.add("OfflineTo", "an agent or a queue where there is no robot (Mode agent-only)", c.OfflineTo.String())
	}
	k.span("OfflineLimit", c.OfflineLimit, b.OfflineLimit)
	k.span("OfflineReassign", c.OfflineReassign, b.OfflineReassign)
	k.span("OfflineMax", c.OfflineMax, b.OfflineMax)
	if c.Outbound != nil {
		k.spanOrZero("Outbound", *c.Outbound, b.Outbound)
	}
	k.spanOrZero("Spread", c.Spread, b.Spread)
}

func (k *checker) windows(b Bounds, c Config) {
	k.spanOrZero("ReplyWindow", c.ReplyWindow, b.Window)
	k.spanOrZero("AgentWindow", c.AgentWindow, b.Window)
	if c.AgentWindow > 0 && (c.ReplyWindow == 0 || c.AgentWindow < c.ReplyWindow) {
		k.add("AgentWindow", "0, or at least ReplyWindow, which must be on", c.AgentWindow.String())
	}
	k.span("WindowMargin", c.WindowMargin, b.Margin)
	k.spanOrZero("AnswerMargin", c.AnswerMargin, b.Margin)
	if c.ReplyWindow > 0 {
		k.below("WindowMargin", c.WindowMargin, "ReplyWindow", c.ReplyWindow)
		k.below("AnswerMargin", c.AnswerMargin, "AgentWindow", max(c.AgentWindow, c.ReplyWindow))
		if b.ContactInWindow {
			k.below("ContactSilent", total(c.ContactSilent), "ReplyWindow", c.ReplyWindow)
		}
	}
	k.spanOrZero("Stale", c.Stale, b.Stale)
}
