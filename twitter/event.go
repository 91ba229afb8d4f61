package twitter

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// decoder decodes one webhook call, or one page of a history. v1.1 and v2 of the Account Activity
// API have one form: for_user_id, a list of events under the name of their kind, and the people and
// apps that occur in them. The X Activity API wraps the same lists, each with a decoder of its own:
// see decodeActivity.
type decoder struct {
	c       *Channel
	account string // the subscribed user
	sent    bool   // the product says that the account sent it
	uuid    string // of the activity that carries the lists; empty in the Account Activity API
	people  people
	apps    jsonread.Reader
	events  []channel.Event
	n       *receive.Count // of elements; nil: no bound
	walk    receive.Walk   // over the list that is read now

	addresses map[string]string // of apps, by id; nil: not read yet
}

// decodeCall reads the whole body, which is an object of lists.
func (d *decoder) decodeCall(r jsonread.Reader) { d.decodeLists(r, "") }

// decodeLists decodes the lists of events in an object, those whose name begins with the prefix,
// and reports whether there are any. The account and the people may follow them, so the object is
// read to its end first.
func (d *decoder) decodeLists(r jsonread.Reader, prefix string) bool {
	type list struct{ name, raw []byte }
	var few [4]list
	found := few[:0]
	for key := range r.Object {
		switch string(key) {
		case "for_user_id":
			d.account = cmp.Or(r.KnownID(d.c.cfg.Account), d.account)
		case "users":
			d.people.users = r
		case "apps":
			d.apps, d.people.apps = r, r
		default:
			if len(key) >= len(prefix) && string(key[:len(prefix)]) == prefix && d.n.Take() {
				found = append(found, list{key, r.Raw()})
			}
		}
	}
	for _, l := range found {
		if d.n.Over() {
			break
		}
		d.decodeList(l.name, l.raw)
	}
	return len(found) > 0
}

// decodeList decodes the events under the name of their kind: those of an array, or a single
// object. Any other value belongs to the envelope, unless the name is known to hold events: then it
// is odd.
func (d *decoder) decodeList(name, raw []byte) {
	r := jsonread.Sub(raw)
	switch r.Kind() {
	case jsonread.Array:
		d.walk = receive.NewWalk(len(raw))
		for range r.Array {
			if d.n.Over() {
				return
			}
			item := r.Raw()
			d.walk.See(len(item))
			d.decodeElement(name, item)
		}
	case jsonread.Object:
		d.decodeElement(name, raw)
	case jsonread.Null:
	default:
		if holdsEvents(name) {
			d.decodeOdd(string(name), raw)
		}
	}
}

// decodeElement decodes one event of a list.
func (d *decoder) decodeElement(name, raw []byte) {
	switch string(name) {
	case "direct_message_events":
		d.decodeMessage(raw)
	case "direct_message_indicate_typing_events":
		d.decodeTyping(raw)
	case "direct_message_mark_read_events":
		d.decodeRead(raw)
	case "tweet_create_events":
		d.decodePost(raw)
	case "tweet_delete_events":
		d.decodePostDeleted(raw)
	case "favorite_events":
		d.decodeLike(raw)
	case "follow_events", "block_events", "mute_events", "unfollow_events", "unblock_events", "unmute_events":
		d.decodeRelation(string(name), raw)
	case "user_event":
		d.decodeRevoke(raw)
	case "replay_job_status":
		d.decodeReplay(raw)
	case "data":
		d.decodeActivity(raw)
	default:
		d.decodeCustom(string(name), raw)
	}
}

func holdsEvents(name []byte) bool {
	return bytes.HasSuffix(name, []byte("_events")) || string(name) == "user_event" || string(name) == "replay_job_status" || string(name) == "data"
}

// add appends an event of the envelope's account.
func (d *decoder) add(id, contact string, ev channel.Event) {
	if !d.n.Take() {
		return
	}
	ev.ID = id
	ev.Thread = d.thread(contact)
	if len(d.events) == cap(d.events) {
		d.events = slices.Grow(d.events, d.walk.Room(d.n, len(d.events)))
	}
	d.events = append(d.events, ev)
}

func (d *decoder) thread(contact string) channel.Thread {
	return channel.Thread{Platform: Platform, Account: d.owner(), Contact: contact}
}

// owner is the account whose event it is: where the call does not say, the one that receives it.
func (d *decoder) owner() string {
	if d.account == "" {
		return d.c.cfg.Account
	}
	return d.account
}

func (d *decoder) id(parts ...string) string { return channel.EventID(Platform, d.owner(), parts...) }

// decodeCustom keeps an element that has no body of its own under X's own word for it.
func (d *decoder) decodeCustom(kind string, raw []byte) {
	d.add(d.id(kind, channel.Fingerprint(raw)), "", channel.Event{Body: channel.Custom{Kind: kind, Data: raw}, Raw: raw})
}

// decodeOdd keeps an element that does not have the form of its kind.
func (d *decoder) decodeOdd(name string, raw []byte) {
	d.add(d.id(name, channel.Fingerprint(raw)), "", channel.Event{Body: channel.Custom{Kind: channel.KindOdd, Data: raw}, Raw: raw})
}
