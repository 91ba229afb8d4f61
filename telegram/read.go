package telegram

import (
	"context"
	"strconv"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// MarkRead marks a customer's message in a business chat as read (Telegram Bot API:
// readBusinessMessage). The business account must have granted that right, and the chat must have
// been active in the last 24 hours. In other chats a bot cannot mark messages as read.
func (c *Channel) MarkRead(ctx context.Context, to channel.Thread, messageID string) error {
	const op = "mark read"
	target, err := c.target(to)
	if err != nil {
		return call.Rejected(Platform, op, err)
	}
	if !c.Limits(to).Abilities.MarkRead {
		return channel.Unsupported(Platform, op)
	}
	id, err := parseMessageID(messageID)
	if err != nil {
		return call.Rejected(Platform, op, err)
	}
	err = c.act(ctx, op, "readBusinessMessage", readMessage{target.Connection, target.Chat, id})
	return err
}

func parseMessageID(s string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id <= 0 {
		return 0, &channel.FieldError{Field: "messageID", Code: channel.CodeInvalid, Reason: "a message id must be a number"}
	}
	return id, nil
}
