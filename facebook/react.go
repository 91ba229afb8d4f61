package facebook

import (
	"context"

	"github.com/contactkit/contactkit/channel"
)

// React reacts to a message with an emoji. An empty emoji withdraws the reaction. On Instagram the
// error matches errors.ErrUnsupported.
func (c *Channel) React(ctx context.Context, in channel.Thread, messageID, emoji string) error {
	req := request{Action: "react", Payload: &sentReact{MessageID: messageID, Reaction: emoji}}
	if emoji == "" {
		req.Action = "unreact"
	}
	if messageID == "" {
		return rejected("react", "messageId", channel.CodeMissing, "a reaction needs a message")
	}
	return c.act(ctx, "react", in, c.Limits(in).Abilities.React, req)
}
