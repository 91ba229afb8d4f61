package whatsapp

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeReaction reports a reaction. An empty or missing emoji withdraws it. Whether a reaction
// opens the reply window anew is not confirmed, so it does not.
func (d *decoder) decodeReaction(e *element, ev channel.Event) {
	var body channel.Reacted
	r := jsonread.Sub(e.content())
	for key := range r.Object {
		switch string(key) {
		case "message_id":
			body.MessageID = r.ID()
		case "emoji":
			if emoji := r.Text(); emoji != "" {
				body.Reactions = []string{emoji}
			}
		}
	}
	if body.MessageID == "" {
		d.addOdd(ev)
		return
	}
	d.add(ev, body, e.id)
}
