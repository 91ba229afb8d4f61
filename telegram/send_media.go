package telegram

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// mediaType is the word for a kind of attachment, as it stands in the name of a parameter and in an album (Telegram Bot API: InputMedia).
// A kind that cannot be sent has none.
func mediaType(kind channel.MediaKind) string {
	switch kind {
	case channel.MediaImage:
		return "photo"
	case channel.MediaVideo, channel.MediaAnimation, channel.MediaAudio, channel.MediaVoice, channel.MediaSticker:
		return string(kind)
	case channel.MediaFile:
		return "document"
	}
	return ""
}

// setFile puts a file id, URL or part into the parameter of its kind, and names the method.
func (p *params) setFile(a channel.Attachment, handle string) (method string) {
	switch a.Kind {
	case channel.MediaImage:
		p.Photo, method = handle, "sendPhoto"
	case channel.MediaVideo:
		p.Video, method = handle, "sendVideo"
	case channel.MediaAnimation:
		p.Animation, method = handle, "sendAnimation"
	case channel.MediaAudio:
		p.Audio, method = handle, "sendAudio"
	case channel.MediaVoice:
		p.Voice, method = handle, "sendVoice"
	case channel.MediaSticker:
		p.Sticker, method = handle, "sendSticker"
	case channel.MediaFile:
		p.Document, method = handle, "sendDocument"
	}
	p.shape = shapeOf(a, handle)
	return method
}

// shape is what goes with a file that Telegram does not look into by itself.
type shape struct {
	Width    int  `json:"width,omitempty"`
	Height   int  `json:"height,omitempty"`
	Duration int  `json:"duration,omitempty"` // seconds
	AsFile   bool `json:"disable_content_type_detection,omitempty"`
}

func shapeOf(a channel.Attachment, handle string) (s shape) {
	uploaded := strings.HasPrefix(handle, attachPrefix)
	switch a.Kind {
	case channel.MediaVideo, channel.MediaAnimation:
		s.Width, s.Height = a.Width, a.Height
		s.Duration = int(a.Duration / time.Second)
	case channel.MediaAudio, channel.MediaVoice:
		s.Duration = int(a.Duration / time.Second)
	case channel.MediaFile:
		s.AsFile = uploaded // else a picture that is sent as a file may arrive as an animation
	}
	return s
}

// inputMedia is one item of an album, or what a message is changed to (Telegram Bot API: InputMedia).
type inputMedia struct {
	Type            string   `json:"type"`
	Media           string   `json:"media"`
	Caption         string   `json:"caption,omitempty"`
	CaptionEntities []entity `json:"caption_entities,omitempty"`
	CaptionAbove    bool     `json:"show_caption_above_media,omitempty"`
	Spoiler         bool     `json:"has_spoiler,omitempty"`
	shape
}

// handle is what names a file in the parameters: its id, its URL, or a part of the request.
func (c *Channel) handle(p *params, field string, a channel.Attachment) string {
	if a.File != "" {
		return c.attach(p, field, a)
	}
	return cmp.Or(a.ID, a.URL)
}

// isFileID keeps out what Telegram would take for something else in the same parameter: a URL, a part of an upload
// ("attach://"), or with a local server a file on its disk ("file://").
func isFileID(s string) bool { return isWord(s) }

// together are the kinds that one album may hold (Telegram Bot API: sendMediaGroup).
func together() [][]channel.MediaKind {
	return [][]channel.MediaKind{{channel.MediaImage, channel.MediaVideo}, {channel.MediaFile}, {channel.MediaAudio}}
}

// media is what can be sent by the platform's handle, by URL and by upload (Telegram Bot API: Sending files). A URL of a file works for PDF
// and ZIP, other types may not; Telegram says so when it has looked.
func media(uploads, local bool) []channel.MediaLimit {
	const mb = 1 << 20
	audio := []string{"audio/mpeg", "audio/mp3", "audio/mp4", "audio/m4a", "audio/x-m4a"}
	all := []channel.MediaLimit{
		{Kind: channel.MediaImage, ByID: true, URL: 5 * mb, Upload: 10 * mb},
		{Kind: channel.MediaVideo, ByID: true, URL: 20 * mb},
		{Kind: channel.MediaAnimation, ByID: true, URL: 20 * mb},
		{Kind: channel.MediaAudio, ByID: true, URL: 20 * mb, Types: audio},
		{Kind: channel.MediaVoice, ByID: true, URL: 1 * mb, Types: slices.Concat([]string{"audio/ogg"}, audio)},
		{Kind: channel.MediaSticker, ByID: true, URL: 20 * mb, Types: []string{"image/webp", "application/x-tgsticker", "video/webm"}},
		{Kind: channel.MediaFile, ByID: true, URL: 20 * mb},
	}
	for i := range all {
		switch upload := &all[i].Upload; {
		case !uploads:
			*upload = 0
		case local:
			*upload = 2000 * mb // README of tdlib/telegram-bot-api
		case *upload == 0:
			*upload = 50 * mb
		}
	}
	return all
}
