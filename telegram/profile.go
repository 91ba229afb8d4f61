package telegram

import (
	"context"
	"strconv"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// FetchProfile asks who the contact is (Telegram Bot API: getChat): name and user name, or the title of a group. Picture stays
// empty, because Telegram's address of a picture holds the token: see OpenPicture.
func (c *Channel) FetchProfile(ctx context.Context, of channel.Thread) (channel.Profile, error) {
	chat, _, err := c.getChat(ctx, "profile", of)
	if err != nil {
		return channel.Profile{}, err
	}
	return channel.Profile{Person: chat.person()}, nil
}

// OpenPicture opens the contact's picture, a JPEG. Where there is none, or the contact hides it, the error matches ErrRejected.
func (c *Channel) OpenPicture(ctx context.Context, of channel.Thread) (channel.File, error) {
	const op = "picture"
	_, picture, err := c.getChat(ctx, op, of)
	if err != nil {
		return channel.File{}, err
	}
	if picture == "" {
		return channel.File{}, refuse(op, channel.ErrRejected, &channel.FieldError{Field: "thread.contact", Code: channel.CodeMissing, Reason: "the contact shows no picture"})
	}
	return c.OpenMedia(ctx, of, channel.Attachment{Kind: channel.MediaImage, ID: picture, Type: "image/jpeg"})
}

type chatID struct {
	Chat int64 `json:"chat_id"`
}

func (c *Channel) getChat(ctx context.Context, op string, of channel.Thread) (who chat, picture string, err error) {
	to, err := c.target(of)
	if err != nil {
		return chat{}, "", refuse(op, channel.ErrRejected, err)
	}
	if !c.Limits(of).Abilities.Profile {
		return chat{}, "", channel.Unsupported(Platform, op)
	}
	result, err := c.post(ctx, op, "getChat", chatID{to.Chat})
	if err != nil {
		return chat{}, "", follow(err, of)
	}
	r := jsonread.Sub(result)
	who.read(&r)
	r = jsonread.Sub(result)
	for key := range r.Object {
		if string(key) != "photo" {
			continue
		}
		for key := range r.Object {
			if string(key) == "big_file_id" {
				picture = r.Text()
			}
		}
	}
	return who, picture, nil
}

// Bot is what Telegram says of a bot (Telegram Bot API: getMe).
type Bot struct {
	ID       string // the account
	Name     string
	Handle   string // user name, without "@"
	Groups   bool   // it can be added to groups
	HearsAll bool   // in groups it gets every message, not only commands and answers to it (privacy mode is off)
	Business bool   // it can be connected to business accounts
	Topics   bool   // its private chats have topics
}

// Me asks Telegram who the bot is. It is the cheapest proof that token and address are good.
func (c *Channel) Me(ctx context.Context) (Bot, error) {
	result, err := c.post(ctx, "me", "getMe", struct{}{})
	if err != nil {
		return Bot{}, err
	}
	var b Bot
	var u user
	r := jsonread.Sub(result)
	u.read(&r)
	b.ID, b.Name, b.Handle = strconv.FormatInt(u.id, 10), u.Name, u.Handle
	r = jsonread.Sub(result)
	for key := range r.Object {
		switch string(key) {
		case "can_join_groups":
			b.Groups = r.Bool()
		case "can_read_all_group_messages":
			b.HearsAll = r.Bool()
		case "can_connect_to_business":
			b.Business = r.Bool()
		case "has_topics_enabled":
			b.Topics = r.Bool()
		}
	}
	return b, nil
}
