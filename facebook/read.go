package facebook

import (
	"context"

	"github.com/contactkit/contactkit/channel"
)

// MarkRead shows the contact that all messages were read. Meta takes no message id, so messageID
// has no effect.
func (c *Channel) MarkRead(ctx context.Context, to channel.Thread, messageID string) error {
	return c.act(ctx, "mark read", to, c.Limits(to).Abilities.MarkRead, request{Action: "mark_seen"})
}
