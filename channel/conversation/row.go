package conversation

import (
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
)

// A Row is what a store keeps of a thread with a contact.
type Row struct {
	Thread  channel.Thread `json:"thread"`
	Channel string         `json:"channel,omitempty"` // id of the record that owns the account
	State   session.State  `json:"state"`
	Person  channel.Person `json:"person,omitzero"` // the contact, as far as events told
	// Wake is when the thread is due if nothing happens before. A store that keeps no nanoseconds
	// rounds it up. The zero Time means never.
	Wake time.Time `json:"wake,omitzero"`
	// AnswerUntil is until when the platform takes what an agent writes, for screens and queues.
	// The zero Time means without end, or that the contact was never heard. Stores keep it as a
	// column: see their method Closing.
	AnswerUntil time.Time `json:"answerUntil,omitzero"`
}

// Open reports whether the thread has an open session.
func (r Row) Open() bool { return r.State.Phase != session.PhaseClosed }

// A Call is a question to the robot of a thread. It is asked at least once, until it is answered
// once.
type Call struct {
	Key    string         `json:"key"` // unique: the key of the action that asks the question
	Thread channel.Thread `json:"thread"`
	// Event is the contact's message, as it reads now: an edit changes it. If nil, the robot
	// begins.
	Event *channel.Event `json:"event,omitempty"`
	// Trace is that of the input that led to the question: see Config.Trace.
	Trace string `json:"trace,omitempty"`
}
