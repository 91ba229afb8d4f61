package twitter

import (
	"context"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// React adds an emoji reaction to a message in an encrypted conversation. In other conversations
// X's API has no reactions. An empty emoji, by which channel.React takes a reaction back on other
// platforms, is refused, because X must know which emoji to remove: see [Channel.TakeBackReaction].
func (c *Channel) React(ctx context.Context, in channel.Thread, messageID, emoji string) error {
	return c.react(ctx, in, messageID, emoji, false)
}

// TakeBackReaction takes back a reaction of ours in an encrypted conversation.
func (c *Channel) TakeBackReaction(ctx context.Context, in channel.Thread, messageID, emoji string) error {
	return c.react(ctx, in, messageID, emoji, true)
}

func (c *Channel) react(ctx context.Context, in channel.Thread, messageID, emoji string, removed bool) error {
	if !isChat(in) {
		return channel.Unsupported(Platform, opReact)
	}
	if emoji == "" {
		return call.Rejected(Platform, opReact, &channel.FieldError{Field: "emoji", Code: channel.CodeMissing, Reason: "X needs the emoji, also to take it back: use TakeBackReaction"})
	}
	return c.changeChat(ctx, opReact, in, messageID, xchat.Reaction{Sequence: messageID, Emoji: emoji, Removed: removed})
}
