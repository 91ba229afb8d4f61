package facebook

import (
	"context"

	"github.com/contactkit/contactkit/channel"
)

// sentReact is the payload of the actions react and unreact.
type sentReact struct {
	MessageID string `json:"message_id"`
	Reaction  string `json:"reaction,omitempty"`
}

// ShowTyping shows the contact that someone is writing, if they are signed in ("Sender Actions"). Meta does not say for how
// long.
func (c *Channel) ShowTyping(ctx context.Context, to channel.Thread) error {
	return c.act(ctx, "typing", to, c.Limits(to).Abilities.Typing, request{Action: "typing_on"})
}

// StopTyping takes the sign away that ShowTyping made; a message does so too.
func (c *Channel) StopTyping(ctx context.Context, to channel.Thread) error {
	return c.act(ctx, "stop typing", to, c.Limits(to).Abilities.Typing, request{Action: "typing_off"})
}

// MarkRead shows the contact that everything was read. Meta takes no message id, so messageID is not looked at.
func (c *Channel) MarkRead(ctx context.Context, to channel.Thread, messageID string) error {
	return c.act(ctx, "mark read", to, c.Limits(to).Abilities.MarkRead, request{Action: "mark_seen"})
}

// React reacts to a message with an emoji; an empty one takes the reaction back.
func (c *Channel) React(ctx context.Context, in channel.Thread, messageID, emoji string) error {
	req := request{Action: "react", Payload: &sentReact{MessageID: messageID, Reaction: emoji}}
	if emoji == "" {
		req.Action = "unreact"
	}
	if messageID == "" {
		return rejected("react", "messageId", channel.CodeMissing, "a reaction belongs to a message")
	}
	return c.act(ctx, "react", in, c.Limits(in).Abilities.React, req)
}

// act sends a sender action, alone in its request: Meta refuses it beside a message.
func (c *Channel) act(ctx context.Context, op string, to channel.Thread, able bool, req request) error {
	if !able {
		return channel.Unsupported(Platform, op)
	}
	s, rcpt, err := c.recipient(op, to)
	if err != nil {
		return err
	}
	req.Recipient = rcpt
	_, err = c.post(ctx, c.http, op, s, req)
	return err
}
