package facebooktest

// comment is one on a Page's post.
type comment struct {
	id, post, psid string
	at             int64 // ms
	answered       bool  // in private

	text, picture, parent string // parent is empty under the post itself
	hidden, liked         bool
	foreign               bool   // of another person's post: on Instagram on the medium, on Facebook the post itself
	fixed                 bool   // it cannot be hidden
	item                  string // post: a post of a visitor or one that mentions the Page; empty: a comment
}

// Comment lets a contact comment on a post of the Page, and returns the comment's id.
func (s *Server) Comment(contact, post, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, psid := s.find(contact)
	s.thread(p, psid)
	c := &comment{id: post + "_" + s.core.Letters(16, "0123456789"), post: p.id + "_" + post, psid: psid, at: ms(s.core.Clock.Now()), text: text}
	p.comments[c.id] = c
	s.tellComment(p, c, "add")
	return c.id
}

// KeepShown marks a comment as one that the Page cannot hide: its can_hide is false, as Meta
// reports it of some.
func (s *Server) KeepShown(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.pages {
		if c := p.comments[id]; c != nil {
			c.fixed = true
		}
	}
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
	case p.instagram && (c.answered || c.psid == p.id):
		return nil, refuse(100, 2534025, "(#100) The comment is invalid for a private reply")
	case c.answered:
		return nil, refuse(10900, 0, "(#10900) Activity already replied to")
	case ms(s.core.Clock.Now())-c.at >= humanWindow.Milliseconds():
		return nil, errWindow
	case c.psid == p.id:
		return nil, refuse(10903, 0, "(#10903) This user can't reply to this activity")
	}
	return s.thread(p, c.psid), nil
}

// VisitorPost lets a contact post on the Page, and returns the post's id.
func (s *Server) VisitorPost(contact, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, psid := s.find(contact)
	s.thread(p, psid)
	id := p.id + "_" + s.core.Letters(12, "0123456789")
	c := &comment{id: id, post: id, psid: psid, at: ms(s.core.Clock.Now()), text: text, item: "post"}
	p.comments[c.id] = c
	s.tellComment(p, c, "add")
	return c.id
}

// MentionPage lets a contact mention the Page in a post of the contact's own, and returns the
// post's id. The webhook field is mention.
func (s *Server) MentionPage(contact, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, psid := s.find(contact)
	s.thread(p, psid)
	id := psid + "_" + s.core.Letters(12, "0123456789")
	c := &comment{id: id, post: id, psid: psid, at: ms(s.core.Clock.Now()), text: text, item: "post", foreign: true}
	p.comments[c.id] = c
	if s.subscribed(p, "mention") {
		value := obj{"item": "post", "verb": "add", "post_id": id, "sender_id": psid, "sender_name": s.nameOf(p, c), "message": text, "created_time": c.at / 1000}
		s.queue(p, obj{"id": p.id, "time": s.core.Clock.Now().Unix(), "changes": []obj{{"field": "mention", "value": value}}})
	}
	return c.id
}
