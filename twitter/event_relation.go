package twitter

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// relation decodes an element of follow_events, block_events or mute_events: source acts on target. The kinds of X's tables
// that end what these begin (unfollow_events, …) come in practice as a type within the same list; both are taken.
func (e *envelope) relation(name string, raw []byte) {
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
			source = readUser(&r)
		case "target":
			target = readUser(&r)
		}
	}
	if odd || source.ID == "" || target.ID == "" || e.account == "" {
		e.odd(name, raw)
		return
	}
	kind = cmp.Or(kind, strings.TrimSuffix(name, "_events"))
	when := channel.Fingerprint(raw)
	if created != 0 {
		when = strconv.FormatInt(created, 10)
	}
	e.addRelation(e.id(kind, source.ID, target.ID, when), kind, kind, source, target,
		channel.Event{Time: instant(created), Raw: raw})
}

// activityRelation decodes follow.follow, follow.unfollow and their like. They bear no time.
func (e *envelope) activityRelation(a activity, verb string) {
	var source, target channel.Person
	r := a.payload
	for key := range r.Object {
		switch string(key) {
		case "source":
			source = readUser(&r)
		case "target":
			target = readUser(&r)
		}
	}
	if source.ID == "" || target.ID == "" || e.account == "" {
		e.activityCustom(a, "")
		return
	}
	e.addRelation(e.id(verb, source.ID, target.ID, a.name()), verb, a.kind, source, target, channel.Event{Raw: a.raw})
}

// addRelation adds Blocked or Unblocked where the contact closed or opened the door; all else, also what the account did itself, is Custom.
func (e *envelope) addRelation(id, verb, kind string, source, target channel.Person, ev channel.Event) {
	ev.From = source
	contact := source.ID
	if source.ID == e.account {
		contact = target.ID
	} else {
		ev.Origin = channel.OriginContact
	}
	switch {
	case verb == "block" && target.ID == e.account && source.ID != e.account:
		ev.Body = channel.Blocked{}
	case verb == "unblock" && target.ID == e.account && source.ID != e.account:
		ev.Body = channel.Unblocked{}
	default:
		ev.Body = channel.Custom{Kind: kind, Data: ev.Raw}
	}
	e.add(id, contact, ev)
}

// favorite decodes an element of favorite_events: somebody likes a Post.
func (e *envelope) favorite(raw []byte) {
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
			user = readUser(&r)
		case "favorited_status":
			_, user := readOther(&r)
			author = user
		}
	}
	if r.Mismatches() > 0 || id == "" || user.ID == "" || e.account == "" {
		e.odd("favorite_events", raw)
		return
	}
	ev := channel.Event{From: user, Time: instant(at), Body: channel.Custom{Kind: "favorite_events", Data: raw}, Raw: raw}
	contact := user.ID
	if user.ID == e.account {
		contact = ""
		if author != e.account {
			contact = author
		}
	} else {
		ev.Origin = channel.OriginContact
	}
	e.add(e.id("like", id), contact, ev)
}

// activityLike decodes like.create. It does not say who likes.
func (e *envelope) activityLike(a activity) {
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
		e.activityCustom(a, "")
		return
	}
	e.add(e.id("like", id), "", channel.Event{Time: instant(at), Body: channel.Custom{Kind: a.kind, Data: a.raw}, Raw: a.raw})
}

// userEvent decodes user_event: the account withdrew the app's permission.
func (e *envelope) userEvent(raw []byte) {
	var app, user, at string
	r := jsonread.Sub(raw)
	revoked := false
	for key := range r.Object {
		if string(key) != "revoke" {
			continue
		}
		revoked = r.Kind() == jsonread.Object
		for key := range r.Object {
			switch string(key) {
			case "date_time":
				at = r.Text()
			case "target":
				app = readMember(&r, "app_id")
			case "source":
				user = readMember(&r, "user_id")
			}
		}
	}
	if !revoked || user == "" {
		e.custom("user_event", raw)
		return
	}
	e.addRevoked(user, app, at, raw)
}

// activityRevoke decodes oauth.revoke. Its filter is empty: the payload names the account.
func (e *envelope) activityRevoke(a activity) {
	var app, user, at string
	r := a.payload
	for key := range r.Object {
		switch string(key) {
		case "date_time":
			at = r.Text()
		case "app_id":
			app = r.ID()
		case "user_id":
			user = r.ID()
		}
	}
	if user == "" {
		e.activityCustom(a, "")
		return
	}
	e.addRevoked(user, app, at, a.raw)
}

func (e *envelope) addRevoked(user, app, at string, raw []byte) {
	own := *e
	own.account = user
	when := date(at)
	if !when.IsZero() {
		at = when.Format(time.RFC3339) // one spelling of an instant
	}
	own.add(own.id("revoke", app, at), "", channel.Event{From: channel.Person{ID: user}, Origin: channel.OriginPlatform,
		Time: when, Body: channel.Revoked{Reason: "the account withdrew the app's permission"}, Raw: raw})
	e.events = own.events
}

func readMember(r *jsonread.Reader, name string) (id string) {
	for key := range r.Object {
		if string(key) == name {
			id = r.ID()
		}
	}
	return id
}

// replayStatus decodes replay_job_status: a replay that somebody asked for has ended.
func (e *envelope) replayStatus(raw []byte) {
	r := jsonread.Sub(raw)
	var job, state string
	for key := range r.Object {
		switch string(key) {
		case "job_id":
			job = r.ID()
		case "job_state":
			state = r.Text()
		}
	}
	if r.Mismatches() > 0 || job == "" {
		e.custom("replay_job_status", raw)
		return
	}
	e.add(e.id("replay", job, state), "", channel.Event{Origin: channel.OriginPlatform,
		Body: channel.Custom{Kind: "replay_job_status", Data: raw}, Raw: raw})
}
