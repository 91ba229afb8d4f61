package telegram

import "github.com/contactkit/contactkit/channel"

// setFile puts a file id or URL into the parameter of its kind, and names the method. A kind that cannot be sent gives none.
func (p *params) setFile(kind channel.MediaKind, handle string) (method string) {
	switch kind {
	case channel.MediaImage:
		p.Photo = handle
		return "sendPhoto"
	case channel.MediaVideo:
		p.Video = handle
		return "sendVideo"
	case channel.MediaAnimation:
		p.Animation = handle
		return "sendAnimation"
	case channel.MediaAudio:
		p.Audio = handle
		return "sendAudio"
	case channel.MediaVoice:
		p.Voice = handle
		return "sendVoice"
	case channel.MediaSticker:
		p.Sticker = handle
		return "sendSticker"
	case channel.MediaFile:
		p.Document = handle
		return "sendDocument"
	}
	return ""
}

// isFileID keeps out what Telegram would take for something else in the same parameter: a URL, a part of an upload
// ("attach://"), or with a local server a file on its disk ("file://").
func isFileID(s string) bool { return isWord(s) }
