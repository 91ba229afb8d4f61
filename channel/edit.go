package channel

import "context"

// An Editor can change a message that was sent.
type Editor interface {
	EditMessage(ctx context.Context, in Thread, messageID string, m Message) error
}

// EditMessage replaces the content of a message that we sent with m.
func EditMessage(ctx context.Context, ch Sender, in Thread, messageID string, m Message) error {
	if e, ok := As[Editor](ch); ok {
		return e.EditMessage(ctx, in, messageID, m)
	}
	return unsupported(ch, "edit")
}
