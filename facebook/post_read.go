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
	From    channel.Person // may be empty: Facebook tells it with pages_read_user_content alone
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

// ReadComment reads a comment. Instagram tells nobody of an edit or a deletion, so read a comment
// before a late answer. One that was deleted matches channel.ErrRejected, with AffectsMessage.
// [Graph API: Comment; IG Comment]
func (c *Channel) ReadComment(ctx context.Context, in channel.Thread, id string) (Comment, error) {
	s, err := c.ofPost(opReadComment, in, channel.Post{ID: id})
	if err != nil {
		return Comment{}, err
	}
	fields := commentFields
	if c.isInstagram(in.Account) {
		fields = instagramFields
	}
	answer, err := c.doWith(ctx, c.http, opReadComment, aboutComment, s, http.MethodGet, url.PathEscape(id), url.Values{"fields": {fields}}, nil)
	if err != nil {
		return Comment{}, err
	}
	r, err := jsonread.New(answer.Body)
	if err != nil {
		return Comment{}, fault(opReadComment, channel.ErrMalformed, err)
	}
	var out Comment
	for key := range r.Object {
		out.read(string(key), &r)
	}
	if out.ID == "" {
		return Comment{}, fault(opReadComment, channel.ErrMalformed, errors.New("the answer names no comment"))
	}
	return out, nil
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
