package whatsapp

import (
	"slices"
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// object names the webhooks of WhatsApp. Others may arrive at the callback URL of the same app.
const object = "whatsapp_business_account"

// decoder turns the body of one webhook call into events.
type decoder struct {
	cfg      *Config
	n        *receive.Count // of elements
	object   string
	business string    // id of the entry: the WhatsApp Business Account
	at       time.Time // of the entry
	account  string    // of the change that is read now: the id of the number, or of the business
	people   []person  // of the change that is read now
	events   []channel.Event
	walk     receive.Walk // over the list that is read now
}

// decodeCall reads the whole body. Members may come in any order, and twice: entries that come
// before the object are read after it.
func (d *decoder) decodeCall(r *jsonread.Reader) {
	whole := *r
	var entries [][]byte
	done, more := false, false
	for key := range r.Object {
		switch string(key) {
		case "object":
			d.object = readWord(r)
		case "entry":
			if d.object == object { // the usual order saves a walk over the bytes
				d.eachOf(r, d.decodeEntry)
				done = true
				continue
			}
			if d.n.Take() {
				entries = append(entries, r.Raw())
			}
		default:
			more = more || r.Kind() != jsonread.Null
		}
	}
	if entries == nil && more && !done { // such as a bare field and value, the form of a sample of Meta's
		d.decodeOdd(whole.Raw())
		return
	}
	for _, raw := range entries {
		sub := jsonread.Sub(raw)
		d.eachOf(&sub, d.decodeEntry)
	}
}

// eachOf passes every element of an array to f, which consumes it. A value that is no array is odd,
// unless it is null.
func (d *decoder) eachOf(r *jsonread.Reader, f func(*jsonread.Reader)) {
	switch r.Kind() {
	case jsonread.Array:
		for range r.Array {
			if d.n.Over() { // nothing of the call will be kept
				break
			}
			f(r)
		}
	case jsonread.Null, jsonread.Invalid:
		r.Skip()
	default:
		d.decodeOdd(r.Raw())
	}
}

// each passes every element of an array to f. A value that is no array goes to odd, unless it is
// null.
func (d *decoder) each(raw []byte, f, odd func([]byte)) {
	r := jsonread.Sub(raw)
	switch r.Kind() {
	case jsonread.Array:
		d.walk = receive.NewWalk(len(raw))
		for range r.Array {
			if d.n.Over() {
				break
			}
			item := r.Raw()
			d.walk.See(len(item))
			f(item)
		}
		d.walk = receive.Walk{}
	case jsonread.Null, jsonread.Invalid:
	default:
		odd(raw)
	}
}

// decodeEntry reads what belongs to one WhatsApp Business Account.
func (d *decoder) decodeEntry(r *jsonread.Reader) {
	d.business, d.account, d.at = "", "", time.Time{}
	whole := *r
	if r.Kind() != jsonread.Object {
		d.decodeOdd(r.Raw())
		return
	}
	var changes [][]byte
	for key := range r.Object {
		switch string(key) {
		case "id":
			d.business = r.ID()
			d.account = d.business
		case "time":
			d.at = readInstant(r)
		case "changes":
			if d.business != "" && d.object == object {
				d.eachOf(r, d.decodeChange)
				d.account = d.business
				continue
			}
			if d.n.Take() {
				changes = append(changes, r.Raw())
			}
		}
	}
	if d.object != object {
		d.decodeForeign(whole.Raw(), changes)
		return
	}
	for _, raw := range changes {
		sub := jsonread.Sub(raw)
		d.eachOf(&sub, d.decodeChange)
	}
}

// decodeForeign keeps what another product sends to the same URL: its changes, or the whole entry.
func (d *decoder) decodeForeign(raw []byte, changes [][]byte) {
	kind := d.object
	if kind == "" {
		kind = channel.KindOdd
	}
	keep := func(raw []byte) { d.decodeCustom(kind, raw) }
	before := len(d.events)
	for _, list := range changes {
		d.each(list, keep, keep)
	}
	if len(d.events) == before {
		keep(raw)
	}
}

// decodeCustom reports an element that belongs to no conversation, as Custom.
func (d *decoder) decodeCustom(kind string, raw []byte) {
	d.addEvent(channel.Event{
		ID:     channel.EventID(Platform, d.account, kind, stamp(d.at), channel.Fingerprint(raw)),
		Thread: channel.Thread{Platform: Platform, Account: d.account},
		Time:   d.at,
		Origin: channel.OriginPlatform,
		Body:   channel.Custom{Kind: kind, Data: raw},
		Raw:    raw,
	})
}

// decodeOdd reports an element that does not have the form of its kind.
func (d *decoder) decodeOdd(raw []byte) { d.decodeCustom(channel.KindOdd, raw) }

// add reports an event whose ID is made of the platform's own name for the thing.
func (d *decoder) add(ev channel.Event, body channel.Body, parts ...string) {
	ev.ID = channel.EventID(Platform, ev.Thread.Account, parts...)
	ev.Body = body
	d.addEvent(ev)
}

// addCustom reports an element that has no body of its own. Its content is the element's bytes.
func (d *decoder) addCustom(ev channel.Event, kind string, parts ...string) {
	if len(parts) == 0 {
		parts = []string{kind, stamp(ev.Time), channel.Fingerprint(ev.Raw)}
	}
	d.add(ev, channel.Custom{Kind: kind, Data: ev.Raw}, parts...)
}

func (d *decoder) addEvent(ev channel.Event) {
	if !d.n.Take() {
		return
	}
	if len(d.events) == cap(d.events) { // further entries may follow
		d.events = slices.Grow(d.events, max(d.walk.Room(d.n, len(d.events)), len(d.events)))
	}
	d.events = append(d.events, ev)
}

// thread is the thread of the current number with a contact.
func (d *decoder) thread(contact string) channel.Thread {
	return channel.Thread{Platform: Platform, Account: d.account, Contact: contact}
}

// find returns the person with the user id, or else with the phone number. Elements of contacts are
// read by their ids and not by their place, for one of them may be missing. A single contact is the
// person of an element that names none.
func (d *decoder) find(user, phone string) person {
	p := person{user: user, phone: phone}
	for _, c := range d.people {
		switch {
		case user != "" && c.user == user, user == "" && phone != "" && c.phone == phone, user == "" && phone == "" && len(d.people) == 1:
			p.name, p.handle, p.raw = c.name, c.handle, c.raw
			if p.user == "" {
				p.user = c.user
			}
			if p.phone == "" {
				p.phone = c.phone
			}
			return p
		}
	}
	return p
}

// who is the person as a host sees it.
func (p person) who() channel.Person {
	return channel.Person{ID: p.key(), Name: p.name, Handle: p.handle, Phone: p.phone}
}

// stamp writes a time into an ID.
func stamp(t time.Time) string {
	if t.IsZero() {
		return "0"
	}
	return strconv.FormatInt(t.Unix(), 10)
}
