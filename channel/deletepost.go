package channel

import "context"

// A PostDeleter can delete a post or comment.
type PostDeleter interface {
	DeletePost(ctx context.Context, in Thread, p Post) error
}

// DeletePost deletes a post or comment for good: an own answer, and on Facebook and Instagram also
// what a customer wrote under a post of the account. For an own answer, p is Post{ID: the id in
// Sent}. in and p are as in [ReplyToPost].
func DeletePost(ctx context.Context, ch Sender, in Thread, p Post) error {
	if d, ok := As[PostDeleter](ch); ok {
		return d.DeletePost(ctx, in, p)
	}
	return unsupported(ch, "delete post")
}
