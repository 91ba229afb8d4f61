package twitter

import (
	"cmp"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// activity decodes one event of the X Activity API: {"event_uuid", "filter":{"user_id"}, "event_type", "payload", "includes"}.
// Direct messages stand in the payload as in the Account Activity API; event_uuid names the delivery, so it serves as an id only where
// the thing has none of its own. [X Activity API event payload examples]
func (e *envelope) activity(raw []byte) {
	a := activity{raw: raw}
	r := jsonread.Sub(raw)
	for key := range r.Object {
		switch string(key) {
		case "event_uuid":
			a.uuid = r.ID()
		case "event_type":
			a.kind = r.Text()
		case "filter":
			for key := range r.Object {
				if string(key) == "user_id" {
					a.account = r.ID()
				}
			}
		case "payload":
			a.payload = r
		case "includes":
			for key := range r.Object {
				if string(key) == "users" {
					a.users = r
				}
			}
		}
	}
	if a.kind == "" { // what else does not have its form is as if it were missing
		e.odd("data", raw)
		return
	}
	// Each element has an envelope of its own: who is subscribed, and who occurs.
	own := envelope{c: e.c, account: a.account, sent: a.kind == "dm.sent", uuid: a.uuid, events: e.events}
	own.people.included = a.users
	own.dispatch(a)
	e.events = own.events
}

// activity is an event of the X Activity API.
type activity struct {
	raw                 []byte
	uuid, kind, account string
	payload, users      jsonread.Reader // at the value; zero: there is none
}

func (e *envelope) dispatch(a activity) {
	kind, verb := a.kind, a.kind[strings.LastIndexByte(a.kind, '.')+1:]
	switch {
	case strings.HasPrefix(kind, "dm."):
		e.messages(a)
	case strings.HasPrefix(kind, "chat."):
		e.chat(a)
	case kind == "post.delete":
		e.activityPostDeleted(a)
	case strings.HasPrefix(kind, "post.") && verb == "create":
		e.activityPost(a)
	case strings.HasPrefix(kind, "follow."), strings.HasPrefix(kind, "block."), strings.HasPrefix(kind, "mute."):
		e.activityRelation(a, verb)
	case kind == "like.create":
		e.activityLike(a)
	case kind == "oauth.revoke":
		e.activityRevoke(a)
	default:
		e.activityCustom(a, "")
	}
}

// messages decodes dm.received, dm.sent, dm.read and dm.indicate_typing. X has published no sample of the last two: the lists of the
// Account Activity API are expected, anything else is kept as Custom.
func (e *envelope) messages(a activity) {
	if !e.lists(a.payload, "direct_message_") {
		e.activityCustom(a, "")
	}
}

// activityCustom keeps an activity that has no body of its own.
func (e *envelope) activityCustom(a activity, contact string) {
	e.add(e.id(a.kind, a.name()), contact, channel.Event{Body: channel.Custom{Kind: a.kind, Data: a.raw}, Raw: a.raw})
}

// name is what tells this activity from others of its kind where the thing itself has no name.
func (a activity) name() string {
	if a.uuid != "" {
		return a.uuid
	}
	return channel.Fingerprint(a.raw)
}

// chat keeps an end-to-end encrypted message: see DecodeChat.
func (e *envelope) chat(a activity) {
	chat, err := readChat(a.payload)
	if err != nil || e.account == "" {
		e.activityCustom(a, "")
		return
	}
	ev := channel.Event{From: channel.Person{ID: chat.Sender}, Time: chat.Time,
		Body: channel.Custom{Kind: a.kind, Data: a.raw}, Raw: a.raw}
	contact := chat.Sender
	if chat.Sender == e.account {
		contact = otherOf(chat.Conversation, e.account)
	} else {
		ev.Origin = channel.OriginContact
	}
	id := e.id("chat", chat.ID)
	if a.kind != "chat.received" && a.kind != "chat.sent" {
		id = e.id(a.kind, cmp.Or(chat.ID, a.name()))
	}
	e.add(id, contact, ev)
}
