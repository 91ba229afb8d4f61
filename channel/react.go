package channel

import "context"

// A Reactor can react to a message with an emoji.
type Reactor interface {
	React(ctx context.Context, in Thread, messageID, emoji string) error
}

// React reacts to a message; an empty emoji takes the reaction back.
func React(ctx context.Context, ch Sender, in Thread, messageID, emoji string) error {
	if r, ok := As[Reactor](ch); ok {
		return r.React(ctx, in, messageID, emoji)
	}
	return unsupported(ch, "react")
}
