package facebook

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// Comment is a comment as it is now, and what may be done with it. On Instagram Meta tells no Can…
// field: all of them are false, and Known is false.
type Comment struct {
	ID      string
	Text    string
	From    channel.Person // may be empty: Facebook tells it only with the permission pages_read_user_content
	Parent  string         // the comment that it answers
	URL     string
	Created time.Time
	Hidden  bool
	Liked   bool // by the Page

	Known           bool // Meta told the fields below
	CanReply        bool // in public
	CanHide         bool
	CanLike         bool
	CanDelete       bool
	CanReplyPrivate bool   // false: the one private reply is used, or was never possible
	Conversation    string // of the private reply; empty: there was none
}

const (
	commentFields   = "id,message,from,created_time,parent,can_comment,can_hide,can_like,can_remove,can_reply_privately,is_hidden,private_reply_conversation,permalink_url,user_likes"
	instagramFields = "id,text,from,username,timestamp,hidden,parent_id"
)

// ReadComment reads a comment. Instagram does not report an edit or a deletion, so read a comment
// before a late answer. If the comment was deleted, the error matches channel.ErrRejected, with
// AffectsMessage. [Graph API: Comment; IG Comment]
func (c *Channel) ReadComment(ctx context.Context, in channel.Thread, id string) (Comment, error) {
	fields := commentFields
	if c.isInstagram(in.Account) {
		fields = instagramFields
	}
	return c.readComment(ctx, opReadComment, in, id, fields)
}

func (c *Channel) readComment(ctx context.Context, op string, in channel.Thread, id, fields string) (Comment, error) {
	s, err := c.ofPost(op, in, channel.Post{ID: id})
	if err != nil {
		return Comment{}, err
	}
	answer, err := c.doWith(ctx, c.http, op, aboutComment, s, http.MethodGet, url.PathEscape(id), url.Values{"fields": {fields}}, nil)
	if err != nil {
		return Comment{}, err
	}
	r, err := jsonread.New(answer.Body)
	if err != nil {
		return Comment{}, fault(op, channel.ErrMalformed, err)
	}
	var out Comment
	for key := range r.Object {
		out.read(string(key), &r)
	}
	if out.ID == "" {
		return Comment{}, fault(op, channel.ErrMalformed, errors.New("the answer names no comment"))
	}
	return out, nil
}

// postFields exist on comments and on posts of the Graph API.
const postFields = "id,message,from,created_time,permalink_url,is_hidden"

// ReadPost reads a comment or post as it is now. ReadComment tells more of a comment: who wrote it,
// and what may be done with it. Of p it reads the ID and the Kind; Kind and ReplyTo of the result
// are those of p. A mention in a post or comment of another account on Instagram cannot be read:
// the error matches errors.ErrUnsupported. [Graph API: Comment, Page Post; IG Comment]
func (c *Channel) ReadPost(ctx context.Context, in channel.Thread, p channel.Post) (channel.Post, error) {
	onInstagram := c.isInstagram(in.Account)
	if !c.Limits(in).Abilities.ReadPost || onInstagram && p.Kind == channel.PostMention {
		return channel.Post{}, channel.Unsupported(Platform, opReadPost)
	}
	fields := postFields
	if onInstagram {
		fields = instagramFields
	}
	now, err := c.readComment(ctx, opReadPost, in, p.ID, fields)
	if err != nil {
		return channel.Post{}, err
	}
	post := channel.Post{ID: now.ID, Kind: p.Kind, Text: now.Text, ReplyTo: p.ReplyTo, URL: now.URL}
	if now.Hidden {
		post.Change = "hidden"
	}
	return post, nil
}

func (c *Comment) read(key string, r *jsonread.Reader) {
	switch key {
	case "id":
		c.ID = r.ID()
	case "message", "text":
		c.Text = r.Text()
	case "username":
		c.From.Handle = r.Text()
	case "from":
		for key := range r.Object {
			switch string(key) {
			case "id":
				c.From.ID = r.ID()
			case "name":
				c.From.Name = r.Text()
			case "username":
				c.From.Handle = r.Text()
			}
		}
	case "parent_id":
		c.Parent = r.ID()
	case "parent":
		c.Parent = idIn(r)
	case "private_reply_conversation":
		c.Conversation = idIn(r)
	case "permalink_url":
		c.URL = onFacebook(r.Text())
	case "created_time", "timestamp":
		if at, err := time.Parse("2006-01-02T15:04:05-0700", r.Text()); err == nil {
			c.Created = at.UTC()
		}
	case "is_hidden", "hidden":
		c.Hidden = isTrue(r)
	case "user_likes":
		c.Liked = isTrue(r)
	}
	if field, ok := map[string]*bool{"can_comment": &c.CanReply, "can_hide": &c.CanHide, "can_like": &c.CanLike, "can_remove": &c.CanDelete,
		"can_reply_privately": &c.CanReplyPrivate}[key]; ok {
		*field, c.Known = isTrue(r), true
	}
}

func idIn(r *jsonread.Reader) (id string) {
	for key := range r.Object {
		if string(key) == "id" {
			id = r.ID()
		}
	}
	return id
}

func isTrue(r *jsonread.Reader) bool { return r.Kind() == jsonread.Bool && r.Bool() }

// repeatable makes an uncertain outcome one that may be tried again: to hide, like or delete twice
// is no harm.
func repeatable(err error) error {
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Kind == channel.ErrUncertain {
		e.Kind = channel.ErrUnavailable
	}
	return err
}
