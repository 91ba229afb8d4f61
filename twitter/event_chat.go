package twitter

import (
	"cmp"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// decodeChat keeps an end-to-end encrypted message: see DecodeChat.
func (d *decoder) decodeChat(a activity) {
	chat, err := readChat(a.payload)
	if err != nil || d.account == "" {
		d.activityCustom(a, "")
		return
	}
	ev := channel.Event{From: channel.Person{ID: chat.Sender}, Time: chat.Time,
		Body: channel.Custom{Kind: a.kind, Data: a.raw}, Raw: a.raw}
	contact := chat.Sender
	if chat.Sender == d.account {
		contact = otherOf(chat.Conversation, d.account)
	} else {
		ev.Origin = channel.OriginContact
	}
	id := d.id("chat", chat.ID)
	if a.kind != "chat.received" && a.kind != "chat.sent" {
		id = d.id(a.kind, cmp.Or(chat.ID, a.name()))
	}
	d.add(id, contact, ev)
}

// otherOf returns the other of the two users of a conversation "a:b"; empty if there are more, or it is not among them.
func otherOf(conversation, user string) string {
	a, b, ok := strings.Cut(conversation, ":")
	switch {
	case !ok || strings.Contains(b, ":"):
		return ""
	case a == user:
		return b
	case b == user:
		return a
	}
	return ""
}
