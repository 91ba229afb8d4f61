package facebook

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeEdit reports that the customer changed a message. An edit without a text is a Custom of
// kind "message_edit".
func (d *decoder) decodeEdit(e element, ev channel.Event) bool {
	r := jsonread.Sub(e.body)
	msg := channel.Message{}
	number, odd := "", 0
	for key := range r.Object {
		switch string(key) {
		case "mid":
			msg.ID = r.ID()
		case "text":
			before := r.Mismatches()
			msg.Text = r.Text()
			odd += r.Mismatches() - before
		case "num_edit":
			number = r.ID()
		}
	}
	if msg.ID == "" || odd > 0 {
		return false
	}
	if number == "" {
		number = e.moment(ev)
	}
	if msg.Text == "" { // it does not say how the message reads now, and must not blank it
		d.add(ev, channel.Custom{Kind: e.name, Data: e.raw}, msg.ID, "edit."+number)
		return true
	}
	if ev.Origin == channel.OriginContact {
		msg.By = channel.ByCustomer
	}
	d.add(ev, channel.Edited{Message: msg}, msg.ID, "edit."+number)
	return true
}
