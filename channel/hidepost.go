package channel

import "context"

// A PostHider can hide a post or comment.
type PostHider interface {
	HidePost(ctx context.Context, in Thread, p Post, hidden bool) error
}

// HidePost hides a post or comment of a customer, or shows it again. Its author still sees it. in
// and p are as in [ReplyToPost].
func HidePost(ctx context.Context, ch Sender, in Thread, p Post, hidden bool) error {
	if h, ok := As[PostHider](ch); ok {
		return h.HidePost(ctx, in, p, hidden)
	}
	return unsupported(ch, "hide post")
}
