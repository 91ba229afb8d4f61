package facebook

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeDelivery reports that messages reached the customer.
func (d *decoder) decodeDelivery(e element, ev channel.Event) bool {
	r := jsonread.Sub(e.body)
	var body channel.Delivered
	for key := range r.Object {
		switch string(key) {
		case "mids":
			for range r.Array {
				if id := r.ID(); id != "" && d.n.Take() {
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

// decodeRead reports that the customer read messages: all up to a time on Messenger, all up to a
// message on Instagram.
func (d *decoder) decodeRead(e element, ev channel.Event) bool {
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
