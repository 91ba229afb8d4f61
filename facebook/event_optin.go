package facebook

import (
	"cmp"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeOptin reports that the customer allowed messages, by a plug-in or by accepting marketing
// messages.
func (d *decoder) decodeOptin(e element, ev channel.Event) bool {
	r := jsonread.Sub(e.body)
	s := channel.Started{Source: "optin"}
	typ, guest, token, status, payload := "", "", "", "", ""
	for key := range r.Object {
		switch string(key) {
		case "type":
			typ = r.Text()
		case "ref":
			s.Ref = r.ID()
		case "user_ref":
			guest = r.ID()
		case "notification_messages_token":
			token = r.ID()
		case "notification_messages_status":
			status = r.Text()
		case "payload":
			payload = r.ID()
		case "title":
			s.Title = r.Text()
		}
	}
	if r.Mismatches() > 0 {
		return false
	}
	if token != "" {
		ev.Thread.Contact = "token:" + token
		d.addNameless(ev, permission(s, typ, payload, status), e.name)
		return true
	}
	if ev.Thread.Contact == "" {
		if guest == "" {
			return false
		}
		ev.Thread.Contact, ev.Origin = "ref:"+guest, channel.OriginContact
	}
	ev.Renews = typ == "" && ev.Origin == channel.OriginContact // a plug-in's
	s.Source = cmp.Or(typ, s.Source)
	s.Ref = cmp.Or(s.Ref, payload)
	d.addNameless(ev, s, e.name)
	return true
}

// permission returns the body of an opt-in to marketing messages. The customer may stop and resume
// them.
func permission(s channel.Started, typ, payload, status string) channel.Body {
	switch {
	case strings.HasPrefix(status, "STOP"):
		return channel.Blocked{Reason: status}
	case strings.HasPrefix(status, "RESUME"):
		return channel.Unblocked{}
	}
	s.Ref, s.Source = payload, typ
	return s
}
