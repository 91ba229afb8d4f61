package conversation

import (
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
)

// Facts are what Meaning needs to know apart from the event. The zero Facts are allowed: then no
// message has a keyword, no echo is known, and no Handover changes control.
type Facts struct {
	App      string               // our app's id, where several apps share a thread; if empty, it is not known
	Phase    session.Phase        // of the thread
	Keywords *keyword.Matcher     // words that ask for a person
	Thanks   *keyword.Matcher     // whole messages that want no answer
	Ours     func(id string) bool // reports whether a receipt, open or closed, has the message id
	Sending  bool                 // a send to the thread is under way: an event of unknown origin may be its echo
	Present  bool                 // the agent in State.LastAgent is on duty and has room
}

// An Outcome is what becomes of an event.
type Outcome int

// Outcomes of an event: what to do with it.
const (
	Pass   Outcome = iota // pass the events to the session, in their order
	Ignore                // no session changes; a screen may show the event
	Hold                  // look at it again when the send under way has ended
	Move                  // the thread has a new name: Event.Thread
)

// Meaning says what an event of a channel is for the session, whatever its body, origin and
// standby. Call Receipt.Settle first: an event that settles a receipt tells the session nothing
// more.
//
//	Message, Press, Started of the contact   ContactMessage with Standby, NoRenew, Press, Automatic,
//	                                         Thanks; Keyword in the phases robot and closed
//	Message of a person, of unknown origin   nothing if its id is ours; Hold while a part is begun;
//	                                         else PersonMessage
//	Message of us, other apps, the platform  nothing: no clock stops
//	Blocked                                  ContactGone
//	Handover                                 passed to us: ControlReturned; passed to another app,
//	                                         or taken from us: ControlLost
//	Moved                                    Move
//	Failed and everything else               nothing: the end of a receipt tells the session
func Meaning(e channel.Event, f Facts) ([]session.Event, Outcome) {
	switch b := e.Body.(type) {
	case channel.Message:
		switch e.Origin {
		case channel.OriginContact:
			return pass(contactMessage(e, b, f))
		case channel.OriginPerson, channel.OriginUnknown:
			switch {
			case b.ID != "" && f.Ours != nil && f.Ours(b.ID):
				return nil, Ignore
			case f.Sending:
				return nil, Hold
			}
			return pass(session.Event{Kind: session.PersonMessage, ID: e.ID, Time: e.Time})
		}
	case channel.Press:
		if e.Origin == channel.OriginContact {
			ev := content(e, f)
			ev.Press = true
			return pass(ev)
		}
	case channel.Started:
		if e.Origin == channel.OriginContact {
			return pass(content(e, f))
		}
	case channel.Blocked:
		return pass(session.Event{Kind: session.ContactGone, ID: e.ID})
	case channel.Handover:
		return handover(e, b, f)
	case channel.Moved:
		return nil, Move
	}
	return nil, Ignore
}

func pass(e session.Event) ([]session.Event, Outcome) { return []session.Event{e}, Pass }

// content is anything of the contact that wants an answer.
func content(e channel.Event, f Facts) session.Event {
	return session.Event{Kind: session.ContactMessage, ID: e.ID, Time: e.Time, NoRenew: !e.Renews, Standby: e.Standby, Present: f.Present}
}

func contactMessage(e channel.Event, m channel.Message, f Facts) session.Event {
	ev := content(e, f)
	ev.Press = m.Payload != ""
	ev.Automatic = m.By == channel.ByAutomatic
	if f.Phase == session.PhaseRobot || f.Phase == session.PhaseClosed {
		_, ev.Keyword = f.Keywords.Match(m.Text)
	}
	_, ev.Thanks = f.Thanks.Match(m.Text)
	return ev
}

// handover knows only what concerns this app: without its id nothing can be said.
func handover(e channel.Event, h channel.Handover, f Facts) ([]session.Event, Outcome) {
	switch {
	case f.App == "":
	case h.Kind == channel.HandoverPassed && h.To == f.App:
		return pass(session.Event{Kind: session.ControlReturned, ID: e.ID, Present: f.Present})
	case h.Kind == channel.HandoverPassed && h.To != "", h.Kind == channel.HandoverTaken && h.From == f.App:
		return pass(session.Event{Kind: session.ControlLost, ID: e.ID})
	}
	return nil, Ignore
}

// Unreadable reports whether a message says nothing that a robot could read: encrypted, or of a
// kind that the library has no word for. Platforms mark both with attachments of kind
// channel.MediaOther.
func Unreadable(m channel.Message) bool {
	return m.Text == "" && m.Payload == "" && m.Location == nil && m.Card == nil && len(m.Attachments) > 0 &&
		!slices.ContainsFunc(m.Attachments, func(a channel.Attachment) bool {
			return a.Kind != channel.MediaOther || a.ID != "" || a.URL != ""
		})
}
