package facebook

import (
	"context"
	"net/http"
	"net/url"

	"github.com/contactkit/contactkit/channel"
)

// HidePost hides a comment, or shows it again. Its author still sees it. On Facebook ask
// ReadComment first whether it can be hidden; own comments cannot. [Graph API: Comment; IG Comment]
func (c *Channel) HidePost(ctx context.Context, in channel.Thread, p channel.Post, hidden bool) error {
	if !c.Limits(in).Abilities.HidePost {
		return channel.Unsupported(Platform, opHidePost)
	}
	s, err := c.ofPost(opHidePost, in, p)
	if err != nil {
		return err
	}
	body := sentHide{Hidden: &hidden}
	if c.isInstagram(in.Account) {
		body = sentHide{Hide: &hidden}
	}
	answer, err := c.postTo(ctx, opHidePost, s, url.PathEscape(p.ID), body)
	if err != nil {
		return repeatable(err)
	}
	return succeeded(opHidePost, answer)
}

// DeletePost deletes one comment: one of the account's own, or one that a customer wrote under a
// post of the Page or of the Instagram account.
func (c *Channel) DeletePost(ctx context.Context, in channel.Thread, p channel.Post) error {
	if !c.Limits(in).Abilities.DeletePost {
		return channel.Unsupported(Platform, opDeletePost)
	}
	s, err := c.ofPost(opDeletePost, in, p)
	if err != nil {
		return err
	}
	answer, err := c.doWith(ctx, c.http, opDeletePost, aboutComment, s, http.MethodDelete, url.PathEscape(p.ID), nil, nil)
	if err != nil {
		return repeatable(err)
	}
	return succeeded(opDeletePost, answer)
}

// LikePost likes a comment or post as the Page, or withdraws the like. Instagram has no such call:
// the error matches errors.ErrUnsupported.
func (c *Channel) LikePost(ctx context.Context, in channel.Thread, p channel.Post, liked bool) error {
	if !c.Limits(in).Abilities.LikePost {
		return channel.Unsupported(Platform, opLikePost)
	}
	s, err := c.ofPost(opLikePost, in, p)
	if err != nil {
		return err
	}
	method, body := http.MethodPost, []byte("{}")
	if !liked {
		method, body = http.MethodDelete, nil
	}
	answer, err := c.doWith(ctx, c.http, opLikePost, aboutComment, s, method, url.PathEscape(p.ID)+"/likes", nil, body)
	if err != nil {
		return repeatable(err)
	}
	return succeeded(opLikePost, answer)
}
