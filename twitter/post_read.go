package twitter

import (
	"context"
	"errors"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// ReadPost reads a post as it is now. X does not report that a customer deleted or edited a post,
// so read it before a late answer. If the post was deleted, or the account may not see it, the
// error matches channel.ErrRejected with AffectsMessage. Of p it reads the ID alone. X charges for
// each post that is read. [Post lookup by ID]
func (c *Channel) ReadPost(ctx context.Context, in channel.Thread, p channel.Post) (channel.Post, error) {
	if !c.Limits(in).Abilities.ReadPost {
		return channel.Post{}, channel.Unsupported(Platform, opReadPost)
	}
	id := p.ID
	if err := c.checkPost(in, p); err != nil {
		return channel.Post{}, call.Rejected(Platform, opReadPost, err)
	}
	answer, err := c.form(ctx, opReadPost, http.MethodGet, "/2/tweets/"+id, postFields())
	if isGone(err) {
		return channel.Post{}, call.Refused(Platform, opReadPost, codeOf(err), call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsMessage},
			"the post was deleted, or the account may not see it")
	}
	if err != nil {
		return channel.Post{}, settled(err)
	}
	r, err := jsonread.New(answer.Body)
	if err != nil {
		return channel.Post{}, call.Malformed(Platform, opReadPost, err)
	}
	d := decoder{c: c, account: c.cfg.Account}
	var raw []byte
	var media jsonread.Reader
	for key := range r.Object {
		switch string(key) {
		case "data":
			raw = r.Raw()
		case "includes":
			for key := range r.Object {
				switch string(key) {
				case "users":
					d.people.included = r
				case "media":
					media = r
				}
			}
		}
	}
	if raw != nil {
		d.decodeMention(raw, media)
	}
	for _, ev := range d.events {
		if p, ok := ev.Body.(channel.Post); ok && p.ID == id {
			return p, nil
		}
	}
	return channel.Post{}, call.Malformed(Platform, opReadPost, errors.New("the answer holds no post"))
}

// isGone reports whether X says that what was asked for is not there.
func isGone(err error) bool {
	e, ok := errors.AsType[*channel.Error](err)
	if !ok {
		return false
	}
	switch e.Code {
	case "resource-not-found", "not-authorized-for-resource", "404", "34", "144", "179":
		return true
	}
	return false
}
