package world

import (
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// record is a channel without policies.
func record(platform, id, name string, settings map[string]string, keys map[string]string) directory.Record {
	r := directory.Default(platform)
	r.ID, r.Name, r.Settings = id, name, settings
	r.Secrets.Keys = make(map[string]channel.Keys)
	for field, secret := range keys {
		r.Secrets.Keys[field] = channel.NewKeys(channel.Secret(secret))
	}
	return r
}

func newTelegram(now func() time.Time) *Platform {
	s := telegramtest.New(telegramtest.Config{Now: now})
	cfg := s.Config()
	account, _, _ := strings.Cut(cfg.Token, ":")
	return &Platform{
		Name: telegram.Platform, Server: s, Account: account, Contact: "5551000001",
		Record:  record(telegram.Platform, "bot", "Support_bot", nil, map[string]string{"token": cfg.Token, "webhookSecret": cfg.WebhookSecret}),
		Photo:   func(contact, caption string) { s.SendPhoto(contact, caption, Photo()) },
		Tap:     func(contact, text string) { s.TapQuickReply(contact, text) },
		Block:   s.Block,
		Unblock: s.Unblock,
		Meet: func(contact, name string) {
			s.Meet(telegramtest.Person{ID: contact, First: name, Picture: faceOf(contact)})
		},
		Redeliver: func() { s.Fail(standin.Duplicate(), 1) },
		Reorder:   func() { s.Fail(standin.Reorder(), 1) },
		Lose:      func() { s.Fail(standin.LoseAnswer().On("/sendMessage"), 1) },
		Received: func() []Received {
			return each(s.Sent(), func(m telegramtest.Sent) Received {
				return Received{Contact: m.To, Text: m.Text, Attachments: len(m.Attachments), Choices: m.QuickReplies}
			})
		},
	}
}

func newFacebook(now func() time.Time) *Platform {
	s := facebooktest.New(facebooktest.Config{Now: now, Instagram: map[string]facebooktest.Instagram{"17841400000000001": {Username: "our_shop"}}})
	cfg := s.Config()
	p := &Platform{
		Name: facebook.Platform, Server: s, Contact: "7771000000000001",
		Record: record(facebook.Platform, "page", "Shop_page", map[string]string{"appId": cfg.AppID, "humanAgent": "true", "instagramAppId": cfg.InstagramAppID},
			map[string]string{"appSecret": cfg.AppSecret, "verifyToken": cfg.VerifyToken, "instagramAppSecret": cfg.InstagramAppSecret}),
		Photo:   func(contact, caption string) { s.SendPhoto(contact, caption, Photo()) },
		Tap:     func(contact, text string) { s.TapQuickReply(contact, text, "choice") },
		Read:    func(contact string) { s.Read(contact) },
		Inbox:   func(contact, text string) { s.InboxSays(contact, text) },
		Block:   s.Block,
		Unblock: s.Unblock,
		Meet: func(contact, name string) {
			s.Meet(facebooktest.Person{ID: contact, First: name, Picture: faceAt(metaFaces, contact)})
		},
		Redeliver: func() { s.Fail(standin.Duplicate(), 1) },
		Reorder:   func() { s.Fail(standin.Reorder(), 1) },
		Lose:      func() { s.Fail(standin.LoseAnswer().On("/messages"), 1) },
		Received: func() []Received {
			return each(s.Sent(), func(m facebooktest.Sent) Received {
				return Received{Contact: m.To, Text: m.Text, Ref: m.Ref, Attachments: len(m.Attachments),
					Choices: each(m.QuickReplies, func(q facebooktest.QuickReply) string { return q.Title })}
			})
		},
		Handshake: s.Handshake,
		Comment:   func(contact, text string) string { return s.Comment(contact, "9001", text) },
	}
	p.allow, p.deny = func(address string) (string, error) { return s.Allow(address) }, s.Deny
	p.Published = func() (list []Published) {
		for id, c := range s.Comments() {
			list = append(list, Published{id, c.Text, c.Parent, c.Author == p.Account, c.Hidden})
		}
		return list
	}
	p.Record.Secrets.Tokens = map[string]map[string]channel.Keys{"pages": {}}
	for id, token := range cfg.Pages {
		p.Account = id
		p.Record.Pages = append(p.Record.Pages, directory.Page{ID: id, Name: "Our shop"})
		p.Record.Secrets.Tokens["pages"][id] = channel.NewKeys(channel.Secret(token))
	}
	return p
}

// newTwitter is X with a customer who writes encrypted. The record has no OAuth 2.0, so its product
// is premium, and the stand-in delivers the encrypted events only because Chats asks for them. X
// itself sends them to X Activity alone: a real record needs a client id and the product activity,
// else `setup x check` finds encrypted_conversations.
func newTwitter(now func() time.Time) *Platform {
	const ever = 100 * 365 * 24 * time.Hour // our signatures go by the system's clock, whatever now is
	s := twittertest.New(twittertest.Config{Now: now, Skew: ever, Chats: true})
	cfg := s.Config()
	version, private := s.ChatKey()
	return &Platform{
		Name: twitter.Platform, Server: s, Account: cfg.Account, Contact: "2221000000000000001",
		Record: record(twitter.Platform, "handle", "Care_handle",
			map[string]string{"account": cfg.Account, "apiKey": cfg.APIKey, "appId": cfg.AppID, "env": cfg.Env},
			map[string]string{"apiSecret": cfg.APISecret, "accessToken": cfg.AccessToken, "accessSecret": cfg.AccessSecret, "bearer": cfg.Bearer,
				"chatKeys": version + ":" + private}),
		Encrypted: func(contact, text string) { s.SayEncrypted(contact, text) },
		Photo:     func(contact, caption string) { s.SendPhoto(contact, caption, Photo()) },
		Tap:       func(contact, text string) { s.TapQuickReply(contact, text, "choice") },
		Type:      s.Type,
		Read:      func(contact string) { s.Read(contact) },
		Inbox:     func(contact, text string) { s.PersonSays(contact, text) },
		Block:     s.Block,
		Unblock:   s.Unblock,
		Meet: func(contact, name string) {
			s.Meet(twittertest.Person{ID: contact, Name: name, Picture: faceAt(xFaces, contact)})
		},
		Redeliver: func() { s.Fail(standin.Duplicate(), 1) },
		Reorder:   func() { s.Fail(standin.Reorder(), 1) },
		Lose:      func() { s.Fail(standin.LoseAnswer().On("/direct_messages/events/new"), 1) },
		Received: func() []Received {
			plain := each(s.Sent(), func(m twittertest.Sent) Received {
				return Received{Contact: m.To, Text: m.Text, Attachments: len(m.Attachments),
					Choices: each(m.QuickReplies, func(q twittertest.QuickReply) string { return q.Label })}
			})
			return append(plain, each(s.ChatSent(), func(m twittertest.ChatSent) Received {
				return Received{Contact: "chat:" + m.To, Text: m.Text, Attachments: len(m.Files)}
			})...)
		},
		Handshake: s.Handshake,
		Comment:   func(contact, text string) string { return s.Mention(contact, text) },
		Uncomment: s.DeletePost,
		allow:     s.Allow, deny: s.Deny,
		Published: func() []Published {
			return each(s.Posts(), func(p twittertest.PublicPost) Published {
				return Published{p.ID, p.Text, p.ReplyTo, p.Author == cfg.Account, p.Hidden}
			})
		},
	}
}

func each[A, B any](list []A, f func(A) B) []B {
	out := make([]B, len(list))
	for i, v := range list {
		out[i] = f(v)
	}
	return out
}
