package twitter

import (
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeActivity decodes one event of the X Activity API: {"event_uuid", "filter":{"user_id"},
// "event_type", "payload", "includes"}. The payload has direct messages in the form of the Account
// Activity API; event_uuid names the delivery, so it serves as an id only where the thing has none
// of its own. [X Activity API event payload examples]
func (d *decoder) decodeActivity(raw []byte) {
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
				switch string(key) {
				case "users":
					a.users = r
				case "media":
					a.media = r
				}
			}
		}
	}
	if a.kind == "" { // what else does not have its form is as if it were missing
		d.decodeOdd("data", raw)
		return
	}
	// Each element has an envelope of its own: who is subscribed, and who occurs.
	own := decoder{c: d.c, account: a.account, sent: a.kind == "dm.sent", uuid: a.uuid, events: d.events, n: d.n, walk: d.walk}
	own.people.included, own.people.n = a.users, d.n
	own.decodeActivityElement(a)
	d.events = own.events
}

// activity is an event of the X Activity API.
type activity struct {
	raw                 []byte
	uuid, kind, account string
	payload             jsonread.Reader // at the value; zero: there is none
	users, media        jsonread.Reader // of includes, likewise
}

// decodeActivityElement decodes an activity by its kind.
func (d *decoder) decodeActivityElement(a activity) {
	kind, verb := a.kind, a.kind[strings.LastIndexByte(a.kind, '.')+1:]
	switch {
	case strings.HasPrefix(kind, "dm."):
		d.decodeActivityMessage(a)
	case strings.HasPrefix(kind, "chat."):
		d.decodeChat(a)
	case kind == "post.delete":
		d.decodeActivityPostDeleted(a)
	case strings.HasPrefix(kind, "post.") && verb == "create":
		d.decodeActivityPost(a)
	case strings.HasPrefix(kind, "follow."), strings.HasPrefix(kind, "block."), strings.HasPrefix(kind, "mute."):
		d.decodeActivityRelation(a, verb)
	case kind == "like.create":
		d.decodeActivityLike(a)
	case kind == "oauth.revoke":
		d.decodeActivityRevoke(a)
	default:
		d.decodeActivityCustom(a, "")
	}
}

// decodeActivityMessage decodes dm.received, dm.sent, dm.read and dm.indicate_typing. X has
// published no sample of the last two: the lists of the Account Activity API are expected, anything
// else is kept as Custom.
func (d *decoder) decodeActivityMessage(a activity) {
	if !d.decodeLists(a.payload, "direct_message_") {
		d.decodeActivityCustom(a, "")
	}
}

// decodeActivityCustom keeps an activity that has no body of its own.
func (d *decoder) decodeActivityCustom(a activity, contact string) {
	d.add(d.id(a.kind, a.name()), contact, channel.Event{Body: channel.Custom{Kind: a.kind, Data: a.raw}, Raw: a.raw})
}

// name is what tells this activity from others of its kind where the thing itself has no name.
func (a activity) name() string {
	if a.uuid != "" {
		return a.uuid
	}
	return channel.Fingerprint(a.raw)
}
