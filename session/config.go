package session

import "time"

// A Config is an administrator's choice: plain data to be stored, compared and
// shown. Start from [DefaultConfig]; the zero Config does not pass Check.
// Durations are whole seconds; [Bounds] say how long each may be.
type Config struct {
	Mode    Mode    `json:"mode"`
	Routing Routing `json:"routing"`

	Queue    string `json:"queue"`    // skill queue of a new session; may be empty
	Fallback string `json:"fallback"` // queue to which a session goes once MaxHops is used up; empty: the session becomes an offline message if Offline is set, else it goes back to its queue without exclusions
	Priority int16  `json:"priority"` // of a new session

	// The ladders: what happens while a party that owes a reply is silent. An empty ladder is off,
	// with two exceptions: RobotSilent must not be empty, and if CalledSilent is, ContactSilent
	// counts in its place.
	ContactSilent []Rung `json:"contactSilent"` // ends with End; Warn before
	CalledSilent  []Rung `json:"calledSilent"`  // in place of ContactSilent after an agent wrote first or answered an offline message, until the contact writes; shorter than ContactSilent
	AgentSilent   []Rung `json:"agentSilent"`   // ends with Pass; Remind (the agent) or Warn (the contact) before
	RobotSilent   []Rung `json:"robotSilent"`   // ends with Pass to people; Warn before
	QueueWait     []Rung `json:"queueWait"`     // ends with Pass to Offline or Close; Warn before

	OpenTime OpenTime `json:"openTime"` // ladders that count working time only
	Anchor   Anchor   `json:"anchor"`   // from which message a ladder counts

	OfferTime    time.Duration `json:"offerTime"`    // for an agent to accept; shorter than QueueWait
	TransferTime time.Duration `json:"transferTime"` // for a requested transfer or helper to be accepted
	HoldMax      time.Duration `json:"holdMax"`      // after which a hold ends by itself
	MaxHops      int           `json:"maxHops"`      // how many more agents are tried after the first one who did not accept or answer; if all of these fail too, the session goes to Fallback: 1–10
	CloseGrace   time.Duration `json:"closeGrace"`   // the queue stays open so long after closing time, for agents to work it off; 0 none

	Reopen        time.Duration `json:"reopen"`        // a message so soon after the end goes on with the same session; 0 never
	ReopenTo      ReopenTo      `json:"reopenTo"`      // who gets a session that goes on
	LastAgent     time.Duration `json:"lastAgent"`     // how long after an agent's last answer that agent is preferred; 0 never
	LastAgentWait time.Duration `json:"lastAgentWait"` // how long the queue waits for that agent, present or not; 0 not at all; shorter than QueueWait

	Offline         bool           `json:"offline"`         // messages are kept when no agent can serve
	OfflineTo       Route          `json:"offlineTo"`       // who gets them
	OfflineLimit    time.Duration  `json:"offlineLimit"`    // how long a routed offline message waits for an agent
	OfflineReassign time.Duration  `json:"offlineReassign"` // after which an offline message that no agent took is routed again
	OfflineMax      time.Duration  `json:"offlineMax"`      // after which an offline message expires
	Outbound        *time.Duration `json:"outbound"`        // how long after the contact's last message an agent may still write first: into a closed session, or to an offline message, accepted or not; nil always, 0 never
	Spread          time.Duration  `json:"spread"`          // after an opening, offline messages are routed within this time, each thread at a moment of its own; 0 all at once

	// The reply windows belong to the platform and the thread: a host fills them in for the thread
	// at hand. They change no turn, so Since stays as it is when they change.
	ReplyWindow  time.Duration `json:"replyWindow"`  // how long after the contact's message the platform takes automatic messages (notices and the robot's answers); 0: without end
	AgentWindow  time.Duration `json:"agentWindow"`  // the same for messages that people write; at least ReplyWindow; 0: as ReplyWindow. If ReplyWindow is 0, it must be 0
	WindowMargin time.Duration `json:"windowMargin"` // a warning of ContactSilent is given at least so long before ReplyWindow ends; shorter than it
	AnswerMargin time.Duration `json:"answerMargin"` // an agent who owes an answer is told so long before AgentWindow ends, also on hold; shorter than it; 0 off
	Mute         bool          `json:"mute"`         // the thread takes one message only, which must be the answer: no notices to the contact

	Stale     time.Duration `json:"stale"`     // older messages open no session; 0 is ReplyWindow, or 24 hours
	Supersede bool          `json:"supersede"` // the robot's answer is refused if the contact said more meanwhile (Event.Saw)

	// Two machines that answer each other are stopped: see decision 034.
	LoopTurns int           `json:"loopTurns"` // answers to the robot in a row that are too fast: 3–100; 0 off
	LoopGap   time.Duration `json:"loopGap"`   // faster than this is no human: 1–60 seconds

	// Since is when the times above last changed, or the end of an outage in which the host got no
	// events: open turns, offers and holds count anew from it. Zero if neither ever happened.
	//
	// A host that heard nothing for longer than a rung, by its own outage or by a webhook that was
	// down, raises Since to the end of the outage, applies what the platforms' history tells,
	// sorted by Time, and only then passes a Tick to the threads that are due. If the Ticks come
	// first, they end sessions whose contacts have answered.
	Since time.Time `json:"since,omitzero"`
}

