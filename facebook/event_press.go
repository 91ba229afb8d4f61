package facebook

import (
	"cmp"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// postback reports that a button was pressed. What mid names is not said (the button's message, or the press), so the time tells one
// press from the next. On standby there is no payload.
func (d *decoder) postback(e element, ev channel.Event) bool {
	r := jsonread.Sub(e.body)
	var p channel.Press
	mid, odd := "", r.Kind() != jsonread.Object
	for key := range r.Object {
		switch string(key) {
		case "mid":
			mid = r.ID()
		case "title":
			p.Button = r.Text()
		case "payload": // what a robot acts on: without it this would be another press
			before := r.Mismatches()
			p.Payload = r.ID()
			odd = odd || r.Mismatches() > before
		case "referral":
			referral, _ := readReferral(&r)
			p.Referral = referral
		}
	}
	if odd {
		return false
	}
	ev.Renews = ev.Origin == channel.OriginContact
	if mid == "" {
		d.addNameless(ev, p, e.name)
		return true
	}
	d.add(ev, p, mid, e.name, e.moment(ev))
	return true
}

// reaction reports a reaction to a message, or its withdrawal.
func (d *decoder) reaction(e element, ev channel.Event) bool {
	r := jsonread.Sub(e.body)
	var to channel.Reacted
	action, word, emoji := "", "", ""
	for key := range r.Object {
		switch string(key) {
		case "mid":
			to.MessageID = r.ID()
		case "action":
			action = r.Text()
		case "reaction":
			word = r.Text()
		case "emoji":
			emoji = r.Text()
		}
	}
	emoji = cmp.Or(emoji, word)
	if to.MessageID == "" || r.Mismatches() > 0 || action != "unreact" && emoji == "" {
		return false
	}
	if action != "unreact" {
		to.Reactions = []string{emoji}
		ev.Renews = ev.Origin == channel.OriginContact
	}
	d.add(ev, to, to.MessageID, e.name, e.moment(ev))
	return true
}

// delivery reports that messages reached the customer.
func (d *decoder) delivery(e element, ev channel.Event) bool {
	r := jsonread.Sub(e.body)
	var body channel.Delivered
	for key := range r.Object {
		switch string(key) {
		case "mids":
			for range r.Array {
				if id := r.ID(); id != "" {
					body.IDs = append(body.IDs, id)
				}
			}
		case "watermark":
			body.Until = readInstant(&r)
		}
	}
	if len(body.IDs) == 0 && body.Until.IsZero() {
		return false
	}
	d.addNameless(ev, body, e.name)
	return true
}

// read reports that the customer read: all up to a time on Messenger, all up to a message on Instagram.
func (d *decoder) read(e element, ev channel.Event) bool {
	r := jsonread.Sub(e.body)
	var body channel.Read
	for key := range r.Object {
		switch string(key) {
		case "mid":
			body.Through = r.ID()
		case "watermark":
			body.Until = readInstant(&r)
		}
	}
	if body.Through == "" && body.Until.IsZero() {
		return false
	}
	d.addNameless(ev, body, e.name)
	return true
}

// referral reports that the customer came into an existing conversation by a link or an advertisement. A link renews the
// reply window, an advertisement only with the message that follows ("Send a Message").
func (d *decoder) referral(e element, ev channel.Event) bool {
	r := jsonread.Sub(e.body)
	s, typ := readReferral(&r)
	if s == nil {
		return false
	}
	ev.Renews = ev.Origin == channel.OriginContact && s.Ad == "" && s.Source != "ADS" && (typ == "" || typ == "OPEN_THREAD")
	d.addNameless(ev, *s, e.name)
	return true
}

// optin reports that the customer allowed messages: by a plug-in, or by accepting marketing messages.
func (d *decoder) optin(e element, ev channel.Event) bool {
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

// permission is what an opt-in to marketing messages says of its token. The customer may stop and resume them.
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

// handover reports that control over the thread went from one app to another.
func (d *decoder) handover(e element, ev channel.Event) bool {
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

// roles reports what roles an app has now; ours, if it is named.
func (d *decoder) roles(e element, ev channel.Event) bool {
	r := jsonread.Sub(e.body)
	h := channel.Handover{Kind: channel.HandoverRoles}
	for app := range r.Object {
		if r.Kind() != jsonread.Array {
			continue
		}
		ours := string(app) == d.appID
		var roles []string
		for range r.Array {
			roles = append(roles, r.Text())
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

// policy reports that Meta blocked the Page. A warning, and the end of a block, are Custom: see PolicyOf.
func (d *decoder) policy(e element, ev channel.Event) bool {
	p, ok := readPolicy(e.body)
	if !ok {
		return false
	}
	ev.Origin, ev.From = channel.OriginPlatform, channel.Person{}
	var body channel.Body = channel.Custom{Kind: KindPolicy, Data: e.raw}
	if p.Action == "block" {
		body = channel.Revoked{Reason: p.Reason}
	}
	d.addNameless(ev, body, KindPolicy)
	return true
}
