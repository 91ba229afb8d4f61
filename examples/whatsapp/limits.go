package whatsapp

import (
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Limits that Meta's pages of 2026 state in characters.
const (
	maxCaption        = 1024
	maxHeader         = 60 // of header and footer
	maxButtons        = 3
	maxButton         = 20 // of a button, of the label of a list and of the text of a link
	maxButtonID       = 256
	maxRows           = 10 // of a list, in all its sections
	maxRow            = 24
	maxRowID          = 200
	maxRowDescription = 72
	maxRef            = 512 // of biz_opaque_callback_data
)

const megabyte = 1_000_000 // Meta does not say which, so the smaller one

// DefaultMediaLimits returns the kinds of file that WhatsApp takes. The sizes of pictures, videos
// and documents are on the pages of Meta and its partners; 16 MB of audio and 500 kB of a sticker
// are not confirmed. A GIF has no kind: send it as a video or a document.
func DefaultMediaLimits() []channel.MediaLimit {
	audio := []string{"audio/aac", "audio/mp4", "audio/amr", "audio/mpeg", "audio/ogg"}
	return []channel.MediaLimit{
		{Kind: channel.MediaImage, Types: []string{"image/jpeg", "image/png"}, ByID: true, URL: 5 * megabyte},
		{Kind: channel.MediaVideo, Types: []string{"video/mp4", "video/3gpp"}, ByID: true, URL: 16 * megabyte},
		{Kind: channel.MediaAudio, Types: audio, ByID: true, URL: 16 * megabyte, Bare: true},
		{Kind: channel.MediaVoice, Types: audio, ByID: true, URL: 16 * megabyte, Bare: true},
		{Kind: channel.MediaSticker, Types: []string{"image/webp"}, ByID: true, URL: 500_000, Bare: true},
		{Kind: channel.MediaFile, ByID: true, URL: 100 * megabyte},
	}
}

// StepOf returns how many new people a day a word of Number.Limit allows: 2000 for "TIER_2K". It is
// zero for "TIER_UNLIMITED": there is no limit then, and no use for NewPeople. If the word is empty
// or has another form, ok is false: assume the first step then. Meta's page names the steps 250,
// 2,000, 10,000 and 100,000; no page at hand lists the words, so every number with or without a K
// is read.
func StepOf(limit string) (people int, ok bool) {
	word, tier := strings.CutPrefix(limit, "TIER_")
	if word == "UNLIMITED" {
		return 0, tier
	}
	digits, thousands := strings.CutSuffix(word, "K")
	n, err := strconv.ParseUint(digits, 10, 20)
	if !tier || err != nil || n == 0 {
		return 0, false
	}
	if thousands {
		n *= 1000
	}
	return int(n), true
}

// NewPeople returns the limit of people who may be written to outside the reply window in a day.
// Meta counts them for the whole business portfolio, in steps: see StepOf. The limit does not
// concern answers, so it is no part of DefaultRates: use it with a limiter of package pace for a
// campaign, in a pace.KindBucket with a name of yours for the portfolio in place of an account. The
// example of StepOf does so.
func NewPeople(step int) channel.Rate {
	return channel.Rate{Scope: channel.ScopeKind, Kind: "new people", N: step, Per: 24 * time.Hour}
}

// Limits returns the limits of a thread with a person. They are zero for groups.
func (c *Channel) Limits(to channel.Thread) channel.Limits {
	if scheme, _ := to.Scheme(); scheme != "" {
		return channel.Limits{}
	}
	return c.limits
}

func newLimits(cfg Config) channel.Limits {
	for i := range cfg.MediaLimits {
		cfg.MediaLimits[i].Upload = 0
		if cfg.Files != nil {
			cfg.MediaLimits[i].Upload = cfg.MediaLimits[i].URL
		}
	}
	l := channel.Limits{
		Text:        cfg.Text,
		Caption:     utf16(maxCaption),
		Attachments: 1,
		Media:       cfg.MediaLimits,
		QuickReplies: channel.ChoiceLimit{Max: maxRows, Text: utf16(maxRow), Payload: utf16(maxRowID), Description: utf16(maxRowDescription),
			Asks: []string{channel.AskPhone}},
		Buttons:        channel.ChoiceLimit{Max: maxButtons, Text: utf16(maxButton), Payload: utf16(maxButtonID)},
		ButtonURLs:     true,
		ButtonTaps:     true,
		ButtonText:     cfg.Body,
		QuickReplyText: cfg.Body,
		NotTogether:    true,
		Location:       true,
		Card:           true,
		ReplyTo:        true,
		Ref:            channel.Length{Max: maxRef, Unit: channel.Bytes}, // Meta names no unit
		Windows:        []channel.Window{{Name: WindowService, For: cfg.Window}},
		Rates:          cfg.Rates,
		Abilities:      channel.Abilities{MarkRead: true, React: true, OpenMedia: true, Upload: true, Subscribe: true},
	}
	if len(cfg.MediaLimits) == 0 {
		l.Attachments = 0
	}
	return l
}
