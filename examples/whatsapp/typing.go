package whatsapp

import (
	"context"

	"github.com/contactkit/contactkit/channel"
)

// ShowTypingTo shows the person that an answer to a message is being written, and marks the message
// as read. It lasts until the answer is sent, 25 seconds at most; neither the form nor the time is
// confirmed. channel.ShowTyping is unsupported, because WhatsApp needs the message.
func (c *Channel) ShowTypingTo(ctx context.Context, to channel.Thread, messageID string) error {
	return c.mark(ctx, "typing", to, messageID, &sentTyping{typeText})
}
