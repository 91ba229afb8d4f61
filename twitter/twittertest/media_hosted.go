package twittertest

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"
)

// hosted is a file at one of X's media hosts.
type hosted struct {
	typ   string
	at    time.Time
	data  []byte
	owner bool // needs OAuth 1.0a of the account
}

// host puts a file where events point to, adds its t.co link to the text, and returns the media
// object.
func (s *Server) host(m *message, id, kind, typ string, data []byte) obj {
	expanded := "https://twitter.com/messages/media/" + m.id
	short := "https://t.co/" + s.core.Letters(10, tcoLetters)
	text := m.data["text"].(string) + " " + short
	at := utf8.RuneCountInString(text)
	indices := []int{at - len(short), at}
	shownURL := "pic.twitter.com/" + strings.TrimPrefix(short, "https://t.co/")
	m.data["text"] = text
	entities := m.data["entities"].(obj)
	entities["urls"] = append(entities["urls"].([]obj), obj{"url": short, "expanded_url": expanded, "display_url": shownURL, "indices": indices})
	name := s.core.Letters(8, tcoLetters)
	o := obj{
		"id": json.Number(id), "id_str": id, "type": kind, "indices": indices,
		"url": short, "display_url": shownURL, "expanded_url": expanded,
		"sizes": obj{
			"thumb": obj{"w": 150, "h": 150, "resize": "crop"}, "small": obj{"w": 680, "h": 510, "resize": "fit"},
			"medium": obj{"w": 1200, "h": 900, "resize": "fit"}, "large": obj{"w": 1280, "h": 960, "resize": "fit"},
		},
	}
	file := func(base, path, typ string, data []byte, owner bool) string {
		s.files[path] = &hosted{typ: typ, at: s.core.Clock.Now(), data: data, owner: owner}
		return base + path
	}
	var preview string
	switch kind {
	case "photo":
		preview = file("https://ton.twitter.com", "/1.1/ton/data/dm/"+m.id+"/"+id+"/"+name+".jpg", typ, data, true)
	case "animated_gif":
		preview = file("https://pbs.twimg.com", "/dm_gif_preview/"+id+"/"+name+".jpg", "image/jpeg", []byte("preview"), false)
		mp4 := file("https://video.twimg.com", "/dm_gif/"+id+"/"+name+".mp4", "video/mp4", data, false)
		o["video_info"] = obj{"aspect_ratio": []int{4, 3}, "variants": []obj{{"bitrate": 0, "content_type": "video/mp4", "url": mp4}}}
	default:
		preview = file("https://pbs.twimg.com", "/dm_video_preview/"+id+"/img/"+name+".jpg", "image/jpeg", []byte("preview"), false)
		small := file("https://video.twimg.com", "/dm_video/"+id+"/vid/320x240/"+name+".mp4", "video/mp4", data[:len(data)/2], false)
		large := file("https://video.twimg.com", "/dm_video/"+id+"/vid/1280x960/"+name+".mp4", "video/mp4", data, false)
		list := file("https://video.twimg.com", "/dm_video/"+id+"/pl/"+name+".m3u8", "application/x-mpegURL", []byte("#EXTM3U"), false)
		o["video_info"] = obj{"aspect_ratio": []int{4, 3}, "duration_millis": 4000, "variants": []obj{
			{"bitrate": 320000, "content_type": "video/mp4", "url": small},
			{"content_type": "application/x-mpegURL", "url": list},
			{"bitrate": 2176000, "content_type": "video/mp4", "url": large},
		}}
	}
	o["media_url"], o["media_url_https"] = preview, preview
	return o
}
