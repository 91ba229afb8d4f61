package facebooktest

import (
	"strings"
)

// comment is one on a Page's post.
type comment struct {
	id, post, psid string
	at             int64 // ms
	answered       bool
}

// Comment lets a contact comment on a post of the Page, and returns the comment's id.
func (s *Server) Comment(contact, post, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, psid := s.find(contact)
	t := s.thread(p, psid)
	now := s.core.Clock.Now()
	c := &comment{id: post + "_" + s.core.Letters(16, "0123456789"), post: p.id + "_" + post, psid: psid, at: ms(now)}
	p.comments[c.id] = c
	if !s.subscribed(p, "feed") {
		return c.id
	}
	change := obj{"field": "feed"}
	if s.hook.values {
		change["value"] = obj{
			"item": "comment", "verb": "add", "comment_id": c.id, "post_id": c.post, "parent_id": c.post,
			"from":         obj{"id": psid, "name": strings.TrimSpace(t.person.First + " " + t.person.Last)},
			"created_time": now.Unix(), "message": text,
		}
	}
	s.queue(p, obj{"id": p.id, "time": now.Unix(), "changes": []obj{change}}) // seconds, unlike messaging
	return c.id
}

// privateReply: one message for each comment or post, within 7 days.
func (s *Server) privateReply(p *page, who to, sent *Sent) (*thread, *graphError) {
	var c *comment
	if who.Comment != "" {
		sent.To, c = "comment:"+who.Comment, p.comments[who.Comment]
	} else {
		sent.To, c = "post:"+who.Post, p.comments[who.Post]
	}
	switch {
	case c == nil:
		return nil, missing("post", who.Comment+who.Post)
	case c.answered:
		return nil, refuse(10900, 0, "(#10900) Activity already replied to")
	case ms(s.core.Clock.Now())-c.at >= humanWindow.Milliseconds():
		return nil, errWindow
	}
	return s.thread(p, c.psid), nil
}
