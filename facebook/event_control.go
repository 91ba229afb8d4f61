package facebook

import (
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeControl reports that control over the thread went from one app to another.
func (d *decoder) decodeControl(e element, ev channel.Event) bool {
	r := jsonread.Sub(e.body)
	var h channel.Handover
	for key := range r.Object {
		switch string(key) {
		case "previous_owner_app_id", "requested_owner_app_id":
			h.From = r.ID()
		case "new_owner_app_id":
			h.To = r.ID()
		case "metadata":
			h.Note = r.Text()
		}
	}
	if r.Mismatches() > 0 {
		return false
	}
	switch e.kind {
	case kindPass:
		h.Kind = channel.HandoverPassed
	case kindTake:
		h.Kind = channel.HandoverTaken
	case kindRequest:
		h.Kind = channel.HandoverRequested
	}
	ev.Origin, ev.From = channel.OriginPlatform, channel.Person{} // the sender is the customer, who did nothing
	d.addNameless(ev, h, e.name)
	return true
}

// decodeRoles reports the roles that an app has now: ours, if it is named.
func (d *decoder) decodeRoles(e element, ev channel.Event) bool {
	r := jsonread.Sub(e.body)
	h := channel.Handover{Kind: channel.HandoverRoles}
	for app := range r.Object {
		if r.Kind() != jsonread.Array {
			continue
		}
		ours := string(app) == d.cfg.AppID
		var roles []string
		for range r.Array {
			if role := r.Text(); d.n.Take() {
				roles = append(roles, role)
			}
		}
		if h.To == "" || ours {
			h.To, h.Note = string(app), strings.Join(roles, ",")
		}
	}
	if h.To == "" || r.Mismatches() > 0 {
		return false
	}
	ev.Origin, ev.From = channel.OriginPlatform, channel.Person{}
	d.addNameless(ev, h, e.name)
	return true
}

// decodeEnforcement reports that Meta blocked the Page. A warning and the end of a block are
// Custom: see [DecodeEnforcement].
func (d *decoder) decodeEnforcement(e element, ev channel.Event) bool {
	p, ok := readEnforcement(e.body)
	if !ok {
		return false
	}
	ev.Origin, ev.From = channel.OriginPlatform, channel.Person{}
	var body channel.Body = channel.Custom{Kind: KindEnforcement, Data: e.raw}
	if p.Action == "block" {
		body = channel.Revoked{Reason: p.Reason}
	}
	d.addNameless(ev, body, KindEnforcement)
	return true
}
