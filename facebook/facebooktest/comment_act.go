package facebooktest

import (
	"net/http"
	"strings"
	"time"
)

// PublicComment is a comment as it is now.
type PublicComment struct {
	ID, Author, Text string // Author is the Page's id for a comment of its own
	Parent           string // the comment or post that it answers
	Picture          string // attachment_url
	Hidden, Liked    bool
}

// Comments returns the comments that were not deleted, in no order.
func (s *Server) Comments() map[string]PublicComment {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make(map[string]PublicComment)
	for _, p := range s.pages {
		for id, c := range p.comments {
			all[id] = PublicComment{ID: id, Author: c.psid, Text: c.text, Parent: c.parent, Picture: c.picture, Hidden: c.hidden, Liked: c.liked}
		}
	}
	return all
}

// commentOf finds the comment of a call with a Page token.
func (s *Server) commentOf(r *request) (*page, *comment, *graphError) {
	if r.by.page == nil {
		return nil, nil, refuse(190, 2069032, "User Access Token Is Not Supported: A Page access token is required for this call.")
	}
	p := s.account(r.by.page, func(p *page) bool { return p.comments[r.node] != nil })
	c := p.comments[r.node]
	if c == nil {
		return nil, nil, missing(strings.ToLower(r.method), r.node)
	}
	return p, c, nil
}

// answerComment is POST /{comment}/comments.
func (s *Server) answerComment(r *request) (any, *graphError) {
	p, old, e := s.commentOf(r)
	if e != nil {
		return nil, e
	}
	if p.instagram {
		return nil, missing("post", r.node) // its edge is replies
	}
	c := &comment{text: r.Str("message"), picture: r.Str("attachment_url"), post: old.post, parent: old.id, psid: r.by.page.id, at: ms(s.core.Clock.Now())}
	if id := r.Str("attachment_id"); id != "" {
		photo := s.photos[id]
		if photo == nil || photo.page != r.by.page.id || c.picture != "" {
			return nil, invalid("The attachment_id must be that of an unpublished photo of the Page, and the only attachment")
		}
		c.picture = s.publish(photo.Attachment)
	}
	if c.text == "" && c.picture == "" {
		return nil, invalid("A comment needs a message or an attachment")
	}
	_, post, _ := strings.Cut(old.post, "_")
	c.id = post + "_" + s.core.Letters(16, "0123456789")
	p.comments[c.id] = c
	s.tellComment(p, c, "add")
	return obj{"id": c.id}, nil
}

// like is POST and DELETE /{comment}/likes.
func (s *Server) like(r *request) (any, *graphError) {
	p, c, e := s.commentOf(r)
	if e != nil {
		return nil, e
	}
	if p.instagram {
		return nil, missing("post", r.node) // Instagram has no such call
	}
	c.liked = r.method == http.MethodPost
	return obj{"success": true}, nil
}

// comment reads, hides or deletes a comment.
func (s *Server) comment(r *request, c *comment) (any, *graphError) {
	p := r.by.page
	own := c.psid == p.id
	if r.method != http.MethodGet && c.foreign {
		return nil, refuse(200, 0, "(#200) Permissions error") // the post of another person
	}
	switch r.method {
	case http.MethodDelete:
		delete(p.comments, c.id)
		s.tellComment(p, c, "remove")
		return obj{"success": true}, nil
	case http.MethodPost:
		switch {
		case !r.Has("is_hidden"):
			return nil, invalid("The parameter is_hidden is required")
		case own, c.fixed:
			return nil, invalid("This comment cannot be hidden")
		}
		if c.hidden = r.Flag("is_hidden"); c.hidden {
			s.tellComment(p, c, "hide")
		} else {
			s.tellComment(p, c, "unhide")
		}
		return obj{"success": true}, nil
	}
	fields := readFields(r.Str("fields"))
	if e := fields.only("Comment", "id", "message", "from", "created_time", "parent", "attachment", "can_comment", "can_hide", "can_like", "can_remove", "can_reply_privately",
		"is_hidden", "is_private", "private_reply_conversation", "permalink_url", "comment_count", "user_likes"); e != nil {
		return nil, e
	}
	all := obj{
		"id": c.id, "message": c.text, "created_time": time.UnixMilli(c.at).UTC().Format("2006-01-02T15:04:05-0700"), "can_comment": true, "can_hide": !own && !c.fixed, "can_like": true,
		"can_remove": true, "can_reply_privately": !own && !c.answered && ms(s.core.Clock.Now())-c.at < humanWindow.Milliseconds(),
		"is_hidden": c.hidden, "user_likes": c.liked, "permalink_url": "https://www.facebook.com/" + c.id, "from": obj{"id": c.psid, "name": s.nameOf(p, c)},
	}
	if c.parent != "" {
		all["parent"] = obj{"id": c.parent}
	}
	if c.answered {
		all["private_reply_conversation"] = obj{"id": "t_" + c.psid}
	}
	return fields.pick(all, "created_time", "from", "message"), nil
}

func (s *Server) nameOf(p *page, c *comment) string {
	if c.psid == p.id {
		return "Example Page"
	}
	w := s.thread(p, c.psid).person
	return strings.TrimSpace(w.First + " " + w.Last)
}

// tellComment queues the change of a comment, if the Page is subscribed to feed.
func (s *Server) tellComment(p *page, c *comment, verb string) {
	if !s.subscribed(p, "feed") {
		return
	}
	now := s.core.Clock.Now()
	change := obj{"field": "feed"}
	if s.hook.values {
		value := obj{"item": "comment", "verb": verb, "comment_id": c.id, "post_id": c.post, "parent_id": c.post, "created_time": c.at / 1000}
		if c.parent != "" {
			value["parent_id"] = c.parent
		}
		if c.item != "" { // a post has no comment and no parent
			value["item"] = c.item
			delete(value, "comment_id")
			delete(value, "parent_id")
		}
		if verb != "remove" {
			value["from"] = obj{"id": c.psid, "name": s.nameOf(p, c)}
			if c.text != "" {
				value["message"] = c.text
			}
		}
		if c.picture != "" && verb == "add" {
			value["photo"] = c.picture
		}
		change["value"] = value
	}
	s.queue(p, obj{"id": p.id, "time": now.Unix(), "changes": []obj{change}}) // seconds, unlike messaging
}
