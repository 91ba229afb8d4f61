package channel

import "context"

// A Deleter can take back a message that was sent.
type Deleter interface {
	DeleteMessage(ctx context.Context, in Thread, messageID string) error
}

// DeleteMessage takes back a message that we sent. On X it vanishes from our own view only.
func DeleteMessage(ctx context.Context, ch Sender, in Thread, messageID string) error {
	if d, ok := As[Deleter](ch); ok {
		return d.DeleteMessage(ctx, in, messageID)
	}
	return unsupported(ch, "delete")
}
