package twitter

import (
	"cmp"

	"github.com/contactkit/contactkit/channel"
)

// chatLimits is what an encrypted conversation takes. Without a key that signs, nothing can be sent
// there.
func chatLimits(cfg Config, canSend bool) channel.Limits {
	if !canSend {
		return channel.Limits{}
	}
	text := cfg.Chat.Text
	l := channel.Limits{
		Text: text, Caption: text, Rates: cfg.Chat.Rates,
		Attachments: 10, // as X's own library
		Together:    [][]channel.MediaKind{{channel.MediaImage, channel.MediaAnimation, channel.MediaVideo}},
		ReplyTo:     true, EchoesOwn: true,
		Abilities: channel.Abilities{Typing: true, MarkRead: true, OpenMedia: true, Upload: true, Profile: true, Edit: true,
			Delete: true, React: true, Subscribe: true, History: true},
	}
	for _, kind := range [...]channel.MediaKind{channel.MediaImage, channel.MediaAnimation, channel.MediaVideo, channel.MediaAudio, channel.MediaVoice, channel.MediaFile} {
		m := channel.MediaLimit{Kind: kind, ByID: true, Types: chatTypes[kind]}
		if cfg.Files != nil {
			m.Upload = cfg.Chat.maxFile()
		}
		l.Media = append(l.Media, m)
	}
	return l
}

// chatTypes are the MIME types of each kind. X sees none of them; they keep a file from being shown
// as another kind than it is.
var chatTypes = map[channel.MediaKind][]string{
	channel.MediaImage: {"image/*"}, channel.MediaAnimation: {"image/gif"}, channel.MediaVideo: {"video/*"},
	channel.MediaAudio: {"audio/*"}, channel.MediaVoice: {"audio/*"},
}

func (c ChatConfig) maxFile() int64 { return cmp.Or(c.MaxFile, defaultVideo) }
