package facebook

import (
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Names of the reply windows in Limits.
const (
	WindowStandard     = "standard"      // 24 hours, for everybody
	WindowHumanAgent   = "human_agent"   // 7 days, for what a person wrote; needs Config.HumanAgent
	WindowPrivateReply = "private_reply" // 7 days, one answer to a comment or post
)

const (
	day  = 24 * time.Hour
	week = 7 * day

	megabyte   = 1_000_000 // Meta does not say which, so the smaller one
	mostUpload = 25 * megabyte

	mostInstagramImage = 8 * megabyte
)

// limitSet holds the limits of each kind of thread.
type limitSet struct {
	person, instagram, guest, comment, permission channel.Limits
	instagramComment                              channel.Limits
}

// Limits returns the limits of a thread: with a person on Messenger or on Instagram, with a guest
// of a plug-in ("ref:"), of the private answer to a comment or post ("comment:"), or of a
// permission to notify ("token:"). They are zero for other contacts.
func (c *Channel) Limits(to channel.Thread) channel.Limits {
	scheme, _ := to.Scheme()
	switch scheme {
	case "":
		if c.isInstagram(to.Account) {
			return c.limits.instagram
		}
		return c.limits.person
	case "ref":
		return c.limits.guest
	case "comment":
		if c.isInstagram(to.Account) {
			return c.limits.instagramComment
		}
		return c.limits.comment
	case "token":
		return c.limits.permission
	default:
		return channel.Limits{}
	}
}

// newLimits states the limits of "Send API Reference", "Quick replies", "Button template", "Saving
// assets" and "Send a Message".
func newLimits(cfg Config) limitSet {
	utf16 := func(n int) channel.Length { return channel.Length{Max: n, Unit: channel.UTF16} }
	byURL := func(kind channel.MediaKind, size int64, types ...string) channel.MediaLimit {
		l := channel.MediaLimit{Kind: kind, Types: types, ByID: true, URL: size}
		if cfg.Files != nil {
			l.Upload = mostUpload
		}
		return l
	}
	media := []channel.MediaLimit{
		byURL(channel.MediaImage, 8*megabyte, "image/*"),
		byURL(channel.MediaAnimation, 8*megabyte, "image/*"),
		byURL(channel.MediaAudio, mostUpload, "audio/*"),
		byURL(channel.MediaVoice, mostUpload, "audio/*"),
		byURL(channel.MediaVideo, mostUpload, "video/*"),
		byURL(channel.MediaFile, mostUpload),
	}
	base := channel.Limits{
		Text:        cfg.Text,
		Attachments: 1,
		Media:       media,
		QuickReplies: channel.ChoiceLimit{Max: 13, Text: utf16(20), Payload: utf16(1000), Image: true,
			Asks: []string{channel.AskPhone, channel.AskEmail}},
		Buttons:    channel.ChoiceLimit{Max: 3, Text: utf16(20), Payload: utf16(1000)},
		ButtonURLs: true,
		ButtonTaps: true,
		ButtonText: utf16(640),
		Ref:        utf16(999),
		Rates:      cfg.Rates,
	}
	standard := channel.Window{Name: WindowStandard, For: day}

	var set limitSet
	set.person = base
	set.person.Media = append([]channel.MediaLimit{{Kind: channel.MediaSticker, ByID: true}}, media...)
	set.person.ReplyTo = true
	set.person.EchoesRef = true
	set.person.EchoesOwn = true
	set.person.Windows = []channel.Window{standard}
	if cfg.HumanAgent {
		set.person.Windows = append(set.person.Windows, channel.Window{Name: WindowHumanAgent, By: channel.ByPerson, For: week})
	}
	set.person.Abilities = channel.Abilities{Typing: true, MarkRead: true, React: true, OpenMedia: true, Upload: true, Profile: true, Subscribe: true, History: true}

	set.instagram = set.person
	set.instagram.Text = cfg.InstagramText
	set.instagram.Media = instagramMedia(cfg)
	set.instagram.Attachments = 10 // images alone
	set.instagram.Together = [][]channel.MediaKind{{channel.MediaImage}}
	set.instagram.AlbumBare = true
	set.instagram.QuickReplies.Asks = nil // Meta has switched them off in October 2026
	set.instagram.QuickReplies.Image = false
	set.instagram.Ref = channel.Length{} // echoes on Instagram tell neither app nor metadata
	set.instagram.EchoesRef = false
	set.instagram.Abilities.React = false

	set.guest = base // no echo comes for what goes to a user_ref
	set.guest.Windows = []channel.Window{standard}

	set.comment = base
	set.comment.Windows = []channel.Window{{Name: WindowPrivateReply, For: week, Once: true}}
	set.comment.Rates = append([]channel.Rate{{Scope: channel.ScopeKind, Kind: WindowPrivateReply, N: 750, Per: time.Hour}}, base.Rates...)

	set.instagramComment = set.comment
	set.instagramComment.Text = set.instagram.Text
	set.instagramComment.Media = set.instagram.Media
	set.instagramComment.QuickReplies = set.instagram.QuickReplies
	set.instagramComment.Ref = channel.Length{}

	set.permission = base
	for _, l := range []*channel.Limits{&set.guest, &set.comment, &set.instagramComment, &set.permission} {
		l.Abilities = channel.Abilities{OpenMedia: true, Upload: true, Subscribe: true, History: true}
	}
	for _, l := range []*channel.Limits{&set.comment, &set.instagramComment} {
		a := &l.Abilities
		a.ReplyToPost, a.ReadPost, a.HidePost, a.DeletePost = true, true, true, true
	}
	set.comment.Abilities.LikePost = true
	return set
}

// instagramMedia states the formats and sizes of Instagram's guides "Send a Message" and "Upload
// Media".
func instagramMedia(cfg Config) []channel.MediaLimit {
	of := func(kind channel.MediaKind, most int64, types ...string) channel.MediaLimit {
		l := channel.MediaLimit{Kind: kind, Types: types, ByID: true, URL: most}
		if cfg.Files != nil {
			l.Upload = most
		}
		return l
	}
	images := []string{"image/png", "image/jpeg", "image/gif"}
	sounds := []string{"audio/aac", "audio/mp4", "audio/wav"} // M4A is audio/mp4
	films := []string{"video/mp4", "video/ogg", "video/x-msvideo", "video/quicktime", "video/webm"}
	return []channel.MediaLimit{
		of(channel.MediaImage, mostInstagramImage, images...),
		of(channel.MediaAnimation, mostInstagramImage, images...),
		of(channel.MediaAudio, mostUpload, sounds...),
		of(channel.MediaVoice, mostUpload, sounds...),
		of(channel.MediaVideo, mostUpload, films...),
		of(channel.MediaFile, mostUpload, "application/pdf"),
	}
}
