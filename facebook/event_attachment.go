package facebook

import (
	"cmp"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// part is an attachment in the form of the webhook. In old forms title and url are beside the
// payload, which may be an object, a text, null or missing.
type part struct {
	typ            string
	title, url     string
	path           string // an address that names no host, as shares of reels have it
	id, sticker    string
	latitude, long float64
	place          bool
	template       []byte
}

// readAttachments adds the attachments to the message. A value that is no attachment becomes one of
// kind MediaOther.
func readAttachments(msg *channel.Message, raw []byte) {
	r := jsonread.Sub(raw)
	switch r.Kind() {
	case jsonread.Array:
		for range r.Array {
			readAttachment(msg, readPart(r.Raw()))
		}
	case jsonread.Null, jsonread.Invalid:
	default: // one without its list
		readAttachment(msg, readPart(raw))
	}
	msg.Attachments = dropDoubles(msg.Attachments)
}

func readAttachment(msg *channel.Message, p part) {
	switch {
	case p.typ == "location" && p.place:
		msg.Location = &channel.Location{Latitude: p.latitude, Longitude: p.long, Name: p.title, URL: p.url}
	case p.typ == "template":
		readTemplate(msg, p)
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
			p.typ = r.Text()
		case "title":
			p.title = cmp.Or(p.title, r.Text())
		case "url", "URL": // both spellings exist beside the type
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
		case "id", "reel_video_id", "booking_id", "attachment_id":
			p.id = r.ID()
		case "sticker_id":
			p.sticker = r.ID()
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
		a.Kind, a.Name = channel.MediaOther, p.typ
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
	isSticker := func(a channel.Attachment) bool { return a.Kind == channel.MediaSticker }
	if !slices.ContainsFunc(list, isSticker) {
		return list
	}
	var kept []channel.Attachment
	for i, a := range list {
		double := slices.ContainsFunc(list, func(s channel.Attachment) bool {
			return isSticker(s) && a.Kind == channel.MediaImage && s.URL != "" && sameFile(a.URL, s.URL)
		}) || isSticker(a) && slices.ContainsFunc(list[:i], func(s channel.Attachment) bool {
			return isSticker(s) && s.ID == a.ID && a.ID != ""
		})
		if !double {
			kept = append(kept, a)
		}
	}
	return kept
}

// sameFile compares addresses without their signatures.
func sameFile(a, b string) bool {
	pathA, _, _ := strings.Cut(a, "?")
	pathB, _, _ := strings.Cut(b, "?")
	return pathA == pathB
}

// webAddress returns s if it is an absolute http or https address. Some shares carry another word
// in its place.
func webAddress(s string) string {
	if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		return s
	}
	return ""
}
