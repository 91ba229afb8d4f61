package channel

import "context"

// A PostReplier can answer a post or comment where everybody reads it.
type PostReplier interface {
	ReplyToPost(ctx context.Context, in Thread, p Post, m Message) (Sent, error)
	// PostLimits are the limits of ReplyToPost. They are zero if posts of this thread cannot be
	// answered in public.
	PostLimits(in Thread) Limits
}

// ReplyToPost answers a post or comment in public. Everybody can read the answer; Send to the
// thread of the Post's event stays private. Nothing in this module calls ReplyToPost by itself.
//
// in and p are the Thread and the Body of the event that reported the post: Post.ID names what is
// answered, and Post.Kind and Post.ReplyTo say how. A stored Post needs these three fields alone.
// The id in Sent is that of the answer. It is the Post.ID of the event that reports the answer
// (PostOwn), where the platform sends one, and what [DeletePost] takes.
//
// [ReadPost] says before a late answer whether the post is still there.
//
// The limits are those of [PostLimits], not those of the thread. An uncertain outcome matches
// ErrUncertain, as with Send: a repeat may appear twice in public.
func ReplyToPost(ctx context.Context, ch Sender, in Thread, p Post, m Message) (Sent, error) {
	if r, ok := As[PostReplier](ch); ok {
		return r.ReplyToPost(ctx, in, p, m)
	}
	return Sent{}, unsupported(ch, "reply to post")
}

// PostLimits returns the limits and prices of [ReplyToPost], for the check before an answer and for
// a screen that counts. They are zero if the channel or the thread has no public answers.
func PostLimits(ch Sender, in Thread) Limits {
	if r, ok := As[PostReplier](ch); ok {
		return r.PostLimits(in)
	}
	return Limits{}
}
