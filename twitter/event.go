package twitter

import (
	"bytes"
	"cmp"
	"math"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// envelope is what the elements of one webhook call share. v1.1 and v2 of the Account Activity API have one form:
// for_user_id, a list of events under the name of their kind, and the people and apps that occur in them. The X Activity API
// wraps the same lists: see activity.
type envelope struct {
	c       *Channel
	account string // the subscribed user
	sent    bool   // the product says that the account sent it
	uuid    string // of the activity that carries the lists; empty in the Account Activity API
	people  people
	apps    jsonread.Reader
	events  []channel.Event
}

// events decodes a proved body, an object.
func (c *Channel) events(r jsonread.Reader) []channel.Event {
	e := envelope{c: c}
	e.lists(r, "")
	return e.events
}

// lists decodes the lists of events in an object, those whose name begins with the prefix, and reports whether there are any. The
// account and the people may stand behind them, so the object is read to its end first.
func (e *envelope) lists(r jsonread.Reader, prefix string) bool {
	type list struct{ name, raw []byte }
	var few [4]list
	found := few[:0]
	for key := range r.Object {
		switch string(key) {
		case "for_user_id":
			e.account = cmp.Or(r.ID(), e.account)
		case "users":
			e.people.users = r
		case "apps":
			e.apps, e.people.apps = r, r
		default:
			if len(key) >= len(prefix) && string(key[:len(prefix)]) == prefix {
				found = append(found, list{key, r.Raw()})
			}
		}
	}
	for _, l := range found {
		e.list(l.name, l.raw)
	}
	return len(found) > 0
}

// list decodes the events that stand under the name of their kind: those of an array, or a single object. What is neither says
// something about the envelope; only under a name that is known to hold events it is an odd one.
func (e *envelope) list(name, raw []byte) {
	r := jsonread.Sub(raw)
	switch r.Kind() {
	case jsonread.Array:
		for range r.Array {
			e.element(name, r.Raw())
		}
	case jsonread.Object:
		e.element(name, raw)
	case jsonread.Null:
	default:
		if holdsEvents(name) {
			e.odd(string(name), raw)
		}
	}
}

func (e *envelope) element(name, raw []byte) {
	switch string(name) {
	case "direct_message_events":
		e.message(raw)
	case "direct_message_indicate_typing_events":
		e.typing(raw)
	case "direct_message_mark_read_events":
		e.read(raw)
	case "tweet_create_events":
		e.post(raw)
	case "tweet_delete_events":
		e.postDeleted(raw)
	case "favorite_events":
		e.favorite(raw)
	case "follow_events", "block_events", "mute_events", "unfollow_events", "unblock_events", "unmute_events":
		e.relation(string(name), raw)
	case "user_event":
		e.userEvent(raw)
	case "replay_job_status":
		e.replayStatus(raw)
	case "data":
		e.activity(raw)
	default:
		e.custom(string(name), raw)
	}
}

func holdsEvents(name []byte) bool {
	return bytes.HasSuffix(name, []byte("_events")) || string(name) == "user_event" || string(name) == "replay_job_status" || string(name) == "data"
}

// add appends an event of the envelope's account.
func (e *envelope) add(id, contact string, ev channel.Event) {
	ev.ID = id
	ev.Thread = e.thread(contact)
	e.events = append(e.events, ev)
}

func (e *envelope) thread(contact string) channel.Thread {
	return channel.Thread{Platform: Platform, Account: e.owner(), Contact: contact}
}

// owner is the account whose event it is: where the call does not say, the one that receives it.
func (e *envelope) owner() string {
	if e.account == "" {
		return e.c.cfg.Account
	}
	return e.account
}

func (e *envelope) id(parts ...string) string { return channel.EventID(Platform, e.owner(), parts...) }

// custom keeps an element that has no body of its own under X's own word for it.
func (e *envelope) custom(kind string, raw []byte) {
	e.add(e.id(kind, channel.Fingerprint(raw)), "", channel.Event{Body: channel.Custom{Kind: kind, Data: raw}, Raw: raw})
}

// odd keeps an element that does not have the form of its kind.
func (e *envelope) odd(name string, raw []byte) {
	e.add(e.id(name, channel.Fingerprint(raw)), "", channel.Event{Body: channel.Custom{Kind: channel.KindOdd, Data: raw}, Raw: raw})
}

// lastSecond is the last one of the year 9999. As milliseconds it is in 1978, long before X.
const lastSecond = 253402300799

// readTime reads milliseconds or seconds since 1970, as a number or a text. A fraction of a second becomes milliseconds. What cannot be a time
// is none, and no mismatch: it does not cost an event its place.
func readTime(r *jsonread.Reader) int64 {
	whole, fraction := *r, *r
	r.Skip()
	n := whole.Int()
	if whole.Mismatches() == r.Mismatches() {
		return n
	}
	switch f := fraction.Float(); {
	case !(f > 0 && f < lastSecond*1000):
		return 0
	case f > lastSecond:
		return int64(f)
	default:
		return int64(math.Round(f * 1000))
	}
}

// instant converts milliseconds since 1970, or seconds where the number can be that. Up to 10^12 would not do: the clock of package
// testing/synctest begins in 2000, below it. What lies outside the years 1 to 9999, which JSON cannot write, is no time.
func instant(n int64) time.Time {
	switch {
	case n <= 0:
		return time.Time{}
	case n <= lastSecond:
		return plausible(time.Unix(n, 0))
	}
	return plausible(time.UnixMilli(n))
}

func plausible(t time.Time) time.Time {
	if t = t.UTC(); t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

// date reads a point in time as v1.1 or v2 writes it.
func date(s string) time.Time {
	for _, layout := range [...]string{time.RubyDate, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return plausible(t)
		}
	}
	return time.Time{}
}
