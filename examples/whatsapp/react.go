package whatsapp

import (
	"context"

	"github.com/contactkit/contactkit/channel"
)

// React reacts to a message of the person with an emoji. An empty emoji withdraws the reaction.
func (c *Channel) React(ctx context.Context, in channel.Thread, messageID, emoji string) error {
	const op = "react"
	path, req, err := c.recipient(op, in)
	if err != nil {
		return err
	}
	if messageID == "" {
		return rejected(op, "messageId", channel.CodeMissing, "a reaction needs a message")
	}
	req.Type, req.Reaction = typeReaction, &sentReaction{messageID, emoji}
	_, err = c.post(ctx, c.http, op, path, req)
	return repeatable(err)
}
