package directory

import (
	"context"

	"github.com/contactkit/contactkit/channel"
)

var (
	_ channel.PostReplier = (*sender)(nil)
	_ channel.PostReader  = (*sender)(nil)
	_ channel.PostHider   = (*sender)(nil)
	_ channel.PostDeleter = (*sender)(nil)
	_ channel.PostLiker   = (*sender)(nil)
)

const opReplyPost = "reply to post"

// ReplyToPost answers in public if the record lets the author of the message do so. A refusal by
// the record makes no call.
func (s *sender) ReplyToPost(ctx context.Context, in channel.Thread, p channel.Post, m channel.Message) (channel.Sent, error) {
	e, err := s.find(ctx, opReplyPost, in)
	if err != nil {
		return channel.Sent{}, err
	}
	if !e.rec.Service.MayPublish(m.By) {
		return channel.Sent{}, refuse(opReplyPost, in, "by", "channel lets only people answer in public: see publicRobot and publicNotices")
	}
	sent, err := channel.ReplyToPost(ctx, e.ch, in, p, m)
	s.d.note(e, in, err)
	return sent, err
}

// PostLimits returns the limits of public answers. They are zero if no channel has the account.
func (s *sender) PostLimits(in channel.Thread) channel.Limits {
	if e := s.d.owner(in).load(); e != nil {
		return channel.PostLimits(e.ch, in)
	}
	return channel.Limits{}
}

func (s *sender) ReadPost(ctx context.Context, in channel.Thread, p channel.Post) (channel.Post, error) {
	e, err := s.find(ctx, "read post", in)
	if err != nil {
		return channel.Post{}, err
	}
	return channel.ReadPost(ctx, e.ch, in, p)
}

func (s *sender) HidePost(ctx context.Context, in channel.Thread, p channel.Post, hidden bool) error {
	e, err := s.find(ctx, "hide post", in)
	if err != nil {
		return err
	}
	return channel.HidePost(ctx, e.ch, in, p, hidden)
}

func (s *sender) DeletePost(ctx context.Context, in channel.Thread, p channel.Post) error {
	e, err := s.find(ctx, "delete post", in)
	if err != nil {
		return err
	}
	return channel.DeletePost(ctx, e.ch, in, p)
}

func (s *sender) LikePost(ctx context.Context, in channel.Thread, p channel.Post, liked bool) error {
	e, err := s.find(ctx, "like post", in)
	if err != nil {
		return err
	}
	return channel.LikePost(ctx, e.ch, in, p, liked)
}