// A Rung is one step of a ladder.
type Rung struct {
	Silence time.Duration `json:"silence"` // since the turn began; whole seconds
	Then    Consequence   `json:"then"`
}

// A Consequence is what happens when the silence of a rung is over: [Warn], [Remind], [Pass] or
// [End].
type Consequence = Enum[consequenceWords]

// Consequences of a silence. Pass and End are final: a ladder ends with exactly one.
const (
	Warn   Consequence = iota + 1 // tell the contact
	Remind                        // tell the agent
	Pass                          // pass the session on: from an agent to another, from the robot to people, from the queue to offline messages or to its end
	End                           // close it
)

type consequenceWords struct{}

func (consequenceWords) words() (string, []string) { return "consequence", consequenceNames }

var consequenceNames = []string{"none", "warn", "remind", "pass", "end"}

// OpenTime says which ladders count only working time, by [Policy].Hours.
// The others count every minute.
type OpenTime struct {
	Contact bool `json:"contact,omitzero"` // ContactSilent and CalledSilent
	Agent   bool `json:"agent,omitzero"`
	Robot   bool `json:"robot,omitzero"`
	Queue   bool `json:"queue,omitzero"`
}

// A Mode says who serves contacts: [Hybrid], [RobotOnly] or [AgentOnly].
type Mode = Enum[modeWords]

// Modes: whether a robot, agents or both serve contacts.
const (
	Hybrid    Mode = iota // the robot first, then agents
	RobotOnly             // only the robot
	AgentOnly             // only agents
)

type modeWords struct{}

func (modeWords) words() (string, []string) { return "mode", modeNames }

var modeNames = []string{"hybrid", "robot-only", "agent-only"}

// A Routing says how a queued session finds its agent: [Push] or [Pull].
type Routing = Enum[routingWords]

// Ways in which a queued session finds its agent.
const (
	Push Routing = iota // the router finds an agent, who is offered the session
	Pull                // agents take sessions from the queue
)

type routingWords struct{}

func (routingWords) words() (string, []string) { return "routing", routingNames }

var routingNames = []string{"push", "pull"}

// An Anchor says from which message a ladder counts: [FirstUnanswered] or [LastMessage].
type Anchor = Enum[anchorWords]

// Messages from which a ladder counts.
const (
	FirstUnanswered Anchor = iota // a nudge does not extend the deadline
	LastMessage                   // every message restarts the ladder from its first rung
)

type anchorWords struct{}

func (anchorWords) words() (string, []string) { return "anchor", anchorNames }

var anchorNames = []string{"first-unanswered", "last-message"}

// A Route says who gets offline messages: [ToQueue], [ToLastAgent] or [ToRobot].
type Route = Enum[routeWords]

// Receivers of offline messages.
const (
	ToQueue     Route = iota // the skill queue
	ToLastAgent              // the last agent first, then the queue
	ToRobot                  // the robot
)

type routeWords struct{}

func (routeWords) words() (string, []string) { return "route", routeNames }

var routeNames = []string{"queue", "last-agent", "robot"}

// A ReopenTo says who gets a session that goes on: [ReopenToMode] or [ReopenToPeople].
type ReopenTo = Enum[reopenWords]

// Receivers of a session that goes on.
const (
	ReopenToMode   ReopenTo = iota // as a new session, by Config.Mode
	ReopenToPeople                 // people, if people answered in it: the last agent as Config.LastAgent says
)

type reopenWords struct{}

func (reopenWords) words() (string, []string) {
	return "choice of who gets a reopened session", reopenNames
}

var reopenNames = []string{"mode", "people"}

// DefaultConfig returns the choices of a desk that has made none: robot and agents, push routing,
// offline messages on. The session ends after 20 minutes in which the contact is silent, with a
// warning 2 minutes before. It passes to another agent after 5 minutes in which the agent is
// silent, with a reminder after half of them. DefaultConfig passes Check.
func DefaultConfig() Config {
	return Config{
		ContactSilent:   ContactLadder(20*time.Minute, 2*time.Minute),
		CalledSilent:    []Rung{{3 * time.Minute, End}},
		AgentSilent:     AgentLadder(5 * time.Minute),
		RobotSilent:     []Rung{{30 * time.Minute, Pass}},
		OfferTime:       100 * time.Second,
		TransferTime:    100 * time.Second,
		HoldMax:         time.Hour,
		MaxHops:         3,
		Reopen:          24 * time.Hour,
		LastAgent:       24 * time.Hour,
		Offline:         true,
		OfflineLimit:    30 * time.Minute,
		OfflineReassign: time.Hour,
		OfflineMax:      7 * 24 * time.Hour,
		Spread:          5 * time.Minute,
		WindowMargin:    2 * time.Minute,
		LoopTurns:       10,
		LoopGap:         2 * time.Second,
	}
}

// ContactLadder ends a session after a silence of total, and warns the contact at total − before.
// If before is 0, there is no warning.
func ContactLadder(total, before time.Duration) []Rung {
	if before <= 0 {
		return []Rung{{total, End}}
	}
	return []Rung{{total - before, Warn}, {total, End}}
}

// AgentLadder passes a session on after a silence of total, and reminds the agent at half of it, to
// the second.
func AgentLadder(total time.Duration) []Rung {
	return []Rung{{(total / 2).Truncate(time.Second), Remind}, {total, Pass}}
}
