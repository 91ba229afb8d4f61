package channel

import "context"

// A PostReader can read a post or comment as it is now.
type PostReader interface {
	ReadPost(ctx context.Context, in Thread, p Post) (Post, error)
}

// ReadPost reads a post or comment as it is now. X and Instagram report neither that a customer
// edited a post nor that a customer deleted it, so read it before a late answer in public. in and p
// are as in [ReplyToPost].
//
// Post.Text of the result is the present text. Post.Change is "hidden" if the platform says that
// the post is hidden. If the post was deleted, or the account may not see it any more, the error
// matches ErrRejected with AffectsMessage: an answer would be refused, too. An error that matches
// errors.ErrUnsupported says nothing about the post.
func ReadPost(ctx context.Context, ch Sender, in Thread, p Post) (Post, error) {
	if r, ok := As[PostReader](ch); ok {
		return r.ReadPost(ctx, in, p)
	}
	return Post{}, unsupported(ch, "read post")
}
