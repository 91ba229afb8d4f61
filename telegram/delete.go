package telegram

import (
	"context"
	"errors"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// DeleteMessage deletes a message that was sent at most 48 hours ago; in a private chat also one of
// the customer's (Telegram Bot API: deleteMessage). For a business account it needs the right to
// delete.
func (c *Channel) DeleteMessage(ctx context.Context, in channel.Thread, messageID string) error {
	return c.DeleteMessages(ctx, in, messageID)
}

// DeleteMessages deletes 1 to 100 messages of one thread. Among several, missing messages are
// passed over; a single message that is missing is an error matching ErrRejected. In an ephemeral
// thread each message is a call of its own, and the first error ends the work.
func (c *Channel) DeleteMessages(ctx context.Context, in channel.Thread, messageIDs ...string) error {
	const op = "delete"
	to, err := c.target(in)
	errs := []error{err}
	d := deletion{Connection: to.Connection, Chat: to.Chat}
	for _, s := range messageIDs {
		id, err := parseMessageID(s)
		errs = append(errs, err)
		d.Messages = append(d.Messages, id)
	}
	if n := len(messageIDs); n < 1 || n > 100 {
		errs = append(errs, &channel.FieldError{Field: "messageIDs", Code: channel.CodeTooMany, Reason: "1 to 100 messages go in one call", Limit: 100, Got: n})
	}
	if err := errors.Join(errs...); err != nil {
		return call.Rejected(Platform, op, err)
	}
	if !c.Limits(in).Abilities.Delete {
		return channel.Unsupported(Platform, op)
	}
	method := "deleteMessages"
	switch {
	case to.Ephemeral != nil:
		return c.deleteEphemeral(ctx, in, to, d.Messages)
	case in.Via != "":
		method, d.Chat = "deleteBusinessMessages", 0
	case len(messageIDs) == 1:
		method, d.Message, d.Messages = "deleteMessage", d.Messages[0], nil
	}
	err = c.act(ctx, op, method, d)
	return follow(err, in)
}

// deleteEphemeral takes back messages that one member of a group is shown: one call each.
func (c *Channel) deleteEphemeral(ctx context.Context, in channel.Thread, to target, ids []int64) error {
	for _, id := range ids {
		err := c.act(ctx, "delete", "deleteEphemeralMessage", edited{Chat: to.Chat, Receiver: to.Ephemeral.Receiver, Ephemeral: id})
		if err != nil {
			return follow(err, in)
		}
	}
	return nil
}
