package telegram

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// message turns a Message into an event, whatever kind of update brought it.
func (d *decoder) decodeMessage() channel.Event {
	m := message{n: d.n}
	r := jsonread.Sub(d.raw)
	m.read(&r)

	edited := bytes.HasPrefix(d.kind, []byte("edited_"))
	business := bytes.HasSuffix(d.kind, []byte("business_message"))
	post := bytes.HasSuffix(d.kind, []byte("channel_post")) || m.copied
	if !m.hasID || m.chat.id == 0 || business && m.connection == "" {
		return d.decodeOdd()
	}

	ev := channel.Event{Thread: d.thread(m.chat, m.connection, d.topicName(&m)), Time: instant(m.date), Raw: d.raw}
	var by channel.Author
	ev.Origin, by = d.side(&m)
	ev.From = m.author(ev.Thread)
	if m.migrateTo != 0 || m.migrateFrom != 0 {
		return d.decodeMove(ev, &m)
	}

	name, what := strconv.FormatInt(m.id, 10), ""
	msg := m.content(name)
	msg.By = by
	switch {
	case m.ephemeral != 0: // the number is used again once the message is gone
		msg.ID = strconv.FormatInt(m.ephemeral, 10)
		name = ev.Thread.Topic + "." + msg.ID + "." + strconv.FormatInt(m.date, 10)
	case m.id == 0: // scheduled messages have no name yet
		name, msg.ID = "0."+channel.Fingerprint(d.raw), ""
	}
	if edited {
		when := m.edited
		if when == 0 {
			when = m.date
		}
		// Two edits within a second differ in nothing but what they say.
		ev.Time, what = instant(when), "edit."+strconv.FormatInt(when, 10)+"."+channel.Fingerprint(d.raw)
	}
	ev.ID = d.messageID(ev.Thread, name, what)

	says := msg.Text != "" || len(msg.Attachments) > len(m.external) || msg.Location != nil || msg.Card != nil
	if !says && !post && m.service == "" && !m.webApp { // the customer said something; a desk must see that it cannot be shown
		msg.Attachments = append([]channel.Attachment{{Kind: channel.MediaOther, Name: KindUnsupported}}, msg.Attachments...)
		says = true
	}
	ev.Renews = ev.Origin == channel.OriginContact && !edited && (says || m.service == "")
	switch {
	case post && (msg.Text != "" || len(msg.Attachments) > 0):
		ev.Origin, ev.Renews, ev.Body = channel.OriginPerson, false, m.post(msg, edited)
	case post && says: // a place or a card: a Post has neither
		ev.Origin, ev.Renews, ev.Body = channel.OriginPerson, false, channel.Custom{Kind: string(d.kind), Data: d.raw}
	case post:
		ev.Origin, ev.Renews, ev.Body = channel.OriginPerson, false, d.decodeService(&m)
	case !says && m.webApp && !edited:
		ev.Body = channel.Press{Button: m.webAppName, Payload: m.webAppData, MessageID: msg.ReplyTo}
	case !says && m.service == "write_access_allowed":
		ev.Body = channel.Started{Source: m.service, Ref: m.webAppName}
	case !says:
		ev.Body = d.decodeService(&m)
	case edited:
		ev.Body = channel.Edited{Message: msg}
	default:
		ev.Body = msg
		if ref, ok := startRef(msg.Text); ok && m.chat.private && m.connection == "" && ev.Origin == channel.OriginContact {
			ev.Body = channel.Started{Ref: ref, Source: "start"}
		}
	}
	return ev
}

// side says who wrote a message. In a business chat the customer's messages are those whose author
// is the chat itself; what else is in it was written for the account: by this bot, by another one,
// by itself, or by its owner. See decision 042.
func (d *decoder) side(m *message) (channel.Origin, channel.Author) {
	switch {
	case m.connection != "" && m.from.id == m.chat.id:
	case m.connection != "" && m.bot != 0 && m.bot == d.bot:
		return channel.OriginUs, ""
	case m.connection != "" && m.bot != 0:
		return channel.OriginOtherApp, ""
	case m.connection != "" && m.offline:
		return channel.OriginPlatform, channel.ByAutomatic
	case m.connection != "":
		return channel.OriginPerson, channel.ByPerson
	case d.bot != 0 && m.from.id == d.bot:
		return channel.OriginUs, ""
	case m.copied: // by the linked channel; from is then a service account of Telegram's
		return channel.OriginPerson, channel.ByPerson
	case m.directUser != 0 && m.from.id != m.directUser: // an administrator answers in the channel's name
		return channel.OriginPerson, channel.ByPerson
	}
	return channel.OriginContact, channel.ByCustomer
}

