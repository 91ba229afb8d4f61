package facebook

import (
	"slices"
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// decoder turns the body of one webhook call into events.
type decoder struct {
	cfg    *Config
	object string // of the call: "page", "instagram"
	entry  entry  // the part of the call that is read now
	events []channel.Event
	n      *receive.Count // of elements; nil: no bound
	walk   receive.Walk   // over the list that is read now
}

// decodeCall reads the whole body. Members may come in any order, so an array is read after the
// members around it.
func (d *decoder) decodeCall(r *jsonread.Reader) {
	whole := *r
	var entries []byte
	var again [][]byte // further members of that name
	more := false
	for key := range r.Object {
		switch string(key) {
		case "object":
			d.object = r.KnownID(objectPage, objectInstagram)
		case "entry":
			if entries != nil && !d.n.Take() {
				continue
			}
			if entries != nil {
				again = append(again, r.Raw())
				continue
			}
			entries = r.Raw()
		default:
			more = more || r.Kind() != jsonread.Null
		}
	}
	if entries == nil && more { // such as a bare field and value, the form of a sample of Meta's
		d.decodeOdd(whole.Raw())
		return
	}
	d.decodeEntries(entries)
	for _, raw := range again {
		d.decodeEntries(raw)
	}
}

func (d *decoder) decodeEntries(raw []byte) {
	decode := d.decodeForeign
	if d.object == "page" || d.object == "instagram" {
		decode = d.decodeEntry
	}
	d.each(raw, decode, d.decodeOdd)
}

// each passes every element of an array to f. A value that is no array goes to odd, unless it is
// null.
func (d *decoder) each(raw []byte, f, odd func([]byte)) {
	r := jsonread.Sub(raw)
	switch r.Kind() {
	case jsonread.Array:
		outer := d.walk // over the entries
		d.walk = outer.Within(len(raw))
		for range r.Array {
			if d.n.Over() {
				break
			}
			item := r.Raw()
			d.walk.See(len(item))
			f(item)
		}
		d.walk = outer
	case jsonread.Null, jsonread.Invalid:
	default:
		odd(raw)
	}
}

// decodeCustom reports an element that belongs to no conversation, as Custom.
func (d *decoder) decodeCustom(kind string, raw []byte) {
	d.addEvent(channel.Event{
		ID:     channel.EventID(Platform, d.entry.id, kind, stamp(d.entry.at), channel.Fingerprint(raw)),
		Thread: channel.Thread{Platform: Platform, Account: d.entry.id},
		Time:   d.entry.at,
		Origin: channel.OriginPlatform,
		Body:   channel.Custom{Kind: kind, Data: raw},
		Raw:    raw,
	})
}

// decodeOdd reports an element that does not have the form of its kind.
func (d *decoder) decodeOdd(raw []byte) { d.decodeCustom(channel.KindOdd, raw) }

// decodeElement reports one member of messaging or standby.
func (d *decoder) decodeElement(raw []byte, standby bool) {
	e := readElement(raw, d.entry.id)
	ev := e.event(&d.entry)
	ev.Standby = standby
	if e.prior != nil {
		d.decodeMove(e, ev)
	}
	known := ev.Thread.Contact != "" && !e.odd
	switch e.kind {
	case kindMessage:
		known = known && d.decodeMessage(e, ev)
	case kindEdit:
		known = known && d.decodeEdit(e, ev)
	case kindPostback:
		known = known && d.decodePress(e, ev)
	case kindReaction:
		known = known && d.decodeReaction(e, ev)
	case kindDelivery:
		known = known && d.decodeDelivery(e, ev)
	case kindRead:
		known = known && d.decodeRead(e, ev)
	case kindReferral:
		known = known && d.decodeReferral(e, ev)
	case kindOptin: // a plug-in's optin has no sender, and neither have roles and policy
		known = !e.odd && d.decodeOptin(e, ev)
	case kindPass, kindTake, kindRequest:
		known = known && d.decodeControl(e, ev)
	case kindRoles:
		known = !e.odd && d.decodeRoles(e, ev)
	case kindEnforcement:
		known = !e.odd && d.decodeEnforcement(e, ev)
	default:
		if known = !e.odd; known {
			d.addCustom(e, ev, e.name)
		}
	}
	if !known {
		ev.Origin = channel.OriginUnknown
		d.addNameless(ev, channel.Custom{Kind: channel.KindOdd, Data: raw}, channel.KindOdd)
	}
	if e.lead { // the answers of a lead form
		d.addNameless(ev, channel.Custom{Kind: KindLead, Data: raw}, KindLead)
	}
}

// event returns the members that every kind of event shares: thread, person, origin and time.
func (e *element) event(en *entry) channel.Event {
	account := en.id
	if account == "" { // the sample of customer feedback has no entry id
		account = e.recipient.id
		if e.kind == kindMessage && isEcho(e.body) {
			account = e.sender.id
		}
	}
	ev := channel.Event{
		Thread: channel.Thread{Platform: Platform, Account: account, Contact: e.sender.contact()},
		From:   channel.Person{ID: e.sender.id},
		Origin: channel.OriginContact,
		Time:   e.at,
		Raw:    e.raw,
	}
	if e.at.IsZero() {
		ev.Time = en.at
	}
	if ev.Thread.Contact == "" || ev.Thread.Contact == account { // an echo, or no sender
		ev.Origin = channel.OriginUnknown
		ev.Thread.Contact = e.recipient.contact()
		if ev.Thread.Contact == account {
			ev.Thread.Contact = ""
		}
	}
	return ev
}

// add reports an event whose ID is made of the platform's own name for the thing.
func (d *decoder) add(ev channel.Event, body channel.Body, parts ...string) {
	ev.ID = channel.EventID(Platform, ev.Thread.Account, parts...)
	ev.Body = body
	d.addEvent(ev)
}

func (d *decoder) addEvent(ev channel.Event) {
	if !d.n.Take() {
		return
	}
	if len(d.events) == cap(d.events) {
		d.events = slices.Grow(d.events, d.walk.Room(d.n, len(d.events)))
	}
	d.events = append(d.events, ev)
}

// addNameless reports an event of a thing that has no name at Meta: its ID is made of its kind,
// time and bytes.
func (d *decoder) addNameless(ev channel.Event, body channel.Body, kind string) {
	d.add(ev, body, kind, stamp(ev.Time), channel.Fingerprint(ev.Raw))
}

func (d *decoder) addCustom(e element, ev channel.Event, kind string) {
	if e.kind == kindUnknown {
		ev.Origin = channel.OriginUnknown
	}
	d.addNameless(ev, channel.Custom{Kind: kind, Data: e.raw}, kind)
}

// stamp writes a time into an ID.
func stamp(t time.Time) string {
	if t.IsZero() {
		return "0"
	}
	return strconv.FormatInt(t.UnixMilli(), 10)
}

// moment writes the time of something that happened to a named thing. An event without a time of
// its own adds its bytes, because all events of an entry share the entry's time. See decision 051.
func (e *element) moment(ev channel.Event) string {
	switch {
	case ev.Time.IsZero():
		return channel.Fingerprint(ev.Raw)
	case e.at.IsZero():
		return stamp(ev.Time) + "." + channel.Fingerprint(ev.Raw)
	}
	return stamp(ev.Time)
}

// origin tells who sent an echo by the id of the sending app. See decision 052.
func (d *decoder) origin(app string) channel.Origin {
	switch {
	case app == "":
		return channel.OriginUnknown
	case app == d.cfg.AppID:
		return channel.OriginUs
	case slices.Contains(d.cfg.Inboxes, app):
		return channel.OriginPerson
	default:
		return channel.OriginOtherApp
	}
}

func isEcho(message []byte) bool {
	r := jsonread.Sub(message)
	echo := false
	for key := range r.Object {
		if string(key) == "is_echo" {
			echo = r.Bool()
		}
	}
	return echo
}
