package telegram

import (
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Bounds that Telegram does not state; it refuses a keyboard that is "too long" as a whole. These
// are ours: more fits on no phone.
const (
	maxButtons    = 100
	maxButtonText = 256
)

// kinds are the limits of the five kinds of thread.
type kinds struct {
	private, group, business, direct, ephemeral channel.Limits
}

// Limits says what may be sent. They differ between a private chat, a group or channel, a business
// chat, the direct messages of a channel, and an ephemeral thread. Text and caption are counted in
// UTF-16 units. The open server counts code points, and how the servers behind it count is not
// known; a text that is short enough in UTF-16 units is short enough in code points too. Exact
// rates are not published; see Config.Rates.
func (c *Channel) Limits(to channel.Thread) channel.Limits {
	switch scheme, _ := to.Scheme(); {
	case to.Via != "":
		return c.limits.business
	case isDirect(to):
		return c.limits.direct
	case isEphemeral(to):
		return c.limits.ephemeral
	case scheme != "":
		return c.limits.group
	}
	return c.limits.private
}

// kinds makes the limits once; their slices are shared.
func (c Config) kinds() kinds {
	label := channel.Length{Max: maxButtonText, Unit: channel.UTF16}
	private := channel.Limits{
		Text:        c.Text,
		Caption:     channel.Length{Max: 1024, Unit: channel.UTF16}, // Telegram Bot API: sendPhoto
		Attachments: 10,                                             // Telegram Bot API: sendMediaGroup
		Together:    together(),
		AlbumBare:   true, // sendMediaGroup takes no reply_markup
		Media:       media(c.Gateway == nil && (c.Files != nil || c.LocalPath != nil), c.Local),
		QuickReplies: channel.ChoiceLimit{
			Max: maxButtons, Text: label, Asks: []string{channel.AskPhone, channel.AskLocation},
		},
		Buttons: channel.ChoiceLimit{
			Max: maxButtons, Text: label, Payload: channel.Length{Max: 64, Unit: channel.Bytes}, // InlineKeyboardButton: callback_data
		},
		ButtonURLs: true, ButtonTaps: true, NotTogether: true,
		Location: true, Card: true, ReplyTo: true,
		Spans: []channel.SpanKind{
			channel.SpanBold, channel.SpanItalic, channel.SpanUnderline, channel.SpanStrike, channel.SpanSpoiler, channel.SpanQuote,
			channel.SpanCode, channel.SpanPre, channel.SpanLink, channel.SpanURL, channel.SpanEmail, channel.SpanPhone,
			channel.SpanMention, channel.SpanHashtag, channel.SpanCashtag, channel.SpanCommand, channel.SpanEmoji,
		},
		Rates:     c.Rates,
		Abilities: c.abilities(),
	}
	private.Abilities.Draft = private.Abilities.Typing // sendMessageDraft: private chats alone
	k := kinds{private: private, group: private, business: private, direct: private}

	k.group.QuickReplies.Asks = nil // request_contact and request_location: private chats only
	k.group.Rates = c.GroupRates
	k.group.Abilities.Draft = false

	k.business.QuickReplies = channel.ChoiceLimit{} // KeyboardButton: not on behalf of a business account
	k.business.NotTogether = false
	k.business.EchoesOwn = true
	k.business.Windows = []channel.Window{{Name: "business", For: 24 * time.Hour}} // BusinessBotRights: can_reply
	k.business.Abilities.MarkRead = private.Abilities.Typing
	k.business.Abilities.Draft = false
	k.business.Abilities.React = false // setMessageReaction: not on behalf of a business account

	k.direct.QuickReplies = channel.ChoiceLimit{} // ReplyKeyboardMarkup: not in channels
	k.direct.NotTogether = false
	k.direct.Rates = c.GroupRates
	k.direct.Abilities.Draft = false
	k.direct.Abilities.Typing = false // sendChatAction: not in the direct messages of a channel

	k.ephemeral = k.group
	k.ephemeral.Attachments, k.ephemeral.Together = 1, nil // sendMediaGroup: not to one member
	k.ephemeral.QuickReplies = channel.ChoiceLimit{}
	k.ephemeral.NotTogether = false
	k.ephemeral.ReplyTo = false // ReplyParameters: an answer must come within 15 seconds
	k.ephemeral.Abilities.Typing = false
	k.ephemeral.Abilities.React = false // there is no message_id
	return k
}

// abilities are those of a private chat. Without a token, and through a gateway, there are fewer.
func (c Config) abilities() channel.Abilities {
	does, opens := c.Token != "", c.Token != ""
	if c.Gateway != nil {
		does, opens = c.Gateway.does(), c.Gateway.FilePath != ""
	}
	return channel.Abilities{
		Typing: does, AnswerPress: does, Edit: does, Delete: does, React: does, Profile: does, OpenMedia: opens,
		Subscribe: c.Token != "" || c.Gateway != nil,
	}
}

// together are the kinds that one album may hold (Telegram Bot API: sendMediaGroup).
func together() [][]channel.MediaKind {
	return [][]channel.MediaKind{{channel.MediaImage, channel.MediaVideo}, {channel.MediaFile}, {channel.MediaAudio}}
}

// media is what can be sent by the platform's handle, by URL and by upload (Telegram Bot API:
// Sending files). By URL a file is a PDF or ZIP, a voice message OGG, a sticker WEBP, a video MP4,
// an animation GIF or MP4: other kinds "may not work". See decision 405.
func media(uploads, local bool) []channel.MediaLimit {
	const mb = 1 << 20
	audio := []string{"audio/mpeg", "audio/mp3", "audio/mp4", "audio/m4a", "audio/x-m4a"}
	all := []channel.MediaLimit{
		// Telegram Bot API: sendPhoto. A local server takes larger files, and the same sides.
		{Kind: channel.MediaImage, ByID: true, URL: 5 * mb, Upload: 10 * mb, Sides: 10000, Ratio: 20, Types: []string{"image/*"}},
		{Kind: channel.MediaVideo, ByID: true, URL: 20 * mb, Types: []string{"video/*"}, URLTypes: []string{"video/mp4"}},
		{Kind: channel.MediaAnimation, ByID: true, URL: 20 * mb, Types: []string{"image/gif", "video/*"}, URLTypes: []string{"image/gif", "video/mp4"}},
		{Kind: channel.MediaAudio, ByID: true, URL: 20 * mb, Types: audio, URLTypes: audio},
		{Kind: channel.MediaVoice, ByID: true, URL: 1 * mb, Types: slices.Concat([]string{"audio/ogg"}, audio), URLTypes: []string{"audio/ogg"}},
		{Kind: channel.MediaSticker, ByID: true, URL: 20 * mb, Types: []string{"image/webp", "application/x-tgsticker", "video/webm"}, URLTypes: []string{"image/webp"}},
		{Kind: channel.MediaFile, ByID: true, URL: 20 * mb, URLTypes: []string{"application/pdf", "application/zip"}},
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
