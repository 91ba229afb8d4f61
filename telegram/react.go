package telegram

import (
	"context"
	"errors"
	"strconv"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// React reacts to a message with one emoji of those that Telegram allows; an empty one takes the reaction back (Telegram Bot API:
// setMessageReaction). It does not work in business chats.
func (c *Channel) React(ctx context.Context, in channel.Thread, messageID, emoji string) error {
	const op = "react"
	to, err := c.target(in)
	id, invalid := parseMessageID(messageID)
	if err := errors.Join(err, invalid); err != nil {
		return call.Rejected(Platform, op, err)
	}
	if !c.Limits(in).Abilities.React {
		return channel.Unsupported(Platform, op)
	}
	p := reactions{Chat: to.Chat, Message: id, Reaction: []reactionType{}}
	if emoji != "" {
		kind := reactionType{Type: "emoji", Emoji: emoji}
		if _, err := strconv.ParseUint(emoji, 10, 64); err == nil { // as Reacted tells of it
			kind = reactionType{Type: "custom_emoji", Custom: emoji}
		}
		p.Reaction = append(p.Reaction, kind)
	}
	_, err = c.post(ctx, op, "setMessageReaction", p)
	return follow(err, in)
}
