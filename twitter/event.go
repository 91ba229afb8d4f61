package twitter

import (
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
	people  people
	apps    jsonread.Reader
	events  []channel.Event
}

// events decodes a proved body, an object.
func (c *Channel) events(r jsonread.Reader) []channel.Event {
	e := envelope{c: c}
	head := r
	for key := range head.Object {
		switch string(key) {
		case "for_user_id":
			e.account = head.ID()
		case "users":
			e.people.users = head
		case "apps":
			e.apps, e.people.apps = head, head
		}
	}
	for key := range r.Object {
		switch string(key) {
		case "for_user_id", "users", "apps", "user_has_blocked":
		case "data":
			e.each(&r, e.activity)
		case "user_event":
			e.each(&r, e.userEvent)
		case "replay_job_status":
			e.each(&r, e.replayStatus)
		default:
			e.list(string(key), &r)
		}
	}
	return e.events
}

// each hands the objects under the cursor to take: those of an array, or a single one.
func (e *envelope) each(r *jsonread.Reader, take func(raw []byte)) {
	switch r.Kind() {
	case jsonread.Array:
		for range r.Array {
			take(r.Raw())
		}
	case jsonread.Object:
		take(r.Raw())
	}
}

// list decodes the events that stand under the name of their kind. What is neither a list nor an object says something
// about the envelope; only under a name that is known to hold events it is an odd one.
func (e *envelope) list(name string, r *jsonread.Reader) {
	take, known := e.taker(name)
	switch r.Kind() {
	case jsonread.Array, jsonread.Object:
		e.each(r, take)
	case jsonread.Null:
	default:
		if known {
			e.odd(name, r.Raw())
		}
	}
}

// taker returns what decodes an event of a list.
func (e *envelope) taker(name string) (take func(raw []byte), known bool) {
	switch name {
	case "direct_message_events":
		take = e.message
	case "direct_message_indicate_typing_events":
		take = e.typing
	case "direct_message_mark_read_events":
		take = e.read
	case "tweet_create_events":
		take = e.post
	case "tweet_delete_events":
		take = e.postDeleted
	case "favorite_events":
		take = e.favorite
	case "follow_events", "block_events", "mute_events", "unfollow_events", "unblock_events", "unmute_events":
		take = func(raw []byte) { e.relation(name, raw) }
	default:
		return func(raw []byte) { e.custom(name, raw) }, false
	}
	return take, true
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

// instant converts milliseconds since 1970. What lies outside the years 1 to 9999, which JSON cannot write, is no time.
func instant(ms int64) time.Time {
	if ms <= 0 {
		return time.Time{}
	}
	return plausible(time.UnixMilli(ms))
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
