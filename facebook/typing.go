package facebook

import (
	"context"

	"github.com/contactkit/contactkit/channel"
)

// ShowTyping shows a signed-in contact that someone is writing ("Sender Actions"). Meta does not
// say for how long.
func (c *Channel) ShowTyping(ctx context.Context, to channel.Thread) error {
	return c.act(ctx, "typing", to, c.Limits(to).Abilities.Typing, request{Action: "typing_on"})
}

// StopTyping ends what ShowTyping shows. A message ends it, too.
func (c *Channel) StopTyping(ctx context.Context, to channel.Thread) error {
	return c.act(ctx, "stop typing", to, c.Limits(to).Abilities.Typing, request{Action: "typing_off"})
}

// act sends a sender action. It must be alone in its request: Meta refuses it together with a
// message.
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
	return repeatable(err)
}
