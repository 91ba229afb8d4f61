package channel

import "context"

// A PostLiker can like a post or comment.
type PostLiker interface {
	LikePost(ctx context.Context, in Thread, p Post, liked bool) error
}

// LikePost likes a post or comment in the name of the account, or withdraws the like. in and p are
// as in [ReplyToPost].
func LikePost(ctx context.Context, ch Sender, in Thread, p Post, liked bool) error {
	if l, ok := As[PostLiker](ch); ok {
		return l.LikePost(ctx, in, p, liked)
	}
	return unsupported(ch, "like post")
}
