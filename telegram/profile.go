package telegram

import (
	"context"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// FetchProfile asks who the contact is (Telegram Bot API: getChat): name and user name, or the
// title of a group. Picture stays empty, because Telegram's address of a picture holds the token:
// see OpenPicture.
func (c *Channel) FetchProfile(ctx context.Context, of channel.Thread) (channel.Profile, error) {
	chat, _, err := c.getChat(ctx, "profile", of)
	if err != nil {
		return channel.Profile{}, err
	}
	return channel.Profile{Person: chat.person()}, nil
}

// OpenPicture opens the contact's picture, a JPEG. Where there is none, or the contact hides it,
// the error matches ErrRejected.
func (c *Channel) OpenPicture(ctx context.Context, of channel.Thread) (channel.File, error) {
	const op = "picture"
	_, picture, err := c.getChat(ctx, op, of)
	if err != nil {
		return channel.File{}, err
	}
	if picture == "" {
		return channel.File{}, call.RejectedField(Platform, op, "thread.contact", channel.CodeMissing, "the contact shows no picture")
	}
	return c.OpenMedia(ctx, of, channel.Attachment{Kind: channel.MediaImage, ID: picture, Type: "image/jpeg"})
}

func (c *Channel) getChat(ctx context.Context, op string, of channel.Thread) (who chat, picture string, err error) {
	to, err := c.target(of)
	if err != nil {
		return chat{}, "", call.Rejected(Platform, op, err)
	}
	if !c.Limits(of).Abilities.Profile {
		return chat{}, "", channel.Unsupported(Platform, op)
	}
	result, err := c.ask(ctx, op, "getChat", chatID{to.Chat})
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
