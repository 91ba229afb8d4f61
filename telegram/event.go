package telegram

import (
	"slices"
	"strconv"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// KindUnsupported marks content that this package does not know, or that Telegram does not deliver,
// such as a picture that destroys itself. In a message it is the Name of an attachment of kind
// channel.MediaOther; a channel's post becomes a Custom of this kind. See decision 184.
const KindUnsupported = "unsupported"

// decoder turns the update of one webhook call into events.
type decoder struct {
	account string // the bot
	bot     int64  // the account as a number; 0 if it is none
	bytes   int    // of the body
	id      int64  // update_id; not unique by itself, for it restarts
	kind    []byte // of the element: the name of its field
	raw     []byte // the element
	n       *receive.Count
}

// decodeCall reads the whole body, which is one Update (Telegram Bot API: Update). It has one
// element in addition to its id.
func (d *decoder) decodeCall(r jsonread.Reader, n *receive.Count) []channel.Event {
	d.n = n
	start := r
	var events, nulls []channel.Event
	known := false
	walk := receive.NewWalk(d.bytes)
	add := func(list []channel.Event, ev channel.Event) []channel.Event {
		if len(list) == cap(list) {
			list = slices.Grow(list, walk.Room(n, len(list)))
		}
		return append(list, ev)
	}
	for key := range r.Object {
		if string(key) == "update_id" {
			d.id, known = r.Int(), true
			continue
		}
		if !known { // it follows the element, or is missing
			d.id, known = readID(&start, "update_id"), true
		}
		if !n.Take() {
			break
		}
		null := r.Kind() == jsonread.Null
		d.kind, d.raw = key, r.Raw()
		walk.See(len(`"":`) + len(key) + len(d.raw))
		event := d.decodeElement()
		if null {
			nulls = add(nulls, event)
			continue
		}
		events = add(events, event)
	}
	if len(events) > 0 { // a gateway may write null for the kinds that are not there
		return events
	}
	return nulls
}

// decodeElement decodes the element by its kind.
func (d *decoder) decodeElement() channel.Event {
	switch string(d.kind) {
	case "message", "edited_message", "business_message", "edited_business_message", "channel_post", "edited_channel_post":
		return d.decodeMessage()
	case "callback_query":
		return d.decodePress()
	case "my_chat_member":
		return d.decodeMember()
	case "message_reaction":
		return d.decodeReaction()
	case "business_connection":
		return d.decodeConnection()
	case "deleted_business_messages":
		return d.decodeDeletion()
	case kindStopped:
		return d.decodeStopped()
	default:
		return d.decodeCustom(string(d.kind))
	}
}

func (d *decoder) thread(of chat, connection, topic string) channel.Thread {
	return threadOf(d.account, of, connection, topic)
}

// threadOf names a chat of a bot. Topic and connection are part of the name. See decision 041.
func threadOf(account string, of chat, connection, topic string) channel.Thread {
	t := channel.Thread{Platform: Platform, Account: account, Via: connection, Topic: topic}
	if of.private {
		t.Contact = strconv.FormatInt(of.id, 10)
	} else if of.id != 0 {
		t.Contact = groupPrefix + strconv.FormatInt(of.id, 10)
	}
	return t
}

const (
	groupPrefix     = "group:"
	directPrefix    = "direct:"
	ephemeralPrefix = "ephemeral:"
)

// ephemeralTopic is the topic of the messages that one member of a group alone is shown. See
// decision 181.
func ephemeralTopic(person, topic string) string {
	if topic == "" {
		return ephemeralPrefix + person
	}
	return ephemeralPrefix + person + ":" + topic
}

// messageID is the Event.ID of a message, or of what happened to it. Messages have ids of their own
// in every chat, and in every business connection. See decision 040.
func (d *decoder) messageID(t channel.Thread, message, what string) string {
	_, chat := t.Scheme()
	switch {
	case t.Via != "" && what != "":
		return channel.EventID(Platform, d.account, t.Via, chat, message, what)
	case t.Via != "":
		return channel.EventID(Platform, d.account, t.Via, chat, message)
	case what != "":
		return channel.EventID(Platform, d.account, chat, message, what)
	default:
		return channel.EventID(Platform, d.account, chat, message)
	}
}

// updateID is the Event.ID of what has no name but its update's. That number restarts at random
// after a quiet week, so the time goes with it, or a hash of the element where it tells no time.
func (d *decoder) updateID(date int64) string {
	with := strconv.FormatInt(date, 10)
	if date <= 0 || d.id <= 0 {
		with = channel.Fingerprint(d.raw)
	}
	return channel.EventID(Platform, d.account, "update."+strconv.FormatInt(d.id, 10), with)
}

// element is what the elements of most kinds have in common.
type element struct {
	chat       chat
	from       user
	connection string
	date       int64
}

// decodeCustom reports an element that has no body of its own, in the thread that it seems to
// belong to.
func (d *decoder) decodeCustom(kind string) channel.Event {
	var e element
	if r := jsonread.Sub(d.raw); r.Kind() == jsonread.Object {
		for key := range r.Object {
			switch string(key) {
			case "chat":
				e.chat.read(&r)
			case "from", "user":
				e.from.read(&r)
			case "business_connection_id":
				e.connection = r.Text()
			case "date":
				e.date = r.Int()
			}
		}
	}
	if e.chat.id == 0 {
		e.chat = chat{id: e.from.id, private: true}
		if e.from.id == 0 {
			e.chat.private = false // of the account, not of a chat
		}
	}
	ev := channel.Event{
		ID:     d.updateID(e.date),
		Thread: d.thread(e.chat, e.connection, ""),
		From:   e.from.Person,
		Origin: channel.OriginPlatform,
		Time:   instant(e.date),
		Body:   channel.Custom{Kind: kind, Data: d.raw},
		Raw:    d.raw,
	}
	ev.From.ID = e.from.text()
	switch {
	case kind == channel.KindOdd, e.connection != "" && e.from.id != e.chat.id:
		ev.Origin = channel.OriginUnknown
	case e.from.id != 0:
		ev.Origin = channel.OriginContact
	}
	return ev
}

// decodeOdd reports an element that does not have the form of its kind.
func (d *decoder) decodeOdd() channel.Event { return d.decodeCustom(channel.KindOdd) }
