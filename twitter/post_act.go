package twitter

import (
	"context"
	"errors"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// HidePost hides a reply to a post of the account, or shows it again. A hidden reply can still be
// read with one more click, and no event tells of it. X refuses to hide any other post. [Hide
// Replies]
func (c *Channel) HidePost(ctx context.Context, in channel.Thread, p channel.Post, hidden bool) error {
	if !c.Limits(in).Abilities.HidePost {
		return channel.Unsupported(Platform, opHidePost)
	}
	if err := c.checkPost(in, p); err != nil {
		return call.Rejected(Platform, opHidePost, err)
	}
	answer, err := c.json(ctx, opHidePost, http.MethodPut, "/2/tweets/"+p.ID+"/hidden", hideRequest{hidden})
	if err != nil {
		return err
	}
	return confirmed(opHidePost, answer, "hidden", hidden)
}

// DeletePost deletes a post of the account. X refuses to delete any other post. [Manage Posts]
func (c *Channel) DeletePost(ctx context.Context, in channel.Thread, p channel.Post) error {
	if !c.Limits(in).Abilities.DeletePost {
		return channel.Unsupported(Platform, opDeletePost)
	}
	if err := c.checkPost(in, p); err != nil {
		return call.Rejected(Platform, opDeletePost, err)
	}
	answer, err := c.form(ctx, opDeletePost, http.MethodDelete, "/2/tweets/"+p.ID, nil)
	if err != nil {
		return err
	}
	return confirmed(opDeletePost, answer, "deleted", true)
}

// LikePost likes a post in the name of the account, or withdraws the like. Only apps on an
// Enterprise plan may (PostConfig.Enterprise); for the others it matches errors.ErrUnsupported. If
// X says that the app may not, the error has AffectsApp: new credentials change nothing.
// [Changelog, April 2026]
func (c *Channel) LikePost(ctx context.Context, in channel.Thread, p channel.Post, liked bool) error {
	if !c.Limits(in).Abilities.LikePost {
		return channel.Unsupported(Platform, opLikePost)
	}
	if err := c.checkPost(in, p); err != nil {
		return call.Rejected(Platform, opLikePost, err)
	}
	path := "/2/users/" + c.cfg.Account + "/likes"
	var answer call.Answer
	var err error
	if liked {
		answer, err = c.json(ctx, opLikePost, http.MethodPost, path, likeRequest{p.ID})
	} else {
		answer, err = c.form(ctx, opLikePost, http.MethodDelete, path+"/"+p.ID, nil)
	}
	if err != nil {
		return ofPlan(err)
	}
	return confirmed(opLikePost, answer, "liked", liked)
}

// ofPlan makes a 403 that says nothing more, or nothing that is known, a refusal of the app.
// Elsewhere it may be a permission that a new token brings; here it is the plan.
func ofPlan(err error) error {
	e, ok := errors.AsType[*channel.Error](err)
	if ok && e.Kind == channel.ErrUnauthorized && (e.Affects == channel.AffectsMessage || e.Code == "403") {
		e.Affects = channel.AffectsApp
	}
	return err
}
