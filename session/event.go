package session

import (
	"errors"
	"time"
)

// An EventKind says what happened. Its values are the constants from [Tick] to [JoinRequested]. In
// their comments, the words after the colon are the fields of [Event] that they use.
type EventKind = Enum[eventWords]

// Kinds of an event. Fields of [Event] that a kind uses are named with it; ID is used
// by all but Tick, Time only by messages of the contact and of a person in the
// platform's inbox.
//
// Delivered, read, typing, reactions and edits cannot change a session and
// have no kind. Echoes of our own sends must not be passed as events.
const (
	// Tick is the passing of time: the host passes it at Wake, or at any time.
	Tick EventKind = iota
	// ContactMessage is a message or a press by the contact: Keyword, Press, Thanks, Standby,
	// Automatic, NoRenew, Present; with a keyword or as the first message of a
	// session also Queue and Priority.
	ContactMessage
	// RobotMessage is what the robot wants to say: Saw. It is delivered or refused.
	RobotMessage
	// AgentMessage is what an agent at our desk wants to say: Agent, Saw. It is
	// delivered or refused. In a closed session it opens one, with Queue and
	// Priority.
	AgentMessage
	// PersonMessage was said by a person in the platform's own inbox: Agent if known. It answers
	// what the contact wrote before. It takes the session from the robot unless it is older than
	// Config.Stale. It takes it from the queue or from offline messages only if nothing is left to
	// be answered. Do not pass echoes of our own messages.
	PersonMessage
	// AssistantMessage is a hint for the agent in charge, never for the contact. Agent is the
	// helper who gives it; if empty, it is the robot's.
	AssistantMessage
	// Undelivered reports that the newest answer of robot or agent failed for
	// good: the contact does not owe a reply to what never came.
	Undelivered
	// Handoff is the robot's wish for an agent, or the contact's by other means than a message:
	// Queue, Priority, Present, and By (Contact or Host) if it is not the robot's own. It is
	// refused if Mode is RobotOnly, or if the desk is closed and offline messages are off: then the
	// robot goes on.
	Handoff
	// RobotFailed reports that the robot cannot go on: Present.
	RobotFailed
	// AgentFound is the router's choice for a queued session: Agent.
	AgentFound
	// AgentAccepted takes an offer, with pull routing a queued session, or an
	// offline message: Agent, Offer.
	AgentAccepted
	// AgentDeclined refuses an offer: Agent, Offer.
	AgentDeclined
	// NoAgent is the router's report that no agent can take the session. Closing time needs no
	// report: a queue closes by itself.
	NoAgent
	// AgentLeft reports that an agent went off duty, or that a helper left the conversation: Agent.
	AgentLeft
	// TransferRequested asks to pass the session on: Agent (who asks), To
	// (Queue, Agent, Robot or Offline), Queue, Target, Priority, Force. With Force and the
	// agent who asks as the Target, that agent takes the session at once.
	TransferRequested
	// TransferCancelled takes the agent's own request back: Agent.
	TransferCancelled
	// HoldStarted puts the session aside: Agent.
	HoldStarted
	// HoldEnded takes it up again: Agent.
	HoldEnded
	// CloseRequested ends the session: By, and Agent if By is Agent.
	CloseRequested
	// ContactGone reports that the contact blocked us or cannot be reached.
	ContactGone
	// ControlLost reports that another app controls the thread.
	ControlLost
	// ControlReturned reports that we control the thread again: Present.
	ControlReturned
	// Waived says that the agent in charge owes the contact no more: Agent. It ends the agent's
	// turn, and a hold, as an answer does, and nothing is delivered.
	Waived
	// JoinRequested asks for a helper of the agent in charge: Agent (who asks), Role, and Target or
	// Queue. With Force, Target joins at once: this is how a supervisor joins. A helper leaves with
	// AgentLeft.
	JoinRequested
	eventKinds
)

type eventWords struct{}

func (eventWords) words() (string, []string) { return "event", eventNames }

var eventNames = []string{"tick", "contact-message", "robot-message", "agent-message", "person-message",
	"assistant-message", "undelivered", "handoff", "robot-failed", "agent-found", "agent-accepted",
	"agent-declined", "no-agent", "agent-left", "transfer-requested", "transfer-cancelled", "hold-started",
	"hold-ended", "close-requested", "contact-gone", "control-lost", "control-returned", "waived", "join-requested"}

