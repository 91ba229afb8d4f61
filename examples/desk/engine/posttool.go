package engine

import (
	"context"
	"errors"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/facebook"
)

// deletesOthers are the platforms on which an account can delete what customers wrote under its
// posts. Elsewhere it can delete its own posts alone.
var deletesOthers = map[string]bool{facebook.Platform: true}

// PostTools are what can be done to a post that is there.
type PostTools struct{ Like, Delete bool }

// PostTools says what can be done to a post.
func (e *Engine) PostTools(p store.Post) (t PostTools) {
	if p.ID == "" || p.State == store.Deleted || p.Private {
		return t
	}
	can := e.Limits(p.Thread).Abilities
	if p.Side == store.Customer {
		return PostTools{Like: can.LikePost, Delete: can.DeletePost && deletesOthers[p.Thread.Platform]}
	}
	return PostTools{Delete: can.DeletePost && (p.State == store.Sent || p.Side == store.Inbox)}
}

// LikePost likes a customer's post in the name of the account, or withdraws the like.
func (e *Engine) LikePost(ctx context.Context, seq int64, liked bool) error {
	p, err := e.lookAtPost(ctx, seq, false)
	if err != nil {
		return err
	}
	if !e.PostTools(p).Like {
		return ErrPlatform
	}
	if err := channel.LikePost(ctx, e.directory.Sender(), p.Thread, p.Post, liked); err != nil {
		p.Note = string(plainlyOnce(err))
		return errors.Join(ErrPlatform, e.savePost(context.WithoutCancel(ctx), p))
	}
	return e.store.Do(context.WithoutCancel(ctx), func(t *store.Tx) error {
		t.After(func() { e.Hub.Changed(p.Talk) })
		return t.SetLiked(seq, liked)
	})
}

// DeletePost deletes a post of ours for good, or a customer's where the platform allows it.
func (e *Engine) DeletePost(ctx context.Context, seq int64) error {
	var p store.Post
	err := e.store.View(ctx, func(t *store.Tx) (err error) {
		p, err = t.Post(seq)
		return err
	})
	if err != nil {
		return err
	}
	if !e.PostTools(p).Delete {
		return ErrPlatform
	}
	post := p.Post
	if p.Side != store.Customer {
		post = channel.Post{ID: p.ID}
	}
	if err := channel.DeletePost(ctx, e.directory.Sender(), p.Thread, post); err != nil {
		p.Note = string(plainlyOnce(err))
		return errors.Join(ErrPlatform, e.savePost(context.WithoutCancel(ctx), p))
	}
	return e.savePost(context.WithoutCancel(ctx), goneNow(p))
}
