package session

// An ActionKind says what the host is to do. Its values are the constants from [StartRobot] to
// [Leave]. In their comments, the words after the colon are the fields of [Action] that they fill.
type ActionKind = Enum[actionWords]

// Kinds of an action. Fields of [Action] that a kind fills are named with it; Key and
// Session are filled in all. Event is the id of the event that caused it.
const (
	// StartRobot puts the robot in charge: Reopened.
	StartRobot ActionKind = iota + 1
	// StopRobot takes the session from the robot: By. If By is Robot, the robot itself leaves, and
	// its messages that still wait are sent. Otherwise those messages are withdrawn.
	StopRobot
	// Enqueue wants an agent: Queue, Priority, Since (waiting since), Exclude, Front, Reopened;
	// Offer if it is a transfer request, and Role if it asks for a helper. If one agent is to be
	// asked first, Agent is set; if the others must wait for that agent, Until says how long. For a
	// session already in the queue it replaces what was said before.
	Enqueue
	// Dequeue takes the session out of the queue: Queue. With Offer it takes out a request for a
	// transfer or a helper instead, that of the Enqueue with this Offer.
	Dequeue
	// Offer asks one agent to take the session: Agent, Queue, Priority, Offer, Until. With Role it
	// asks the agent to help the one in charge.
	Offer
	// Withdraw ends an offer that was not accepted. It also answers an accept that came too late
	// and a router's choice that is not possible: Agent, Offer.
	Withdraw
	// Assign puts an agent in charge: Agent, Queue. An empty Agent is a person
	// in the platform's own inbox.
	Assign
	// Unassign takes the session from the agent: Agent.
	Unassign
	// Forward shows the contact's message, Event, to a party: To, Late, Agent if To is Agent. If To
	// is Nobody, the message only goes into the history; if To is Offline, into the session's
	// offline message.
	Forward
	// Deliver sends the message Event of robot or agent: By, and Agent if By is Agent.
	Deliver
	// Refuse says that what was asked, Event, is not done: Reason, By, and Agent if By is Agent.
	// With Notice it reports a notice that was not sent, because the platform's reply window is
	// over: Notice, To, Reason, Until.
	Refuse
	// Suggest shows the hint Event to the agent: Agent.
	Suggest
	// Notify is an automatic message: Notice, To (Contact or Agent), Agent,
	// Silence if a rung before the last caused it, and Until, the moment that the notice
	// announces, if it is known: the next opening (NoticeNonWorking), the end of the session
	// (NoticeStillThere), the end of the reply window (NoticeWindowClosing). A host without a
	// text for it sends nothing.
	Notify
	// StoreOffline makes the session an offline message: Queue, Priority. A session has at most
	// one. Reopened is set if it exists already and waits again.
	StoreOffline
	// RouteOffline gives an offline message to a party: To (Queue, Agent, Robot), Agent, Queue,
	// Until. An Enqueue or StartRobot follows.
	RouteOffline
	// RememberAgent reports who is now the thread's last agent: Agent. If Agent is empty, the
	// thread has none any more.
	RememberAgent
	// Close ends the session: Reason.
	Close
	// Join adds a helper to the agent in charge: Agent, Role. A helper who has another role
	// already changes it.
	Join
	// Leave ends the help of an agent: Agent. If Agent is empty, all helpers leave.
	Leave
	actionKinds
)

type actionWords struct{}

func (actionWords) words() (string, []string) { return "action", actionNames }

var actionNames = []string{"none", "start-robot", "stop-robot", "enqueue", "dequeue", "offer", "withdraw", "assign",
	"unassign", "forward", "deliver", "refuse", "suggest", "notify", "store-offline", "route-offline",
	"remember-agent", "close", "join", "leave"}

// A Notice is a kind of automatic message. The host has the texts. Its values are the constants
// from [NoticeNonWorking] to [NoticeWindowClosing].
type Notice = Enum[noticeWords]

// Notices. They go to the contact unless the comment says "to the agent".
const (
	NoticeNone           Notice = iota
	NoticeNonWorking            // the desk is closed; once in each closed period
	NoticeLeaveMessage          // no agent can be had: leave a message
	NoticeQueued                // an agent is being looked for
	NoticeStillWaiting          // a rung of the queue's ladder
	NoticeStillThere            // a rung of the contact's ladder
	NoticeEnded                 // the session ends because the contact was silent
	NoticeAgentBusy             // a Warn rung of the agent's ladder
	NoticeRobotBusy             // a rung of the robot's ladder
	NoticeTransferred           // another agent takes over
	NoticeNoAgent               // the wait ended without an agent
	NoticeRobotFailed           // the robot cannot go on and there are no agents
	NoticeReminder              // to the agent: the contact waits
	NoticeTransferFailed        // to the agent: the transfer was not accepted
	NoticeResumed               // to the agent: the hold ended by itself
	NoticeWindowClosing         // to the agent: the reply window ends soon
)

type noticeWords struct{}

func (noticeWords) words() (string, []string) { return "notice", noticeNames }

var noticeNames = []string{"none", "non-working", "leave-message", "queued", "still-waiting", "still-there", "ended",
	"agent-busy", "robot-busy", "transferred", "no-agent", "robot-failed", "reminder", "transfer-failed",
	"resumed", "window-closing"}

// An Action is something for the host to do, as data. The host stores the
// actions with the state and carries them out in their order, each Key once.
type Action struct {
	Key `json:"key"` // with Kind, Event, Notice, To and Silence

	Agent    string  `json:"agent,omitzero"`
	Queue    string  `json:"queue,omitzero"`
	Exclude  List    `json:"exclude,omitzero"`
	Since    Instant `json:"since,omitzero"`
	Until    Instant `json:"until,omitzero"`
	Session  uint32  `json:"session,omitzero"` // number of the session in its thread
	Offer    uint32  `json:"offer,omitzero"`
	Priority int16   `json:"priority,omitzero"`
	By       Party   `json:"by,omitzero"`
	Reason   Reason  `json:"reason,omitzero"`
	Role     Role    `json:"role,omitzero"`     // of a helper
	Late     bool    `json:"late,omitzero"`     // an older message of the contact, by Event.Time, that arrives after a newer one
	Front    bool    `json:"front,omitzero"`    // to the front of the queue
	Reopened bool    `json:"reopened,omitzero"` // the closed session goes on; its number is the same
}
