package facebook

import (
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// change reports one member of changes: a comment or post of the Page's feed, an event in the older form of field and
// value, or something else that is kept.
func (d *decoder) change(en *entry, raw []byte) {
	r := jsonread.Sub(raw)
	field := ""
	var value []byte
	for key := range r.Object {
		switch string(key) {
		case "field":
			field = r.Text()
		case "value":
			value = r.Raw()
		}
	}
	switch {
	case field == "" || r.Mismatches() > 0:
		d.odd(en, raw)
	case field == "feed" && d.feed(en, raw, value):
	case isMessaging(field) && hasParty(value):
		d.element(en, value, field == "standby")
	default:
		d.keep(en, field, raw)
	}
}

// isMessaging reports whether a field is one of Messenger's, "Webhook Events Reference".
func isMessaging(field string) bool {
	switch field {
	case "standby", KindResponseFeedback, "send_cart":
		return true
	}
	return strings.HasPrefix(field, "message") || strings.HasPrefix(field, "messaging")
}

// hasParty reports whether a value has the form of an event.
func hasParty(value []byte) bool {
	r := jsonread.Sub(value)
	if r.Kind() != jsonread.Object {
		return false
	}
	found := false
	for key := range r.Object {
		if k := string(key); k == "sender" || k == "recipient" {
			found = found || r.Kind() == jsonread.Object
		}
	}
	return found
}

// story is a change of the Page's feed.
type story struct {
	item, verb        string
	comment, post     string
	parent            string
	from              channel.Person
	text, photo, film string
	created           time.Time
}

func readStory(value []byte) (s story, ok bool) {
	r := jsonread.Sub(value)
	if r.Kind() != jsonread.Object {
		return s, false
	}
	odd := 0
	for key := range r.Object {
		before := r.Mismatches()
		switch string(key) {
		case "item":
			s.item = r.Text()
		case "verb":
			s.verb = r.Text()
		case "comment_id":
			s.comment = r.ID()
		case "post_id":
			s.post = r.ID()
		case "message":
			s.text = r.Text()
		}
		odd += r.Mismatches() - before // the rest costs the comment nothing
		switch string(key) {
		case "parent_id":
			s.parent = r.ID()
		case "from":
			for key := range r.Object {
				switch string(key) {
				case "id":
					s.from.ID = r.ID()
				case "name":
					s.from.Name = r.Text()
				}
			}
		case "sender_id": // the older form
			s.from.ID = r.ID()
		case "sender_name":
			s.from.Name = r.Text()
		case "photo":
			s.photo = webAddress(r.Text())
		case "video":
			s.film = webAddress(r.Text())
		case "created_time":
			s.created = readInstant(&r)
		}
	}
	return s, odd == 0
}

// feed reports a comment or post; it does not report reactions, likes and what else changes in a feed.
func (d *decoder) feed(en *entry, raw, value []byte) bool {
	s, ok := readStory(value)
	if !ok {
		return false
	}
	p := channel.Post{ID: s.post, Text: s.text, Kind: channel.PostOther}
	switch s.item {
	case "comment":
		p.ID, p.Kind, p.ReplyTo = s.comment, channel.PostComment, s.parent
		if p.ReplyTo == "" {
			p.ReplyTo = s.post
		}
	case "post", "status", "photo", "video", "share", "album", "note", "link", "event":
	default:
		return false
	}
	own := s.from.ID != "" && s.from.ID == en.id
	if own {
		p.Kind = channel.PostOwn
	}
	parts := []string{p.ID}
	at := en.at // of the change; created_time is that of the comment
	switch s.verb {
	case "add":
		if !s.created.IsZero() {
			at = s.created
		}
	case "edit", "edited":
		p.Change = "edited"
		parts = append(parts, "edit", stamp(at), channel.Fingerprint(raw))
	case "remove":
		p.Change = "removed"
		parts = append(parts, "deleted")
	case "hide":
		p.Change = "hidden"
		parts = append(parts, "hidden", stamp(at))
	case "unhide":
		p.Change = "shown"
		parts = append(parts, "shown", stamp(at))
	default:
		return false
	}
	if p.ID == "" {
		return false
	}
	if s.photo != "" {
		p.Attachments = append(p.Attachments, channel.Attachment{Kind: channel.MediaImage, URL: s.photo})
	}
	if s.film != "" {
		p.Attachments = append(p.Attachments, channel.Attachment{Kind: channel.MediaVideo, URL: s.film})
	}
	ev := channel.Event{
		Thread: channel.Thread{Platform: Platform, Account: en.id, Contact: "comment:" + p.ID},
		From:   s.from,
		Time:   at,
		Raw:    raw,
	}
	if s.from.ID != "" && !own {
		ev.Origin = channel.OriginContact
		ev.Renews = s.verb == "add"
	}
	d.add(ev, p, parts...)
	return true
}
