package facebook

import (
	"cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeReaction reports a reaction to a message, or its withdrawal.
func (d *decoder) decodeReaction(e element, ev channel.Event) bool {
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
	what := "withdrawn"
	if action != "unreact" {
		what = emoji
		to.Reactions = []string{emoji}
		ev.Renews = ev.Origin == channel.OriginContact
	}
	d.add(ev, to, to.MessageID, e.name, e.moment(ev), what) // two may have the same instant
	return true
}
