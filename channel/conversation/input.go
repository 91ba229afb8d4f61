package conversation

import (
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
)

// An Input is one thing that happened in a thread. It is stored before anything is decided, and
// its ID is unique for good: a webhook that is delivered again, a form that is sent again and a
// robot that answers again all change nothing. Exactly one of Event, Said and Session is set.
type Input struct {
	// ID is Event.ID for an event of a platform. For what a robot, an agent or the host does it is
	// the host's own name of the action, such as "agent/" and the id of a form.
	ID string `json:"id"`
	// Thread is the conversation. For a channel.Moved it is the former one, whose row goes along.
	Thread channel.Thread `json:"thread"`
	// Channel is the id of the record that owned the account when the input came. If empty, the
	// input is of the channel of Row.
	Channel string `json:"channel,omitempty"`
	// Skipped says why the input waits for Store.Release and is not applied. If empty, it is
	// applied.
	Skipped directory.Skipped `json:"skipped,omitempty"`

	Event   *channel.Event `json:"event,omitempty"`
	Said    *Said          `json:"said,omitempty"`
	Session *session.Event `json:"session,omitempty"` // of a router, of an agent's screen or of the host

	// Data is the host's own, such as the words of a hint that only agents read. It is stored with
	// the input, and handed to the hook of the store in Change.Applied. Erase deletes it.
	Data []byte `json:"data,omitempty"`

	// Trace is the host's trace context: see Config.Trace. It goes along with the questions and the
	// receipts that come of the input.
	Trace string `json:"trace,omitempty"`

	// At is when the input was stored, by the clock of the store, which sets it in a View.
	At time.Time `json:"-"`
	// Held is set by the store in a View for an input that was in Change.Held.
	Held bool `json:"-"`
	// Live is set by the store in a View for a message that came again without Standby after its
	// copy on standby was applied: see Store.Add. See decision 211.
	Live bool `json:"-"`
}

// Said is what a robot or an agent wants to say and do. All of it is decided in one transaction.
type Said struct {
	Messages []channel.Message `json:"messages,omitempty"`
	// Agent names the agent who wrote the messages. If empty, the robot did.
	Agent string `json:"agent,omitempty"`
	// Call is the key of the Call that the robot answers. If the call is not there any more,
	// because it was answered or the robot was stopped, nothing is said.
	Call string `json:"call,omitempty"`
	// Saw is the Input.ID of the newest message of the contact that the author had seen: see
	// session.Event.Saw. If empty, the author had seen all. In the answer of a Robot, an empty Saw
	// means that the robot had seen no more than the message of its Call.
	Saw string `json:"saw,omitempty"`
	// Again is the key of a receipt that failed or is uncertain, to be sent once more in place of
	// Messages. If a part had arrived already, the contact reads it twice.
	Again string `json:"again,omitempty"`

	// Arrived is the key of an uncertain receipt whose message was seen to arrive. Its remaining
	// parts are sent.
	Arrived string `json:"arrived,omitempty"`

	// At most one of these says what the robot does after its messages. Queue goes with Handoff.
	Handoff bool   `json:"handoff,omitempty"` // it wants a person
	Done    bool   `json:"done,omitempty"`    // it ends the session
	Failed  bool   `json:"failed,omitempty"`  // it cannot go on
	Queue   string `json:"queue,omitempty"`   // the skill queue wanted; empty: the session's own
	// Owes says that a robot without messages still owes an answer, so that its silence leads to
	// people in time (session.Config.RobotSilent). Without it, nothing more is to be said.
	Owes bool `json:"owes,omitempty"`
}

// empty reports whether nothing is said. A robot may answer a call with nothing: the call is over
// then.
func (s Said) empty() bool {
	return len(s.Messages) == 0 && s.Call == "" && s.Again == "" && s.Arrived == "" && !s.Handoff && !s.Done && !s.Failed
}

// Check reports what is wrong with an input, one *channel.FieldError for each complaint, or nil. It
// looks at the form alone.
func (in Input) Check() error {
	var errs []error
	complain := func(field, code, reason string) {
		errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
	}
	if in.ID == "" {
		complain("id", channel.CodeMissing, "input needs an id")
	}
	if in.Thread.Platform == "" {
		complain("thread", channel.CodeMissing, "input needs a thread with a platform")
	}
	set := 0
	for _, is := range []bool{in.Event != nil, in.Said != nil, in.Session != nil} {
		if is {
			set++
		}
	}
	if set != 1 {
		complain("event", channel.CodeConflict, "input needs exactly one of event, said and session")
	}
	if in.Event != nil && in.Event.Body == nil {
		complain("event.body", channel.CodeMissing, "event needs a body")
	}
	if s := in.Said; s != nil {
		if s.Again != "" && len(s.Messages) > 0 {
			complain("said.again", channel.CodeConflict, "must not go with messages")
		}
		if s.Agent != "" && (s.Call != "" || s.Handoff || s.Done || s.Failed) {
			complain("said.agent", channel.CodeConflict, "only a robot answers a call, hands off, ends or fails")
		}
		if s.Handoff && s.Done || s.Handoff && s.Failed || s.Done && s.Failed {
			complain("said.handoff", channel.CodeConflict, "at most one of handoff, done and failed")
		}
		if s.Owes && (s.Agent != "" || len(s.Messages) > 0 || s.Handoff || s.Done || s.Failed) {
			complain("said.owes", channel.CodeConflict, "only a robot without messages owes an answer")
		}
		if s.empty() {
			complain("said.messages", channel.CodeMissing, "said needs messages, or something to do")
		}
	}
	if in.Session != nil {
		ev := *in.Session
		ev.ID = in.ID // as the session will get it
		if err := ev.Check(); err != nil {
			errs = append(errs, err)
		}
		if in.Session.Kind == session.Tick {
			complain("session.kind", channel.CodeInvalid, "a tick is no input")
		}
	}
	return errors.Join(errs...)
}
