package channeltest

import (
	"context"
	"errors"

	"github.com/contactkit/contactkit/channel"
)

// ReplyToPost keeps the answer for Sent, with the id of the post.
func (m *Memory) ReplyToPost(ctx context.Context, in channel.Thread, p channel.Post, msg channel.Message) (channel.Sent, error) {
	if m.limits.Abilities.ReplyToPost {
		if err := m.admit(in, msg); err != nil {
			if e, ok := err.(*channel.Error); ok {
				e.Op = opReplyPost
			}
			return channel.Sent{}, err
		}
	}
	var sent channel.Sent
	err := m.askOfPost(ctx, m.limits.Abilities.ReplyToPost, opReplyPost, record{Thread: in, ID: p.ID, Message: msg}, &sent)
	return sent, err
}

// PostLimits are those of Limits, if the configuration offers public answers.
func (m *Memory) PostLimits(in channel.Thread) channel.Limits {
	if !m.limits.Abilities.ReplyToPost {
		return channel.Limits{}
	}
	return m.Limits(in)
}

// ReadPost returns the post as the newest event of Webhook told it, and is noted in Log. If no
// event told of the post, or the newest told that it was removed, the error is the one that
// [channel.ReadPost] names for a deleted post.
func (m *Memory) ReadPost(ctx context.Context, in channel.Thread, p channel.Post) (channel.Post, error) {
	var now channel.Post
	err := m.askOfPost(ctx, m.limits.Abilities.ReadPost, opReadPost, record{Thread: in, ID: p.ID}, &now)
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Code == "rejected" {
		e.Affects = channel.AffectsMessage
	}
	return now, err
}

// post returns a post as it was last told, and whether it is there.
func (b *book) post(in channel.Thread, id string) (now channel.Post, there bool) {
	for _, e := range b.told {
		if p, ok := e.Body.(channel.Post); ok && e.Thread == in && p.ID == id {
			now, there = p, p.Change != "removed"
		}
	}
	if now.Change != "hidden" {
		now.Change = ""
	}
	return now, there
}

// HidePost is noted in Log.
func (m *Memory) HidePost(ctx context.Context, in channel.Thread, p channel.Post, hidden bool) error {
	return m.askOfPost(ctx, m.limits.Abilities.HidePost, opHidePost, record{Thread: in, ID: p.ID, Text: undone(hidden)}, nil)
}

// DeletePost is noted in Log, and in Sent for an answer of ours.
func (m *Memory) DeletePost(ctx context.Context, in channel.Thread, p channel.Post) error {
	return m.askOfPost(ctx, m.limits.Abilities.DeletePost, opDeletePost, record{Thread: in, ID: p.ID}, nil)
}

// LikePost is noted in Log.
func (m *Memory) LikePost(ctx context.Context, in channel.Thread, p channel.Post, liked bool) error {
	return m.askOfPost(ctx, m.limits.Abilities.LikePost, opLikePost, record{Thread: in, ID: p.ID, Text: undone(liked)}, nil)
}

// undone is the word in Log for what is withdrawn.
func undone(done bool) string {
	if done {
		return ""
	}
	return "undone"
}

// askOfPost is ask for a call that needs a post.
func (m *Memory) askOfPost(ctx context.Context, offered bool, op string, r record, out any) error {
	if offered && r.ID == "" {
		return &channel.Error{Op: op, Platform: MemoryPlatform, Kind: channel.ErrRejected,
			Err: &channel.FieldError{Field: "post.id", Code: channel.CodeMissing, Reason: "the post needs an id"}}
	}
	return m.ask(ctx, offered, op, r, out)
}
