package channel

import "context"

// A Reactor can react to a message with an emoji.
type Reactor interface {
	React(ctx context.Context, in Thread, messageID, emoji string) error
}

// React reacts to a message. An empty emoji takes the reaction back, except on X, which refuses it:
// see twitter.Channel.TakeBackReaction.
func React(ctx context.Context, ch Sender, in Thread, messageID, emoji string) error {
	if r, ok := As[Reactor](ch); ok {
		return r.React(ctx, in, messageID, emoji)
	}
	return unsupported(ch, "react")
}
