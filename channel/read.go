package channel

import "context"

// A ReadMarker can show the contact that a message was read.
type ReadMarker interface {
	MarkRead(ctx context.Context, to Thread, messageID string) error
}

// MarkRead shows the contact that the message, and on most platforms all before it, was read.
func MarkRead(ctx context.Context, ch Sender, to Thread, messageID string) error {
	if m, ok := As[ReadMarker](ch); ok {
		return m.MarkRead(ctx, to, messageID)
	}
	return unsupported(ch, "mark read")
}