// An Event is one thing that happened to a thread. The zero Event is a Tick.
//
// Ids of agents and queues are valid UTF-8 of at most [MaxID] bytes without control characters. An
// event that breaks this is taken as a Tick, but a contact's message is never lost for it: it is
// applied without its agents and its queue. Every event without an ID is a Tick.
type Event struct {
	Kind EventKind `json:"kind"`
	// ID names the event for good: unique within its kind and thread, the same
	// when it is delivered again. Not used by Tick.
	ID string `json:"id,omitzero"`
	// Time is the platform's time of a message. Zero means now; later than now
	// counts as now. No deadline starts at it.
	Time time.Time `json:"time,omitzero"`

	Agent    string `json:"agent,omitzero"`    // who acts
	Target   string `json:"target,omitzero"`   // the agent a transfer goes to
	Queue    string `json:"queue,omitzero"`    // the skill queue wanted; empty keeps the present one
	Priority int16  `json:"priority,omitzero"` // zero keeps the present one
	Offer    uint32 `json:"offer,omitzero"`    // Action.Offer of what is accepted or declined
	To       Party  `json:"to,omitzero"`       // where a transfer goes
	By       Party  `json:"by,omitzero"`       // who closes, or whose wish a Handoff is

	// Keyword says that the message asks for an agent. The host decides it,
	// usually with keyword.Matcher.Match while the phase is PhaseRobot or PhaseClosed.
	Keyword bool `json:"keyword,omitzero"`
	// Press marks a press of a button or of a quick reply. No machine on the contact's side makes
	// those, so a press never counts as a loop.
	Press bool `json:"press,omitzero"`
	// Thanks marks a message that wants no answer, such as "thanks, bye" or the answer to a survey.
	// The host decides it, usually with a keyword.Matcher of closing words in mode Exact. Within
	// Config.Reopen after the end it opens no session. If it is the contact's turn because an agent
	// wrote last (the agent may have left since), it changes no turn and ends no hold. Otherwise it
	// is a message like any other: a robot in charge answers it, and so does an agent who owes an
	// answer anyway.
	Thanks bool `json:"thanks,omitzero"`
	// Standby marks a message that the platform shows us while another app controls the thread.
	// A message without it proves that we control the thread.
	Standby bool `json:"standby,omitzero"`
	// Automatic marks a message that a machine on the contact's side sent. It
	// is forwarded, but opens nothing and is owed no answer.
	Automatic bool `json:"automatic,omitzero"`
	// NoRenew marks a message that does not open the platform's reply window.
	NoRenew bool `json:"noRenew,omitzero"`
	// Present says that the agent in State.LastAgent is on duty and has room.
	Present bool `json:"present,omitzero"`
	// Force takes a session from its agent at once, without waiting for an accept.
	Force bool `json:"force,omitzero"`
	// Role is the role of a helper.
	Role Role `json:"role,omitzero"`
	// Saw is the ID of the newest contact message that the author of a RobotMessage or an
	// AgentMessage had seen. If a message that wants an answer came after it, the author's turn
	// begins anew. If empty, the author had seen all.
	Saw string `json:"saw,omitzero"`
}

// Check reports what is wrong with an event that is no Tick, as one error that joins a
// [*FieldError] for each field, or nil: an unknown Kind or Role, a missing ID, and ids of agents
// and queues that break the rule of [Event]. If Check returns an error, Step treats the event as a
// Tick, with two exceptions: if only agents or the queue of a contact's message are wrong, it is
// applied without them, and an unknown Role alone makes no event a Tick.
func (e Event) Check() error {
	if e.Kind == Tick {
		return nil
	}
	var k checker
	word(&k, "Kind", e.Kind)
	word(&k, "Role", e.Role)
	if e.ID == "" {
		k.add("ID", "the name of the event, so that a repetition is known", "empty")
	}
	k.id("Agent", e.Agent)
	k.id("Target", e.Target)
	k.id("Queue", e.Queue)
	return errors.Join(k.all...)
}

// usable reports whether the event may be applied. A contact's message is made
// usable where another event would be ignored.
func (e *Event) usable() bool {
	if e.Kind == Tick || e.Kind >= eventKinds || e.ID == "" {
		return false
	}
	ok := func(id string) bool { return id == "" || validID(id) }
	if ok(e.Agent) && ok(e.Target) && ok(e.Queue) {
		return true
	}
	if e.Kind != ContactMessage {
		return false
	}
	e.Agent, e.Target, e.Queue = "", "", ""
	return true
}