// author says who wrote a message, as far as it tells.
func (m *message) author(t channel.Thread) channel.Person {
	switch {
	case m.sender.id != 0:
		return m.sender.person() // from is then a placeholder
	case m.from.id == 0 && m.chat.private:
		return m.chat.person()
	}
	p := m.from.Person
	if m.from.id == m.chat.id && m.chat.private {
		p.ID = t.Contact
	} else {
		p.ID = m.from.text()
	}
	return p
}

// topicName is the topic of the thread. message_thread_id alone names none: in a group without
// topics it is the first message of a line of answers, which is no place to send to. An ephemeral
// message is a conversation of its own with one member of the group. See decision 180.
func (d *decoder) topicName(m *message) string {
	topic := ""
	switch {
	case m.direct != 0:
		return directPrefix + strconv.FormatInt(m.direct, 10)
	case m.topic != 0 && m.inTopic:
		topic = strconv.FormatInt(m.topic, 10)
	}
	if m.ephemeral != 0 {
		with := m.from.id
		if with == d.bot || with == 0 {
			with = m.receiver
		}
		return ephemeralTopic(strconv.FormatInt(with, 10), topic)
	}
	return topic
}

// content translates what a message says. It may be nothing.
func (m *message) content(id string) channel.Message {
	msg := channel.Message{
		ID: id, Text: m.text, Spans: toBytes(m.text, m.spans), Location: m.location, Card: m.card,
		Quote: m.quote, Forward: m.forward, Group: m.group,
	}
	if m.text == "" && m.richText != "" {
		msg.Text, msg.Spans = m.richText, m.richSpans
	}
	// In a topic a message that answers none points at the message that opened it.
	if m.replyTo != 0 && m.replyTo != m.opening && !(m.inTopic && m.replyTo == m.topic) {
		msg.ReplyTo = strconv.FormatInt(m.replyTo, 10)
	}
	switch {
	case m.kind != "" && m.file.id != "":
		msg.Attachments = []channel.Attachment{m.file.attachment(m.kind)}
	case m.other.Kind != "":
		msg.Attachments = []channel.Attachment{m.other}
	}
	msg.Attachments = append(append(msg.Attachments, m.files...), m.external...)
	if m.card != nil && m.owner != 0 {
		m.card.ID = strconv.FormatInt(m.owner, 10)
		m.card.Own = m.owner == m.from.id
	}
	return msg
}

// decodeService makes the body of a message that says nothing: a service message, or in a channel a
// content of a later version of the Bot API.
func (d *decoder) decodeService(m *message) channel.Body {
	kind := m.service
	switch {
	case kind == "" && m.mismatches > 0:
		kind = channel.KindOdd
	case kind == "":
		kind = KindUnsupported
	}
	return channel.Custom{Kind: kind, Data: d.raw}
}

// post is the body of a message in a channel.
func (m *message) post(msg channel.Message, edited bool) channel.Post {
	p := channel.Post{ID: msg.ID, Kind: channel.PostOther, Text: msg.Text, ReplyTo: msg.ReplyTo, Attachments: msg.Attachments}
	if m.sender.id == m.chat.id {
		p.Kind = channel.PostOwn
	}
	if edited {
		p.Change = "edited"
	}
	return p
}

// startRef takes apart what a bot is started with: "/start", or "/start " and what a t.me link
// carried, 1 to 64 of A-Z, a-z, 0-9, "_" and "-" (Telegram Bot Features: Deep linking). Anything
// else was typed, and is a message.
func startRef(text string) (ref string, ok bool) {
	rest, ok := strings.CutPrefix(text, "/start")
	if !ok || rest == "" {
		return "", ok
	}
	ref, ok = strings.CutPrefix(rest, " ")
	return ref, ok && len(ref) <= 64 && isWord(ref)
}

// decodeMove reports that a group became a supergroup, which has another id. A service message in
// either chat says so; it is one thing, so both have the same Event.ID.
func (d *decoder) decodeMove(ev channel.Event, m *message) channel.Event {
	from, to := m.chat, chat{id: m.migrateTo}
	if m.migrateTo == 0 {
		from, to = chat{id: m.migrateFrom}, m.chat
	}
	ev.Thread = d.thread(to, m.connection, "")
	ev.Origin = channel.OriginPlatform
	ev.Body = channel.Moved{From: d.thread(from, m.connection, "")}
	ev.ID = channel.EventID(Platform, d.account, strconv.FormatInt(from.id, 10), "moved."+strconv.FormatInt(to.id, 10))
	return ev
}
