package channel

import "context"

// A Deleter can take back a message that was sent.
type Deleter interface {
	DeleteMessage(ctx context.Context, in Thread, messageID string) error
}

// DeleteMessage takes back a message that we sent. A direct message of X vanishes from our own view
// only; one of an encrypted conversation of X is taken back from everybody.
func DeleteMessage(ctx context.Context, ch Sender, in Thread, messageID string) error {
	if d, ok := As[Deleter](ch); ok {
		return d.DeleteMessage(ctx, in, messageID)
	}
	return unsupported(ch, "delete")
}
