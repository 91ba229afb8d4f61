package twitter

import (
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// lookup is an element of v2's dm_events. [Direct Messages lookup]
type lookup struct {
	id, kind, text, sender, conversation string
	created                              time.Time
	entities                             jsonread.Reader
	keys                                 []string
}

func (l *lookup) read(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "id":
			l.id = r.ID()
		case "event_type":
			l.kind = r.Text()
		case "text":
			l.text = r.Text()
		case "sender_id":
			l.sender = r.ID()
		case "dm_conversation_id":
			l.conversation = r.ID()
		case "created_at":
			l.created = date(r.Text())
		case "entities":
			l.entities = *r
		case "attachments":
			for key := range r.Object {
				if string(key) == "media_keys" {
					for range r.Array {
						if len(l.keys) < mostKeys {
							l.keys = append(l.keys, r.Text())
						}
					}
				}
			}
		}
	}
}

// contact is the other of the two whose ids make a conversation's, or the group.
func (l *lookup) contact(account string) string {
	a, b, pair := strings.Cut(l.conversation, "-")
	switch {
	case !isConversation(l.conversation):
		return ""
	case !pair:
		return "group:" + a
	case a == account:
		return b
	case b == account:
		return a
	}
	return ""
}

// findMedia reads the file with the key, "<kind>_<media id>". Without its description the key tells
// the kind, by numbers as they have been seen: X does not document them, and another one is
// MediaOther.
func findMedia(media jsonread.Reader, key string) channel.Attachment {
	prefix, id, _ := strings.Cut(key, "_")
	a := channel.Attachment{ID: id, Kind: channel.MediaOther}
	switch prefix {
	case "3", "5":
		a.Kind = channel.MediaImage
	case "7", "13":
		a.Kind = channel.MediaVideo
	case "16":
		a.Kind = channel.MediaAnimation
	}
	for range media.Array {
		found, described := readIncluded(&media)
		if found == key {
			described.ID = id
			if described.Kind == "" {
				described.Kind = a.Kind
			}
			return described
		}
	}
	return a
}

// readIncluded reads a media object of v2. [Media fields]
func readIncluded(r *jsonread.Reader) (key string, a channel.Attachment) {
	best := int64(-1)
	file := ""
	for name := range r.Object {
		switch string(name) {
		case "media_key":
			key = r.Text()
		case "type":
			switch r.Text() {
			case "photo":
				a.Kind = channel.MediaImage
			case "animated_gif":
				a.Kind = channel.MediaAnimation
			case "video":
				a.Kind = channel.MediaVideo
			}
		case "url":
			file = r.Text()
		case "alt_text":
			a.Detail = r.Text()
		case "preview_image_url":
			a.Preview = r.Text()
		case "width":
			a.Width = pixels(r.Int())
		case "height":
			a.Height = pixels(r.Int())
		case "duration_ms":
			if ms := r.Int(); 0 < ms && ms < 1<<40 {
				a.Duration = time.Duration(ms) * time.Millisecond
			}
		case "variants":
			best = readVariants(r, &a, best)
		}
	}
	if a.URL == "" {
		a.URL = file
	}
	return key, a
}
