package facebooktest

import (
	"slices"
	"strings"
)

// fieldset is the parameter fields: names, each with the text in its braces.
type fieldset map[string]string

// readFields reads "id,from,messages.limit(5){id,message}".
func readFields(text string) fieldset {
	set := make(fieldset)
	depth, from := 0, 0
	add := func(part string) {
		name, rest, _ := strings.Cut(part, "{")
		name, _, _ = strings.Cut(name, ".")
		if name = strings.TrimSpace(name); name != "" {
			set[name] = strings.TrimSuffix(rest, "}")
		}
	}
	for i, c := range text {
		switch c {
		case '{', '(':
			depth++
		case '}', ')':
			depth--
		case ',':
			if depth == 0 {
				add(text[from:i])
				from = i + 1
			}
		}
	}
	add(text[from:])
	return set
}

// pick leaves of an object what the fields name, and id always; without fields, what the given
// default names.
func (f fieldset) pick(all obj, usual ...string) obj {
	out := obj{}
	if len(f) == 0 {
		for _, k := range usual {
			if v, ok := all[k]; ok {
				out[k] = v
			}
		}
	}
	for k := range f {
		if v, ok := all[k]; ok {
			out[k] = v
		}
	}
	if v, ok := all["id"]; ok {
		out["id"] = v
	}
	return out
}

// only refuses names that a kind of object does not have.
func (f fieldset) only(kind string, names ...string) *graphError {
	for k := range f {
		if !slices.Contains(names, k) {
			return invalid("Tried accessing nonexisting field (%s) on node type (%s)", k, kind)
		}
	}
	return nil
}

// onlyOfConversation is only for a conversation and its messages, "Conversations API".
func (f fieldset) onlyOfConversation() *graphError {
	e := f.only("UnifiedThread", "id", "link", "updated_time", "participants", "is_owner", "messages", "message_count", "unread_count", "senders", "can_reply", "snippet", "subject", "name")
	if e != nil {
		return e
	}
	return readFields(f["messages"]).only("Message", "id", "created_time", "from", "to", "message", "attachments", "reply_to", "shares", "sticker", "tags", "reactions", "story", "is_unsupported")
}
