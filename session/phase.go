package session

// A Phase is the state of a thread's session. Its zero value is [PhaseClosed]: a new thread has no
// session yet. The others are the constants up to [PhaseOffline].
type Phase = Enum[phaseWords]

// Phases of a session. The robot is in charge in PhaseRobot, and an agent in PhaseAgent and
// PhaseHold. In the other phases no party is in charge.
const (
	PhaseClosed  Phase = iota // no session is open
	PhaseRobot                // the robot serves the contact
	PhaseQueued               // the contact waits for an agent
	PhaseOffered              // one agent is asked to take the session
	PhaseAgent                // an agent serves the contact
	PhaseHold                 // the agent has put the session aside; its clock rests
	PhaseOffline              // a message was left; it is routed later
)

type phaseWords struct{}

func (phaseWords) words() (string, []string) { return "phase", phaseNames }

var phaseNames = []string{"closed", "robot", "queued", "offered", "agent", "hold", "offline"}

// A Party is whom a session waits for, or where a message goes. Its values are the constants from
// [Nobody] to [Host].
type Party = Enum[partyWords]

// Parties of a session. Contact is the customer; Queue means those who wait in it; Host is the
// software that embeds this package, or its administrator.
const (
	Nobody Party = iota
	Contact
	Robot
	Queue
	Agent
	Offline
	Host
)

type partyWords struct{}

func (partyWords) words() (string, []string) { return "party", partyNames }

var partyNames = []string{"nobody", "contact", "robot", "queue", "agent", "offline", "host"}

// Control says which app controls a thread, on platforms where several may. Its values are the
// constants from [ControlOurs] to [ControlAwaited].
type Control = Enum[controlWords]

// States of control: which app has the thread.
const (
	ControlOurs    Control = iota
	ControlOther           // another app has the thread
	ControlAwaited         // another app has it, and the contact waits for an answer from us
)

type controlWords struct{}

func (controlWords) words() (string, []string) { return "control", controlNames }

var controlNames = []string{"ours", "other", "awaited"}

// A Reason says why a session was closed or something refused. Its values are the constants from
// [ReasonNone] to [ReasonSuperseded].
type Reason = Enum[reasonWords]

// Reasons why a session was closed or a request refused. The first group closes sessions, the
// second is of [Refuse]; ReasonControlLost, ReasonNoAgent and ReasonClosedHours are of both.
const (
	ReasonNone          Reason = iota
	ReasonContactSilent        // the last rung of the contact's ladder
	ReasonContactLeft          // the contact ended it
	ReasonAgentDone            // the agent ended it
	ReasonRobotDone            // the robot ended it
	ReasonHost                 // the host or an administrator ended it
	ReasonClosedHours          // the robot could not go on, the desk is closed, and offline messages are off
	ReasonRobotFailed          // the robot failed and there are no agents
	ReasonRobotSilent          // the robot was silent and there are no agents
	ReasonNoAgent              // the queue wait ended and offline messages are off
	ReasonExpired              // an offline message was not answered in time
	ReasonUnreachable          // the contact blocked us or cannot be reached
	ReasonControlLost          // another app controls the thread
	ReasonLoop                 // two automatic parties were answering each other

	ReasonNotInCharge       // the session is not with the robot or agent who speaks or asks
	ReasonOutboundForbidden // agents may not write first
	ReasonOutboundLate      // the contact's last message is too long ago for the agent to write first
	ReasonWindowClosed      // the platform's reply window is over: the notice was dropped
	ReasonNoTarget          // a transfer or a request for help names no possible target
	ReasonSuperseded        // the contact said more while the robot was thinking
)

type reasonWords struct{}

func (reasonWords) words() (string, []string) { return "reason", reasonNames }

var reasonNames = []string{"none", "contact-silent", "contact-left", "agent-done", "robot-done", "host", "closed-hours",
	"robot-failed", "robot-silent", "no-agent", "expired", "unreachable", "control-lost", "loop",
	"not-in-charge", "outbound-forbidden", "outbound-late", "window-closed", "no-target", "superseded"}
