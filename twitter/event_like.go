package twitter

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeLike decodes an element of favorite_events: a user likes a Post.
func (d *decoder) decodeLike(raw []byte) {
	var id, author string
	var at int64
	var user channel.Person
	r := jsonread.Sub(raw)
	for key := range r.Object {
		switch string(key) {
		case "id":
			id = r.ID()
		case "timestamp_ms":
			at = readTime(&r)
		case "user":
			user = readUser(&r, "")
		case "favorited_status":
			_, user := readOther(&r)
			author = user
		}
	}
	if r.Mismatches() > 0 || id == "" || user.ID == "" || d.account == "" {
		d.decodeOdd("favorite_events", raw)
		return
	}
	ev := channel.Event{From: user, Time: instant(at), Body: channel.Custom{Kind: "favorite_events", Data: raw}, Raw: raw}
	contact := user.ID
	if user.ID == d.account {
		contact = ""
		if author != d.account {
			contact = author
		}
	} else {
		ev.Origin = channel.OriginContact
	}
	d.add(d.id("like", id), contact, ev)
}

// decodeActivityLike decodes like.create. It does not say who likes.
func (d *decoder) decodeActivityLike(a activity) {
	var id string
	var at int64
	r := a.payload
	for key := range r.Object {
		switch string(key) {
		case "id":
			id = r.ID()
		case "timestamp_ms":
			at = readTime(&r)
		}
	}
	if id == "" {
		d.decodeActivityCustom(a, "")
		return
	}
	d.add(d.id("like", id), "", channel.Event{Time: instant(at), Body: channel.Custom{Kind: a.kind, Data: a.raw}, Raw: a.raw})
}
