package telegram

import (
	"strconv"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// connection reports that a business account connected the bot, changed its rights, or disconnected
// it. The element's date is when the connection began, whatever happened now, so the event has no
// time.
func (d *decoder) decodeConnection() channel.Event {
	r := jsonread.Sub(d.raw)
	conn, ok := readConnection(&r)
	if !ok {
		return d.decodeOdd()
	}
	ev := channel.Event{
		ID:     d.updateID(0),
		Thread: channel.Thread{Platform: Platform, Account: d.account, Via: conn.ID},
		From:   conn.Owner,
		Origin: channel.OriginPerson,
		Body:   channel.Custom{Kind: string(d.kind), Data: d.raw},
		Raw:    d.raw,
	}
	if !conn.Enabled {
		ev.Body = channel.Revoked{Reason: "the business account disconnected the bot"}
	}
	return ev
}

// readConnection reports whether it has an id and says if it is enabled.
func readConnection(r *jsonread.Reader) (c Connection, ok bool) {
	told := false
	for key := range r.Object {
		switch string(key) {
		case "id":
			c.ID = r.Text()
		case "user":
			var u user
			u.read(r)
			c.Owner = u.Person
			c.Owner.ID = u.text()
		case "user_chat_id":
			if id := r.Int(); id != 0 {
				c.Chat = strconv.FormatInt(id, 10)
			}
		case "date":
			c.Since = instant(r.Int())
		case "is_enabled":
			told = r.Kind() == jsonread.Bool
			c.Enabled = r.Bool()
		case "rights": // the older can_reply is there as well
			for key := range r.Object {
				switch string(key) {
				case "can_reply":
					c.Reply = r.Bool()
				case "can_read_messages":
					c.Read = r.Bool()
				case "can_delete_sent_messages", "can_delete_outgoing_messages": // its former name
					c.Delete = c.Delete || r.Bool()
				}
			}
		}
	}
	return c, told && c.ID != ""
}
