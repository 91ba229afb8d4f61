package twitter

import (
	"cmp"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// Names of an attachment of kind channel.MediaOther, for a part of an encrypted message that cannot
// be shown.
const (
	// KindEncrypted replaces a message whose text cannot be read here: no key is configured, the
	// conversation's key is not known, or the bytes are damaged. It may also be a reaction or an
	// edit, which look the same from outside.
	KindEncrypted = "encrypted"
	// KindUnknown replaces a content that was decrypted and that this package has no word for.
	KindUnknown = "unsupported"
	// KindUnverified marks a text whose signature is missing or wrong: another person than the
	// sender may have written it. A plain message, which is never signed, bears it if a verified
	// key of its conversation is known.
	KindUnverified = "unverified"
)

// decodeChat decodes an event of an encrypted conversation. The envelope is not encrypted, so that
// who wrote to whom is known without a key. [XChat: real-time events]
func (d *decoder) decodeChat(a activity) {
	p, ok := readChatPayload(a.payload)
	// X publishes no sample of these kinds: that a member came or left is enough to look.
	if strings.HasPrefix(a.kind, "chat.conversation.member_") && isChatGroup(p.Conversation) {
		d.c.chat.failed(p.Conversation, xchat.FailureOldKey)
	}
	if !ok || d.account == "" {
		d.add(d.id(a.kind, a.name()), "", channel.Event{Body: channel.Custom{Kind: channel.KindOdd, Data: a.raw}, Raw: a.raw})
		return
	}
	p.kind, p.raw, p.uuid = a.kind, a.raw, a.name()
	d.decodeChatPayload(p)
}

// chatPayload is an event of an encrypted conversation as a webhook call or a page of a history
// tells of it.
type chatPayload struct {
	Chat
	kind    string // event_type
	raw     []byte
	uuid    string
	encoded string
	change  string // the key change that the event needs; empty: none came with it
	sig     xchat.Signature
}

// decodeEnvelope reads the envelope of a payload and the contact of its thread. The envelope's
// fields are signed. The payload's fields fill those that the envelope lacks.
func (d *decoder) decodeEnvelope(p chatPayload) (e xchat.Event, contact string) {
	e, err := xchat.Parse(p.encoded)
	if err != nil {
		e = xchat.Event{}
	}
	e.ID, e.Sender = cmp.Or(e.ID, p.ID), cmp.Or(e.Sender, p.Sender)
	if e.Time.IsZero() {
		e.Time = p.Time
	}
	if e.Signature.Value == "" {
		e.Signature = p.sig
	}
	if e.Signature.SigningKey == "" && p.sig.Value == e.Signature.Value {
		e.Signature.SigningKey = p.sig.SigningKey
	}
	chat, contact := d.chatOf(cmp.Or(e.Conversation, p.Conversation), e.Sender)
	e.Conversation = cmp.Or(e.Conversation, chat)
	return e, contact
}

// decodeChatPayload makes the event.
func (d *decoder) decodeChatPayload(p chatPayload) {
	e, contact := d.decodeEnvelope(p)
	ours := e.Sender == d.account
	ev := channel.Event{From: channel.Person{ID: channel.Clean(e.Sender)}, Time: plausible(e.Time), Raw: p.raw}
	if !ours {
		ev.Origin = channel.OriginContact
	}
	id := d.id("chat", channel.Clean(e.ID))
	switch detail := e.Detail.(type) {
	case xchat.Create:
		ev.Body = d.decodeChatContent(e, p.change)
	case xchat.KeyChange:
		d.decodeKeyChange(e)
	case xchat.GroupChange:
		d.decodeEncodedKey(p.change)
		if changesMembers(detail) {
			d.c.chat.failed(e.Conversation, xchat.FailureOldKey)
		}
	case xchat.Failure:
		ev.Origin = channel.OriginPlatform
		id = d.id("chat", channel.Clean(e.ID), "failed")
		ev.Body = chatFailed(e, detail)
		d.c.chat.failed(e.Conversation, detail.Type)
		d.c.chat.tooMany(detail.Type, e.Time, d.c.cfg.Now())
	case xchat.Typing:
		id = d.id("chat", "typing", p.uuid)
		if !ours {
			ev.Body = channel.Typing{}
		}
	case xchat.Delete:
		// A deletion for the sender alone takes nothing from the other side.
		if detail.ForAll && len(detail.Sequences) > 0 && d.trusts(e) {
			ev.Body = channel.Deleted{IDs: cleanAll(detail.Sequences)}
		}
	case xchat.Read:
		if !ours && d.trusts(e) { // a mark that names nothing is not signed
			ev.Body = channel.Read{Through: channel.Clean(detail.Until)}
		}
	case nil:
		if p.kind == "chat.received" || p.kind == "chat.sent" {
			ev.Body = unreadable(e, KindEncrypted)
		}
	}
	if m, ok := ev.Body.(channel.Message); ok && !ours {
		m.By = channel.ByCustomer
		ev.Body, ev.Renews = m, true
	}
	if ev.Body == nil {
		ev.Body = channel.Custom{Kind: p.kind, Data: p.raw}
		if p.kind != "chat.received" && p.kind != "chat.sent" {
			id = d.id(p.kind, cmp.Or(channel.Clean(e.ID), p.uuid))
		}
	}
	d.add(id, contact, ev)
}

// changesMembers reports whether other people are in the group afterwards: its key must then be
// another one.
func changesMembers(g xchat.GroupChange) bool {
	return g.Name == "GroupMemberAddChange" || g.Name == "GroupMemberRemoveChange"
}

// unreadable is a message that says that the sender wrote, and nothing else.
func unreadable(e xchat.Event, name string) channel.Message {
	return channel.Message{ID: channel.Clean(cmp.Or(e.Sequence, e.ID)), Attachments: []channel.Attachment{{Kind: channel.MediaOther, Name: name}}}
}

func cleanAll(list []string) []string {
	for i, s := range list {
		list[i] = channel.Clean(s)
	}
	return list
}

// chatOf names the conversation as events do, and the contact of its thread: "group:g…" for a
// group, else "chat:" and the other user. The pair comes with a colon or a hyphen, in either order,
// and in paths as the other user alone. See decision 166.
func (d *decoder) chatOf(conversation, sender string) (chat, contact string) {
	if isChatGroup(conversation) {
		return conversation, "group:" + conversation
	}
	other := sender
	if sender == d.account {
		other = otherOf(conversation, d.account)
	}
	if !isID(other) {
		return channel.Clean(conversation), ""
	}
	return xchat.Conversation(d.account, other), "chat:" + other
}

// isChatGroup reports whether s is the id of an encrypted group.
func isChatGroup(s string) bool { return len(s) > 1 && s[0] == 'g' && isID(s[1:]) }

// otherOf returns the other of the two users of a conversation "a:b" or "a-b"; empty if there are
// more, or if user is not one of them. A conversation that is one id is the other user itself.
func otherOf(conversation, user string) string {
	at := strings.IndexAny(conversation, ":-")
	if at < 0 {
		if conversation == user {
			return ""
		}
		return conversation
	}
	switch a, b := conversation[:at], conversation[at+1:]; {
	case strings.ContainsAny(b, ":-"):
		return ""
	case a == user:
		return b
	case b == user:
		return a
	}
	return ""
}

// readChatPayload reads a payload, or a row of a history; ok is false if it does not say who wrote
// which message.
func readChatPayload(r jsonread.Reader) (p chatPayload, ok bool) {
	for key := range r.Object {
		switch string(key) {
		case "id":
			p.ID = r.ID()
		case "conversation_id":
			p.Conversation = r.ID()
		case "sender_id":
			p.Sender = r.ID()
		case "created_at_msec":
			p.Time = instant(readTime(&r))
		case "created_at":
			p.Time = date(r.Text())
		case "encoded_event":
			p.encoded = r.Text()
		case "conversation_key_change_event":
			p.change = r.Text()
		case "message_event_signature":
			p.sig = readChatSignature(&r)
		}
	}
	p.Encrypted = p.encoded != ""
	return p, r.Mismatches() == 0 && p.ID != "" && p.Sender != ""
}

// readChatSignature reads the signature as JSON. A history may have it in the form of the envelope
// instead.
func readChatSignature(r *jsonread.Reader) xchat.Signature {
	var s xchat.Signature
	if r.Kind() == jsonread.String {
		s, _ = xchat.ParseSignature(r.Text())
		return s
	}
	if r.Kind() != jsonread.Object {
		r.Skip()
		return s
	}
	for key := range r.Object {
		switch string(key) {
		case "signature":
			s.Value = r.Text()
		case "public_key_version":
			s.KeyVersion = r.ID()
		case "signature_version":
			s.Version = r.ID()
		case "signing_public_key":
			s.SigningKey = r.Text()
		}
	}
	return s
}
