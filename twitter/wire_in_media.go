package twitter

import (
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// readAttachment reads the attachment of a message, and returns the link at the end of the text
// that represents it. Of a type that is not known an agent must see at least that it came.
func (d *messageData) readAttachment(m *channel.Message) (link string) {
	r := &d.attachment
	kind := ""
	otherForm := r.Kind() != jsonread.Invalid && !isOrNull(r, jsonread.Object)
	for key := range r.Object {
		switch string(key) {
		case "type":
			kind = r.KnownID("media", "location")
		case "media":
			if r.Kind() == jsonread.Null {
				continue
			}
			var a channel.Attachment
			a, link = readMedia(r, d.text)
			if d.n.Take() {
				m.Attachments = append(m.Attachments, a)
			}
		case "location":
			readLocation(r, m, d.n)
		}
	}
	if (kind != "" || otherForm) && len(m.Attachments) == 0 && m.Location == nil {
		m.Attachments = append(m.Attachments, channel.Attachment{Kind: channel.MediaOther, Name: kind})
	}
	return link
}

// readMedia reads a media object of v1.1: photo, animated_gif or video. [Direct Messages: message
// create object; Extended entities]
func readMedia(r *jsonread.Reader, text string) (a channel.Attachment, link string) {
	var kind, file string
	var number jsonread.Reader
	for key := range r.Object {
		switch string(key) {
		case "id_str":
			a.ID = r.ID()
		case "id": // some of X's samples print it rounded
			number = *r
		case "type":
			kind = r.Known("photo", "animated_gif", "video")
		case "media_url_https":
			file = r.Text()
		case "media_url":
			if file == "" {
				file = r.Text()
			}
		case "url":
			link = r.Known(lastLink(text)) // as a rule the text ends with it
		case "ext_alt_text": // how the sender describes it
			a.Detail = r.Text()
		case "sizes":
			a.Width, a.Height = readSizes(r)
		case "video_info":
			readVideo(r, &a)
		}
	}
	if a.ID == "" {
		a.ID = number.ID()
	}
	switch kind {
	case "photo":
		a.Kind = channel.MediaImage
	case "animated_gif":
		a.Kind = channel.MediaAnimation // a silent MP4
	case "video":
		a.Kind = channel.MediaVideo // voice messages come as videos, too
	default:
		a.Kind = channel.MediaOther
	}
	if a.URL == "" {
		a.URL = file
	} else {
		a.Preview = file
	}
	return a, link
}

// readSizes returns the largest size, but not that of the thumbnail, which is cropped.
func readSizes(r *jsonread.Reader) (width, height int) {
	for key := range r.Object {
		if string(key) == "thumb" {
			continue
		}
		var w, h int
		for key := range r.Object {
			switch string(key) {
			case "w":
				w = pixels(r.Int())
			case "h":
				h = pixels(r.Int())
			}
		}
		if w*h > width*height {
			width, height = w, h
		}
	}
	return width, height
}

// pixels is a length of a picture; what cannot be one is unknown.
func pixels(n int64) int {
	if n < 0 || n > 1<<20 {
		return 0
	}
	return int(n)
}

// readVideo reads the length and the files of a video.
func readVideo(r *jsonread.Reader, a *channel.Attachment) {
	best := int64(-1)
	for key := range r.Object {
		switch string(key) {
		case "duration_millis":
			if ms := r.Int(); 0 < ms && ms < 1<<40 {
				a.Duration = time.Duration(ms) * time.Millisecond
			}
		case "variants":
			best = readVariants(r, a, best)
		}
	}
}

// readVariants chooses the MP4 of the highest bitrate, which v2 calls bit_rate; they come in no
// order. A stream's manifest is taken only where there is no MP4.
func readVariants(r *jsonread.Reader, a *channel.Attachment, best int64) int64 {
	for range r.Array {
		var rate int64
		var kind, address string
		for key := range r.Object {
			switch string(key) {
			case "bitrate", "bit_rate":
				rate = r.Int()
			case "content_type":
				kind = r.Text()
			case "url":
				address = r.Text()
			}
		}
		mp4 := kind == "video/mp4" && rate > best
		if address != "" && (mp4 || a.URL == "") {
			a.URL, a.Type = address, kind
		}
		if mp4 {
			best = rate
		}
	}
	return best
}

// readLocation reads a shared coordinate or place. X documents both for sending; whether they come
// in is not confirmed.
func readLocation(r *jsonread.Reader, m *channel.Message, n *receive.Count) {
	for key := range r.Object {
		switch string(key) {
		case "shared_coordinate":
			for key := range r.Object {
				if string(key) == "coordinates" {
					m.Location = readPoint(r)
				}
			}
		case "shared_place":
			for key := range r.Object {
				if string(key) == "place" && n.Take() {
					m.Attachments = append(m.Attachments, readPlace(r))
				}
			}
		}
	}
}

// readPoint reads {"type":"Point","coordinates":[longitude, latitude]}.
func readPoint(r *jsonread.Reader) *channel.Location {
	var l channel.Location
	n, before := 0, r.Mismatches()
	for key := range r.Object {
		if string(key) != "coordinates" {
			continue
		}
		for i := range r.Array {
			if r.Kind() != jsonread.Null {
				n++
			}
			switch i {
			case 0:
				l.Longitude = r.Float()
			case 1:
				l.Latitude = r.Float()
			}
		}
	}
	if n < 2 || r.Mismatches() > before { // half a point would be another place
		return nil
	}
	return &l
}

// readPlace reads a place of X's own gazetteer, which has a name and no coordinates.
func readPlace(r *jsonread.Reader) channel.Attachment {
	a := channel.Attachment{Kind: channel.MediaOther, Type: "application/vnd.x.place"}
	for key := range r.Object {
		switch string(key) {
		case "id":
			a.ID = r.ID()
		case "full_name", "name":
			a.Name = r.Text()
		}
	}
	return a
}
