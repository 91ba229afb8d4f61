package telegram

import (
	"strconv"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// press reports a tap on an inline button (Telegram Bot API: CallbackQuery). The query tells no
// time: that of its message is when the message was sent.
func (d *decoder) decodePress() channel.Event {
	m := message{n: d.n}
	var from user
	var p channel.Press
	var inline, game string
	r := jsonread.Sub(d.raw)
	for key := range r.Object {
		switch string(key) {
		case "id":
			p.ID = r.ID()
		case "from":
			from.read(&r)
		case "message": // or an InaccessibleMessage, which has chat and message_id
			m.read(&r)
		case "inline_message_id":
			inline = r.Text()
		case "data":
			p.Payload = r.Text()
		case "game_short_name":
			game = r.Text()
		}
	}
	of := m.chat
	switch {
	case p.ID == "" || from.id == 0:
		return d.decodeOdd()
	case of.id != 0:
		switch {
		case m.ephemeral != 0:
			p.MessageID = strconv.FormatInt(m.ephemeral, 10)
		case m.hasID:
			p.MessageID = strconv.FormatInt(m.id, 10)
		}
	default: // on a message that was sent through the bot into a chat that it is not told of
		of = chat{id: from.id, private: true}
		p.MessageID = inline
	}
	topic := d.topicName(&m)
	p.Button = buttonText(m.markup, p.Payload)
	if p.Button == "" {
		p.Button = game
	}
	ev := channel.Event{
		ID:     channel.EventID(Platform, d.account, p.ID),
		Thread: d.thread(of, m.connection, topic),
		From:   from.Person,
		Origin: channel.OriginContact,
		Renews: m.connection == "", // in a business chat only a message opens the window
		Body:   p,
		Raw:    d.raw,
	}
	ev.From.ID = from.text()
	if m.connection != "" && from.id != of.id {
		ev.Origin = channel.OriginPerson
	}
	return ev
}

// buttonText finds the text of the button that carries the payload.
func buttonText(markup []byte, payload string) (text string) {
	if payload == "" {
		return ""
	}
	r := jsonread.Sub(markup)
	for key := range r.Object {
		if string(key) != "inline_keyboard" {
			continue
		}
		for range r.Array {
			for range r.Array {
				var label, data string
				for key := range r.Object {
					switch string(key) {
					case "text":
						label = r.Text()
					case "callback_data":
						data = r.Text()
					}
				}
				if data == payload && text == "" {
					text = label
				}
			}
		}
	}
	return text
}
