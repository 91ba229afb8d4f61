package facebook

import (
	"cmp"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// part is an attachment in the form of the webhook. In old forms title and url are next to the
// payload, which may be an object, a text, null or missing.
type part struct {
	typ            string
	title, url     string
	path           string // an address that names no host, as shares of reels have it
	id, sticker    string
	latitude, long float64
	place          bool
	template       []byte
	booking        booking
}

// readAttachments adds the attachments to the message. A value that is no attachment becomes one of
// kind MediaOther.
func (d *decoder) readAttachments(msg *channel.Message, raw []byte) {
	r := jsonread.Sub(raw)
	switch r.Kind() {
	case jsonread.Array:
		for range r.Array {
			d.readAttachment(msg, readPart(r.Raw()))
		}
	case jsonread.Null, jsonread.Invalid:
	default: // one without its list
		d.readAttachment(msg, readPart(raw))
	}
	msg.Attachments = dropDoubles(msg.Attachments)
}

func (d *decoder) readAttachment(msg *channel.Message, p part) {
	switch {
	case !d.n.Take():
	case p.typ == "location" && p.place:
		msg.Location = &channel.Location{Latitude: p.latitude, Longitude: p.long, Name: p.title, URL: p.url}
	case p.typ == "template":
		d.readTemplate(msg, p)
	default:
		msg.Attachments = append(msg.Attachments, p.attachment())
	}
}

func readPart(raw []byte) part {
	var p part
	r := jsonread.Sub(raw)
	for key := range r.Object {
		switch string(key) {
		case "type":
			p.typ = r.Known("image", "audio", "video", "file", "fallback", "template", "location")
		case "title":
			p.title = cmp.Or(p.title, r.Text())
		case "url", "URL": // both spellings exist next to the type
			p.setURL(r.Text(), false)
		case "payload":
			switch r.Kind() {
			case jsonread.Object:
				p.readPayload(r.Raw())
			case jsonread.String:
				p.setURL(r.Text(), false)
			}
		}
	}
	return p
}

// setURL keeps an absolute address, or the path of a share whose host Meta leaves out. Unless
// replace is true, the first address stays.
func (p *part) setURL(s string, replace bool) {
	u := webAddress(s)
	if strings.HasPrefix(s, "//") {
		u = "https:" + s
	}
	switch {
	case u != "" && (replace || p.url == ""):
		p.url = u
	case u == "" && strings.HasPrefix(s, "/") && p.path == "":
		p.path = s
	}
}

// address returns the address of a share. If it is a path, the type names the site.
func (p part) address() string {
	if p.url != "" || p.path == "" {
		return p.url
	}
	switch p.typ {
	case "reel", "post", "fallback":
		return "https://www.facebook.com" + p.path
	case "ig_reel", "ig_post", "ig_story", "share":
		return "https://www.instagram.com" + p.path
	}
	return ""
}

func (p *part) readPayload(raw []byte) {
	p.template = raw
	r := jsonread.Sub(raw)
	for key := range r.Object {
		switch string(key) {
		case "url", "URL":
			p.setURL(r.Text(), true)
		case "title":
			if t := r.Text(); t != "" {
				p.title = t
			}
		case "id", "reel_video_id", "ig_post_media_id", "booking_id", "attachment_id":
			p.id = r.ID()
		case "sticker_id":
			p.sticker = r.ID()
		case "start_time":
			p.booking.begin = readInstant(&r)
		case "end_time":
			p.booking.end = readInstant(&r)
		case "timezone":
			p.booking.zone = r.Text()
		case "status":
			p.booking.status = r.Text()
		case "coordinates": // half of them would be another place
			known, before := 0, r.Mismatches()
			for key := range r.Object {
				if k := string(key); k != "lat" && k != "long" || r.Kind() == jsonread.Null {
					continue
				}
				known++
				if string(key) == "lat" {
					p.latitude = r.Float()
				} else {
					p.long = r.Float()
				}
			}
			p.place = known == 2 && r.Mismatches() == before
		}
	}
}

// attachment returns the part as an Attachment. A MediaOther has Meta's word for it in Name.
func (p part) attachment() channel.Attachment {
	a := channel.Attachment{ID: p.id, URL: p.address(), Name: p.title}
	switch p.typ {
	case "image":
		a.Kind = channel.MediaImage
	case "audio":
		a.Kind = channel.MediaAudio
	case "video":
		a.Kind = channel.MediaVideo
	case "file":
		a.Kind = channel.MediaFile
	case "sticker":
		a.Kind = channel.MediaSticker
	case "like_heart":
		a.Kind, a.Name = channel.MediaSticker, p.typ
	case "reel", "ig_reel", "post", "ig_post", "ig_story", "share":
		a.Kind = channel.MediaLink
	case "fallback": // a link that was shared; without an address, something that cannot be shown
		a.Kind = channel.MediaLink
		if a.URL == "" {
			a.Kind, a.Name = channel.MediaOther, cmp.Or(p.title, p.typ)
		}
	default: // story_mention, ephemeral, appointment_booking, and what is to come
		a.Kind, a.Name, a.Detail = channel.MediaOther, p.typ, p.booking.lines()
	}
	if p.sticker != "" { // before June 2026 a sticker was an image with an id
		a.Kind, a.ID = channel.MediaSticker, p.sticker
	}
	return a
}

// dropDoubles removes the copies of stickers. From June to August 2026 a sticker came once as such
// and once as an image, for old receivers ("Sticker API").
func dropDoubles(list []channel.Attachment) []channel.Attachment {
	if len(list) < 2 {
		return list
	}
	var stickers map[string]bool // addresses
	for _, a := range list {
		if a.Kind == channel.MediaSticker {
			if stickers == nil {
				stickers = make(map[string]bool)
			}
			stickers[unsigned(a.URL)] = a.URL != ""
		}
	}
	if stickers == nil {
		return list
	}
	kept, seen := list[:0], make(map[string]bool) // ids of stickers
	for _, a := range list {
		sticker := a.Kind == channel.MediaSticker
		if !sticker && a.Kind == channel.MediaImage && stickers[unsigned(a.URL)] || sticker && seen[a.ID] {
			continue
		}
		if sticker && a.ID != "" {
			seen[a.ID] = true
		}
		kept = append(kept, a)
	}
	return kept
}

// unsigned is an address without its signature.
func unsigned(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return address
}

// webAddress returns s if it is an absolute http or https address. Some shares carry another word
// in its place.
func webAddress(s string) string {
	if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		return s
	}
	return ""
}
