package telegram

import (
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// deleted reports the messages that vanished from a business chat (Telegram Bot API:
// BusinessMessagesDeleted). Who deleted them, and when, is not told.
func (d *decoder) decodeDeletion() channel.Event {
	var e element
	var ids []string
	r := jsonread.Sub(d.raw)
	for key := range r.Object {
		switch string(key) {
		case "business_connection_id":
			e.connection = r.Text()
		case "chat":
			e.chat.read(&r)
		case "message_ids":
			ids = nil // of a member that is there twice, the last counts
			for range r.Array {
				if id := r.Int(); id != 0 && d.n.Take() { // what is no number names no message
					ids = append(ids, strconv.FormatInt(id, 10))
				}
			}
		}
	}
	if e.connection == "" || e.chat.id == 0 || len(ids) == 0 {
		return d.decodeOdd()
	}
	name := strings.Join(ids, ",")
	if len(name) > 100 {
		name = channel.Fingerprint([]byte(name))
	}
	thread := d.thread(e.chat, e.connection, "")
	return channel.Event{
		ID:     d.messageID(thread, name, "deleted"),
		Thread: thread,
		Body:   channel.Deleted{IDs: ids},
		Raw:    d.raw,
	}
}
