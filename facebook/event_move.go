package facebook

import (
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeMove reports that a guest of the checkbox plug-in became a person, before the message that
// tells it. The ID is made of both names, so it is the same however often Meta tells it.
func (d *decoder) decodeMove(e element, ev channel.Event) {
	r := jsonread.Sub(e.prior)
	guest := ""
	for key := range r.Object {
		if string(key) == "identifier" {
			guest = r.ID()
		}
	}
	ev.Origin, ev.From = channel.OriginPlatform, channel.Person{}
	if guest == "" || ev.Thread.Contact == "" || strings.HasPrefix(ev.Thread.Contact, "ref:") {
		d.addNameless(ev, channel.Custom{Kind: "prior_message", Data: e.raw}, "prior_message")
		return
	}
	from := ev.Thread
	from.Contact = "ref:" + guest
	d.add(ev, channel.Moved{From: from}, from.Contact, "moved", ev.Thread.Contact)
}
