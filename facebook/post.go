package facebook

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// The operations on posts and comments, as errors name them.
const (
	opReplyPost   = "reply to post"
	opHidePost    = "hide post"
	opDeletePost  = "delete post"
	opLikePost    = "like post"
	opReadPost    = "read post"
	opReadComment = "read comment"
)

// PostConfig holds the limits of public answers, which Meta's pages of today do not state.
type PostConfig struct {
	// Text is the limit of a comment on Facebook. Defaults to 8,000 UTF-16 units, which is not
	// confirmed.
	Text channel.Length
	// InstagramText is the limit of a comment on Instagram. Defaults to 300 UTF-16 units, as older
	// pages have it.
	InstagramText channel.Length
}

func (p PostConfig) withDefaults() PostConfig {
	p.Text = p.Text.Or(channel.Length{Max: 8000, Unit: channel.UTF16})
	p.InstagramText = p.InstagramText.Or(channel.Length{Max: 300, Unit: channel.UTF16})
	return p
}

// PostLimits returns the limits of ReplyToPost: a text on Instagram, a text and a picture on
// Facebook. See decision 202.
func (c *Channel) PostLimits(in channel.Thread) channel.Limits {
	switch scheme, _ := in.Scheme(); {
	case scheme != "comment":
		return channel.Limits{}
	case c.isInstagram(in.Account):
		return channel.Limits{Text: c.cfg.Posts.InstagramText}
	}
	picture := channel.MediaLimit{Kind: channel.MediaImage, Types: []string{"image/*"}, ByID: true, URL: 8 * megabyte}
	if c.cfg.Files != nil {
		picture.Upload = mostPhoto
	}
	return channel.Limits{Text: c.cfg.Posts.Text, Caption: c.cfg.Posts.Text, Attachments: 1, EchoesOwn: true, Media: []channel.MediaLimit{picture}}
}

// ReplyToPost answers a comment or post in public, as the Page or the Instagram account. On
// Facebook the answer comes back as an event of its own (PostOwn) if the field feed is subscribed.
//
// On Instagram an answer to an answer is attached to the comment above both; a hidden comment and
// one on a live video cannot be answered. A mention in a post or comment of another account on
// Instagram is answered there: its Post needs Kind and ReplyTo.
//
// A picture has a URL, which Meta fetches; a File, which is uploaded as a photo of the Page that is
// not published; or the ID of such a photo. The ID of [Channel.Upload] is of another kind, and Meta
// refuses it. An upload needs pages_manage_posts as well; it was not tried live.
//
// ReplyToPost needs pages_manage_engagement on Facebook, and instagram_manage_comments on
// Instagram. The one private reply to a comment is Send to the thread. [Pages API: Comments and
// @mentions; IG Comment Replies; IG User Mentions]
func (c *Channel) ReplyToPost(ctx context.Context, in channel.Thread, p channel.Post, m channel.Message) (channel.Sent, error) {
	if !c.Limits(in).Abilities.ReplyToPost {
		return channel.Sent{}, channel.Unsupported(Platform, opReplyPost)
	}
	s, err := c.ofPost(opReplyPost, in, p)
	if err != nil {
		return channel.Sent{}, err
	}
	var errs complaints
	if !m.NotAfter.IsZero() && !c.cfg.Now().Before(m.NotAfter) {
		errs.add("notAfter", channel.CodeInvalid, "the time until which the message was of use is over")
	}
	if !m.Native.IsZero() {
		errs.add("native", channel.CodeUnsupported, "a comment has no native parts")
	}
	if p.Change == "removed" {
		errs.add("post.change", channel.CodeInvalid, "the post was deleted")
	}
	path, body := url.PathEscape(p.ID)+"/comments", sentComment{Message: m.Text}
	if c.isInstagram(in.Account) {
		path = url.PathEscape(p.ID) + "/replies"
		if p.Kind == channel.PostMention {
			path, body.Medium = url.PathEscape(in.Account)+"/mentions", p.ID
			if p.ReplyTo != "" { // the mention is in a comment of that medium
				body.Medium, body.Comment = p.ReplyTo, p.ID
			}
		}
	}
	for _, a := range m.Attachments {
		body.Attachment, body.URL = a.ID, a.URL
		errs.address("attachments[0].url", a.URL)
	}
	if err := errors.Join(c.PostLimits(in).CheckUnopened(m), errors.Join(errs...)); err != nil {
		return channel.Sent{}, call.Rejected(Platform, opReplyPost, err)
	}
	if len(m.Attachments) > 0 && m.Attachments[0].File != "" {
		if body.Attachment, err = c.postPhoto(ctx, in, s, m.Attachments[0]); err != nil {
			return channel.Sent{}, repeatable(err) // nothing can be seen of it
		}
		if !m.NotAfter.IsZero() && !c.cfg.Now().Before(m.NotAfter) {
			return channel.Sent{}, rejected(opReplyPost, "notAfter", channel.CodeInvalid, "the message was of no use any more when its picture was there")
		}
	}
	answer, err := c.postTo(ctx, opReplyPost, s, path, body)
	if err != nil {
		return channel.Sent{}, err
	}
	sent := channel.Sent{Pace: paceOf(answer.Header)}
	r, err := jsonread.New(answer.Body)
	for key := range r.Object {
		if string(key) == "id" {
			if id := r.ID(); id != "" {
				sent.IDs = []string{id}
			}
		}
	}
	if err == nil && sent.IDs == nil {
		err = errors.New("the answer names no comment")
	}
	if err != nil {
		return channel.Sent{}, fault(opReplyPost, channel.ErrUncertain, err)
	}
	return sent, nil
}

// ofPost finds the Page and token for a call on a post or comment.
func (c *Channel) ofPost(op string, in channel.Thread, p channel.Post) (sender, error) {
	s, err := c.account(op, in.Platform, in.Account)
	if err != nil {
		return s, err
	}
	if !isNode(p.ID) || strings.Contains(p.ID, "..") {
		return s, rejected(op, "post.id", channel.CodeInvalid, "the post needs the id of a post or comment")
	}
	return s, nil
}

// postTo makes a POST on a post or comment.
func (c *Channel) postTo(ctx context.Context, op string, s sender, path string, in any) (call.Answer, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return call.Answer{}, call.Rejected(Platform, op, err)
	}
	return c.doWith(ctx, c.http, op, aboutComment, s, http.MethodPost, path, nil, body)
}
