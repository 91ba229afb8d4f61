package telegram

import (
	"strconv"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// kindStopped is the update about a draft that the customer stopped (Telegram Bot API 10.3).
const kindStopped = "stopped_message_generation"

// decodeStopped reports that the customer stopped an answer. The update names no person: the chat
// is the person's.
func (d *decoder) decodeStopped() channel.Event {
	var of chat
	var topic string
	r := jsonread.Sub(d.raw)
	for key := range r.Object {
		switch string(key) {
		case "chat":
			of.read(&r)
		case "message_thread_id":
			if id := r.Int(); id != 0 {
				topic = strconv.FormatInt(id, 10)
			}
		}
	}
	if of.id == 0 {
		return d.decodeOdd()
	}
	return channel.Event{
		ID:     d.updateID(0),
		Thread: d.thread(of, "", topic),
		From:   of.person(),
		Origin: channel.OriginContact,
		Body:   channel.Custom{Kind: kindStopped, Data: d.raw},
		Raw:    d.raw,
	}
}
