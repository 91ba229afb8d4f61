package channel

import "context"

// A MediaOpener can open what a received attachment refers to.
type MediaOpener interface {
	OpenMedia(ctx context.Context, of Thread, a Attachment) (File, error)
}

// OpenMedia opens an attachment that was received in the thread. It sends credentials to the
// platform's own hosts alone. An address that the sender can choose must be public, unless the
// channel's configuration has a client of its own for such addresses. The declared name and type
// are the sender's claim. The caller closes the Body of the file.
func OpenMedia(ctx context.Context, ch Sender, of Thread, a Attachment) (File, error) {
	if m, ok := As[MediaOpener](ch); ok {
		return m.OpenMedia(ctx, of, a)
	}
	return File{}, unsupported(ch, "open media")
}
