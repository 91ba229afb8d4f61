package twitter

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeRelation decodes an element of follow_events, block_events or mute_events: source acts on
// target. The kinds of X's tables that end what these begin (unfollow_events, …) come in practice
// as a type within the same list; both are taken.
func (d *decoder) decodeRelation(name string, raw []byte) {
	var kind string
	var created int64
	var source, target channel.Person
	r := jsonread.Sub(raw)
	odd := false
	for key := range r.Object {
		switch string(key) {
		case "type":
			odd = !isOrNull(&r, jsonread.String)
			kind = r.Text()
		case "created_timestamp":
			created = readTime(&r)
		case "source":
			source = readUser(&r, "")
		case "target":
			target = readUser(&r, "")
		}
	}
	if odd || source.ID == "" || target.ID == "" || d.account == "" {
		d.decodeOdd(name, raw)
		return
	}
	kind = cmp.Or(kind, strings.TrimSuffix(name, "_events"))
	when := channel.Fingerprint(raw)
	if created != 0 {
		when = strconv.FormatInt(created, 10)
	}
	d.addRelation(d.id(kind, source.ID, target.ID, when), kind, kind, source, target,
		channel.Event{Time: instant(created), Raw: raw})
}

// decodeActivityRelation decodes follow.follow, follow.unfollow and their like. They bear no time.
func (d *decoder) decodeActivityRelation(a activity, verb string) {
	var source, target channel.Person
	r := a.payload
	for key := range r.Object {
		switch string(key) {
		case "source":
			source = readUser(&r, "")
		case "target":
			target = readUser(&r, "")
		}
	}
	if source.ID == "" || target.ID == "" || d.account == "" {
		d.decodeActivityCustom(a, "")
		return
	}
	d.addRelation(d.id(verb, source.ID, target.ID, a.name()), verb, a.kind, source, target, channel.Event{Raw: a.raw})
}

// addRelation adds Blocked or Unblocked where the contact closed or opened the door; all else, also
// what the account did itself, is Custom.
func (d *decoder) addRelation(id, verb, kind string, source, target channel.Person, ev channel.Event) {
	ev.From = source
	contact := source.ID
	if source.ID == d.account {
		contact = target.ID
	} else {
		ev.Origin = channel.OriginContact
	}
	switch {
	case verb == "block" && target.ID == d.account && source.ID != d.account:
		ev.Body = channel.Blocked{}
	case verb == "unblock" && target.ID == d.account && source.ID != d.account:
		ev.Body = channel.Unblocked{}
	default:
		ev.Body = channel.Custom{Kind: kind, Data: ev.Raw}
	}
	d.add(id, contact, ev)
}
