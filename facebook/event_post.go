package facebook

import (
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

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

// decodePost reports a comment or post. It does not report reactions, likes and other changes of a feed.
func (d *decoder) decodePost(raw, value []byte) bool {
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
	own := s.from.ID != "" && s.from.ID == d.entry.id
	if own {
		p.Kind = channel.PostOwn
	}
	parts := []string{p.ID}
	at := d.entry.at // of the change; created_time is that of the comment
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
		Thread: channel.Thread{Platform: Platform, Account: d.entry.id, Contact: "comment:" + p.ID},
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
