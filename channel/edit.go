package channel

import "context"

// An Editor can change a message that was sent.
type Editor interface {
	EditMessage(ctx context.Context, in Thread, messageID string, m Message) error
}

// EditMessage makes a message that we sent read as m.
func EditMessage(ctx context.Context, ch Sender, in Thread, messageID string, m Message) error {
	if e, ok := As[Editor](ch); ok {
		return e.EditMessage(ctx, in, messageID, m)
	}
	return unsupported(ch, "edit")
}
