package facebook

import (
	"context"

	"github.com/contactkit/contactkit/channel"
)

// MarkRead shows the contact that everything was read. Meta takes no message id, so messageID is not looked at.
func (c *Channel) MarkRead(ctx context.Context, to channel.Thread, messageID string) error {
	return c.act(ctx, "mark read", to, c.Limits(to).Abilities.MarkRead, request{Action: "mark_seen"})
}
