package facebooktest

// comment is one on a Page's post.
type comment struct {
	id, post, psid string
	at             int64 // ms
	answered       bool  // in private

	text, picture, parent string // parent is empty under the post itself
	hidden, liked         bool
	foreign               bool // Instagram: on the medium of another person
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
