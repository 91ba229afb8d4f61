package telegram

import (
	"context"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// ShowTyping shows "typing…" for five seconds at most, or until a message arrives (Telegram Bot
// API: sendChatAction). The direct messages of a channel have no such sign.
func (c *Channel) ShowTyping(ctx context.Context, to channel.Thread) error {
	const op = "typing"
	target, err := c.target(to)
	if err != nil {
		return call.Rejected(Platform, op, err)
	}
	if !c.Limits(to).Abilities.Typing {
		return channel.Unsupported(Platform, op)
	}
	err = c.act(ctx, op, "sendChatAction", chatAction{target, "typing"})
	return follow(err, to)
}
