package twitter

import "github.com/contactkit/contactkit/channel"

// limits builds what Limits answers: for a conversation with one person, and for a group. They are
// built once and shared.
func limits(cfg Config) (direct, group channel.Limits) {
	l := channel.Limits{
		Text:        cfg.Text,
		Caption:     cfg.Text,
		Attachments: 1, // "Attaching media": one per message
		Media:       mediaLimits(cfg),
		EchoesOwn:   true,
		Rates:       cfg.Rates,
		Abilities:   channel.Abilities{Delete: true, OpenMedia: true, Upload: true, Profile: true, Subscribe: true, History: true},
	}
	if cfg.API == V2 {
		return l, l
	}
	label := channel.Length{Max: 36, Unit: channel.Runes}
	l.QuickReplies = channel.ChoiceLimit{ // "Options Quick Reply"
		Max: 20, Text: label,
		Payload:     channel.Length{Max: 1000, Unit: channel.Runes},
		Description: channel.Length{Max: 72, Unit: channel.Runes},
	}
	l.Buttons = channel.ChoiceLimit{Max: 3, Text: label} // "Buttons"
	l.ButtonURLs = true
	l.Location = true // "Attaching location"
	l.Abilities.Typing, l.Abilities.MarkRead = true, true
	return l, channel.Limits{}
}

// mediaLimits is what may be sent of files: handles, and, where the host's files can be opened,
// those.
func mediaLimits(cfg Config) []channel.MediaLimit {
	var list []channel.MediaLimit
	all := fileKinds(cfg)
	for _, kind := range [...]channel.MediaKind{channel.MediaImage, channel.MediaAnimation, channel.MediaVideo} {
		l := channel.MediaLimit{Kind: kind, Types: all[kind].types, ByID: true}
		if cfg.Files != nil {
			l.Upload = all[kind].most
		}
		list = append(list, l)
	}
	return list
}

// publicLimits is what a private answer in a public thread takes, a direct message, and what can be
// done with the posts there.
func publicLimits(cfg Config, direct channel.Limits) channel.Limits {
	a := direct.Abilities
	direct.Abilities = channel.Abilities{OpenMedia: a.OpenMedia, Upload: a.Upload, Profile: a.Profile, Subscribe: a.Subscribe,
		ReplyToPost: true, ReadPost: true, HidePost: true, DeletePost: true, LikePost: cfg.Posts.Enterprise}
	return direct
}

// Limits says what may be sent to the thread. v1.1 takes nothing for group conversations.
func (c *Channel) Limits(to channel.Thread) channel.Limits {
	if isChat(to) {
		return c.chat.limits
	}
	if conversation(to) != "" {
		return c.group
	}
	if isPublic(to) {
		return c.public
	}
	return c.direct
}
