package facebook

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodePress reports that a button was pressed. Meta does not say whether mid names the button's
// message or the press, so the time tells one press from the next. On standby a press has no
// payload, so it has an ID of its own.
func (d *decoder) decodePress(e element, ev channel.Event) bool {
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
	p.Referral = e.referralBeside(p.Referral)
	ev.Renews = ev.Origin == channel.OriginContact
	parts := []string{mid, e.name, e.moment(ev)}
	if mid == "" {
		parts = []string{e.name, stamp(ev.Time), channel.Fingerprint(ev.Raw)}
	}
	if ev.Standby { // it has no payload, and must not hide the press itself
		parts = append(parts, "standby")
	}
	d.add(ev, p, parts...)
	return true
}
