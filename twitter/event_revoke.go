package twitter

import (
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeRevoke decodes user_event: the account withdrew the app's permission.
func (d *decoder) decodeRevoke(raw []byte) {
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
		d.decodeCustom("user_event", raw)
		return
	}
	d.addRevoked(user, app, at, raw)
}

// decodeActivityRevoke decodes oauth.revoke. Its filter is empty: the payload names the account.
func (d *decoder) decodeActivityRevoke(a activity) {
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
		d.decodeActivityCustom(a, "")
		return
	}
	d.addRevoked(user, app, at, a.raw)
}

func (d *decoder) addRevoked(user, app, at string, raw []byte) {
	own := *d
	own.account = user
	when := date(at)
	if !when.IsZero() {
		at = when.Format(time.RFC3339) // one spelling of an instant
	}
	own.add(own.id("revoke", app, at), "", channel.Event{From: channel.Person{ID: user}, Origin: channel.OriginPlatform,
		Time: when, Body: channel.Revoked{Reason: "the account withdrew the app's permission"}, Raw: raw})
	d.events = own.events
}
