package telegram

import (
	"context"
	"errors"
	"strconv"

	"github.com/contactkit/contactkit/channel"
)

// DeleteMessage takes back a message, for 48 hours at most; in a private chat also one of the customer's (Telegram Bot API:
// deleteMessage). For a business account it needs the right to delete.
func (c *Channel) DeleteMessage(ctx context.Context, in channel.Thread, messageID string) error {
	return c.DeleteMessages(ctx, in, messageID)
}

// DeleteMessages takes back 1 to 100 messages of one thread. Of several, those that are gone already are passed over; one alone that
// is gone is an error matching ErrRejected.
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
		return refuse(op, channel.ErrRejected, err)
	}
	if !c.Limits(in).Abilities.Delete {
		return channel.Unsupported(Platform, op)
	}
	method := "deleteMessages"
	switch {
	case in.Via != "":
		method, d.Chat = "deleteBusinessMessages", 0
	case len(messageIDs) == 1:
		method, d.Message, d.Messages = "deleteMessage", d.Messages[0], nil
	}
	_, err = c.post(ctx, op, method, d)
	return follow(err, in)
}

type deletion struct {
	Connection string  `json:"business_connection_id,omitempty"`
	Chat       int64   `json:"chat_id,omitempty"`
	Message    int64   `json:"message_id,omitempty"`
	Messages   []int64 `json:"message_ids,omitempty"`
}

// React reacts to a message with one emoji of those that Telegram allows; an empty one takes the reaction back (Telegram Bot API:
// setMessageReaction). It does not work in business chats.
func (c *Channel) React(ctx context.Context, in channel.Thread, messageID, emoji string) error {
	const op = "react"
	to, err := c.target(in)
	id, invalid := parseMessageID(messageID)
	if err := errors.Join(err, invalid); err != nil {
		return refuse(op, channel.ErrRejected, err)
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

type reactions struct {
	Chat     int64          `json:"chat_id"`
	Message  int64          `json:"message_id"`
	Reaction []reactionType `json:"reaction"`
}

type reactionType struct {
	Type   string `json:"type"`
	Emoji  string `json:"emoji,omitempty"`
	Custom string `json:"custom_emoji_id,omitempty"`
}
