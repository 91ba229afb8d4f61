package telegram

import (
	"strconv"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// KindUnsupported stands for a content that this package does not know, or that Telegram does not deliver, such as a picture that
// destroys itself: as the name of the attachment of kind channel.MediaOther that a message then has, and as the kind of a Custom where it
// is a channel's post.
const KindUnsupported = "unsupported"

// update is one element of an Update: its kind is the name of the field.
type update struct {
	id   int64 // update_id; not unique by itself, for it restarts
	kind []byte
	raw  []byte
}

// update turns an Update into events (Telegram Bot API: Update). It has one element beside its id.
func (c *Channel) update(r jsonread.Reader) []channel.Event {
	start := r
	var events, nulls []channel.Event
	var id int64
	known := false
	for key := range r.Object {
		if string(key) == "update_id" {
			id, known = r.Int(), true
			continue
		}
		if !known { // it stands behind the element, or not at all
			id, known = readID(&start, "update_id"), true
		}
		null := r.Kind() == jsonread.Null
		event := c.element(update{id: id, kind: key, raw: r.Raw()})
		if null {
			nulls = append(nulls, event)
			continue
		}
		events = append(events, event)
	}
	if len(events) > 0 { // a gateway may write null for the kinds that are not there
		return events
	}
	return nulls
}

func (c *Channel) element(u update) channel.Event {
	switch string(u.kind) {
	case "message", "edited_message", "business_message", "edited_business_message", "channel_post", "edited_channel_post":
		return c.message(u)
	case "callback_query":
		return c.press(u)
	case "my_chat_member":
		return c.member(u)
	case "message_reaction":
		return c.reaction(u)
	case "business_connection":
		return c.connection(u)
	case "deleted_business_messages":
		return c.deleted(u)
	default:
		return c.custom(u, string(u.kind))
	}
}

// thread names a chat. Topic and connection are part of the name.
func (c *Channel) thread(of chat, connection, topic string) channel.Thread {
	t := channel.Thread{Platform: Platform, Account: c.account, Via: connection, Topic: topic}
	if of.private {
		t.Contact = strconv.FormatInt(of.id, 10)
	} else if of.id != 0 {
		t.Contact = groupPrefix + strconv.FormatInt(of.id, 10)
	}
	return t
}

const (
	groupPrefix  = "group:"
	directPrefix = "direct:"
)

// messageID is the Event.ID of a message, or of what happened to it. Messages have ids of their own in every chat, and in
// every business connection.
func (c *Channel) messageID(t channel.Thread, message, what string) string {
	_, chat := t.Scheme()
	switch {
	case t.Via != "" && what != "":
		return channel.EventID(Platform, c.account, t.Via, chat, message, what)
	case t.Via != "":
		return channel.EventID(Platform, c.account, t.Via, chat, message)
	case what != "":
		return channel.EventID(Platform, c.account, chat, message, what)
	default:
		return channel.EventID(Platform, c.account, chat, message)
	}
}

// updateID is the Event.ID of what has no name but its update's. That number restarts at random after a quiet week, so the time goes
// with it, or a hash of the element where it tells no time.
func (c *Channel) updateID(u update, date int64) string {
	with := strconv.FormatInt(date, 10)
	if date <= 0 || u.id <= 0 {
		with = channel.Fingerprint(u.raw)
	}
	return channel.EventID(Platform, c.account, "update."+strconv.FormatInt(u.id, 10), with)
}

// element is what the elements of most kinds have in common.
type element struct {
	chat       chat
	from       user
	connection string
	date       int64
}

// custom reports an element that has no body of its own, in the thread that it seems to belong to.
func (c *Channel) custom(u update, kind string) channel.Event {
	var e element
	if r := jsonread.Sub(u.raw); r.Kind() == jsonread.Object {
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
		ID:     c.updateID(u, e.date),
		Thread: c.thread(e.chat, e.connection, ""),
		From:   e.from.Person,
		Origin: channel.OriginPlatform,
		Time:   instant(e.date),
		Body:   channel.Custom{Kind: kind, Data: u.raw},
		Raw:    u.raw,
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

// odd reports an element that does not have the form of its kind.
func (c *Channel) odd(u update) channel.Event { return c.custom(u, channel.KindOdd) }
