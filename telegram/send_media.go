package telegram

import (
	"cmp"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// mediaType is the word for a kind of attachment, as in the name of a parameter and in an
// album (Telegram Bot API: InputMedia). A kind that cannot be sent has none.
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

// handle is what names a file in the parameters: its id, its URL, or a part of the request.
func (c *Channel) handle(p *params, field string, a channel.Attachment) string {
	if a.File != "" {
		return c.attach(p, field, a)
	}
	return cmp.Or(a.ID, a.URL)
}

// isFileID keeps out what Telegram would take for something else in the same parameter: a URL, a
// part of an upload ("attach://"), or with a local server a file on its disk ("file://").
func isFileID(s string) bool { return isWord(s) }
