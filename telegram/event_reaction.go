package telegram

import (
	"strconv"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// reaction reports the reactions of one person to a message (Telegram Bot API:
// MessageReactionUpdated).
func (d *decoder) decodeReaction() channel.Event {
	var e element
	var actor chat
	var message int64
	var reacted channel.Reacted
	r := jsonread.Sub(d.raw)
	for key := range r.Object {
		switch string(key) {
		case "chat":
			e.chat.read(&r)
		case "user":
			e.from.read(&r)
		case "actor_chat":
			actor.read(&r)
		case "date":
			e.date = r.Int()
		case "message_id":
			message = r.Int()
		case "new_reaction":
			reacted.Reactions = nil // of a member that is there twice, the last counts
			for range r.Array {
				if one := readReaction(&r); one != "" && d.n.Take() {
					reacted.Reactions = append(reacted.Reactions, one)
				}
			}
		}
	}
	if e.chat.id == 0 || message == 0 {
		return d.decodeOdd()
	}
	reacted.MessageID = strconv.FormatInt(message, 10)
	ev := d.decodeCustom(string(d.kind))
	ev.Origin = channel.OriginContact
	ev.Body = reacted
	if actor.id != 0 {
		ev.From = actor.person()
	}
	return ev
}

// readReaction returns the emoji, the id of a custom one, or the type of a reaction that is neither
// ("paid").
func readReaction(r *jsonread.Reader) string {
	var kind, name string
	for key := range r.Object {
		switch string(key) {
		case "type":
			kind = r.Text()
		case "emoji", "custom_emoji_id":
			name = r.Text()
		}
	}
	if name == "" {
		return kind
	}
	return name
}
