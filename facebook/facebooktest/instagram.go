package facebooktest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel/standin"
)

// instagramHost is where calls of accounts of Instagram Login go.
const instagramHost = "graph.instagram.com"

// Instagram is an Instagram account. It is a professional one unless Personal is set.
type Instagram struct {
	Username string
	// Page is the id of the Page that the account is linked to. Its messages go through that Page.
	// If empty, the account is one for Instagram Login.
	Page string
	// Token is the token of an account of Instagram Login that was connected before; it lasts sixty
	// days. If empty, a login gives the first.
	Token string
	// Personal is true for an account that is no professional one.
	Personal bool
}

// instagramFields are the webhook fields of accounts of Instagram Login.
var instagramFields = []string{"messages", "messaging_postbacks", "messaging_seen", "message_reactions", "messaging_referral", "comments", "live_comments"}

// addInstagram adds the accounts of the configuration.
func (s *Server) addInstagram() {
	s.core.Hide(s.cfg.InstagramAppSecret)
	for _, id := range slices.Sorted(maps.Keys(s.cfg.Instagram)) {
		a := s.cfg.Instagram[id]
		p := newPage(id, a.Token)
		p.instagram, p.linked, p.direct, p.username = true, a.Page, a.Page == "", a.Username
		if p.direct && p.token != "" {
			s.core.Hide(p.token)
			p.since = s.core.Clock.Now()
			p.until = p.since.Add(longLife)
		}
		if p.direct && !s.cfg.Fresh {
			p.fields = slices.Clone(instagramFields)
		}
		s.pages[id] = p
	}
	if len(s.cfg.Instagram) > 0 && !s.cfg.Fresh {
		s.instagram = subscription{url: s.cfg.URL, token: s.cfg.VerifyToken, fields: known("instagram"), values: true}
	}
}

// linkedTo is the Instagram account of a Page, or nil.
func (s *Server) linkedTo(page string) *page {
	for _, id := range slices.Sorted(maps.Keys(s.pages)) {
		if p := s.pages[id]; p.instagram && p.linked == page {
			return p
		}
	}
	return nil
}

// account is the one whose thread or comment a call names: the Page of the token, or its Instagram
// account.
func (s *Server) account(p *page, has func(*page) bool) *page {
	if ig := s.linkedTo(p.id); ig != nil && !has(p) && has(ig) {
		return ig
	}
	return p
}

// chooseInstagram is the account that logs in.
func (s *Server) chooseInstagram(id string) string {
	for _, one := range slices.Sorted(maps.Keys(s.cfg.Instagram)) {
		if (id == "" || id == one) && s.cfg.Instagram[one].Page == "" {
			return one
		}
	}
	return ""
}

// isDirect reports whether a token is one of Instagram Login, whose calls carry no proof.
func (s *Server) isDirect(token string) bool {
	for _, p := range s.pages {
		if p.direct && p.token == token {
			return true
		}
	}
	return false
}

// me is GET /me of an account of Instagram Login.
func (s *Server) me(r *request, p *page) (any, *graphError) {
	kind := "Business"
	if s.cfg.Instagram[p.id].Personal {
		kind = "Personal"
	}
	fields := readFields(r.Str("fields"))
	if e := fields.only("IGUser", "id", "user_id", "username", "name", "account_type", "profile_picture_url", "followers_count", "media_count"); e != nil {
		return nil, e
	}
	return fields.pick(obj{"id": scopedID(p.id), "user_id": p.id, "username": p.username, "name": "Example Shop", "account_type": kind}, "username"), nil
}

// RemoveInstagramApp lets the owner of an account remove the app, and returns the body that Meta
// posts to the deauthorize callback. It is signed with the Instagram app secret, as projects
// report.
func (s *Server) RemoveInstagramApp(id string) (form string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dead[s.pages[id].token] = 458
	return s.signedRequest(s.cfg.InstagramAppSecret, scopedID(id))
}

// mostInstagramText is the limit of a text on Instagram in bytes.
const mostInstagramText = 1000

// instagramText holds a text to the limit.
func instagramText(text string) *graphError {
	if len(text) > mostInstagramText {
		return refuse(100, 2534067, "Length of param message[text] must be less than or equal to 1000 bytes")
	}
	return nil
}

// mostInstagramComment and mostHashtags are limits of older pages of Meta.
const (
	mostInstagramComment = 300
	mostHashtags         = 4
)

// CommentOn lets a person comment on a medium of an Instagram account; parent is the comment that
// it answers, or empty. contact is account/person. It returns the comment's id.
func (s *Server) CommentOn(contact, medium, parent, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, igsid := s.find(contact)
	s.thread(p, igsid)
	c := &comment{id: "179" + s.core.Letters(14, "0123456789"), post: medium, psid: igsid, at: ms(s.core.Clock.Now()), text: text, parent: parent}
	p.comments[c.id] = c
	s.tellInstagram(p, c)
	return c.id
}

// MentionIn lets a person mention an Instagram account in a comment on a medium of the person's
// own, and returns the comment's id. For an account of Instagram Login the mention comes as a
// comment.
func (s *Server) MentionIn(contact, medium, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, igsid := s.find(contact)
	s.thread(p, igsid)
	c := &comment{id: "178" + s.core.Letters(14, "0123456789"), post: medium, psid: igsid, at: ms(s.core.Clock.Now()), text: text, foreign: true}
	p.comments[c.id] = c
	if p.direct {
		s.tellInstagram(p, c)
		return c.id
	}
	if s.hears(p, "mentions") {
		s.queue(p, obj{"id": p.id, "time": s.core.Clock.Now().Unix(), "changes": []obj{{"field": "mentions", "value": obj{"media_id": medium, "comment_id": c.id}}}})
	}
	return c.id
}

// hears reports whether an Instagram account's webhook delivers a field.
func (s *Server) hears(p *page, field string) bool {
	if !slices.Contains(s.instagram.fields, field) {
		return false
	}
	if p.direct {
		return slices.Contains(p.fields, field)
	}
	page := s.pages[p.linked]
	return page != nil && len(page.fields) > 0
}

// tellInstagram queues a comment. There is no event for an edit or a deletion.
func (s *Server) tellInstagram(p *page, c *comment) {
	if !s.hears(p, "comments") {
		return
	}
	from := obj{"id": c.psid, "username": "user" + c.psid}
	if c.psid == p.id {
		from = obj{"id": p.id, "username": p.username, "self_ig_scoped_id": p.id}
	}
	value := obj{"id": c.id, "text": c.text, "from": from, "media": obj{"id": c.post, "media_product_type": "FEED"}}
	if c.parent != "" {
		value["parent_id"] = c.parent
	}
	s.queue(p, obj{"id": p.id, "time": s.core.Clock.Now().Unix(), "changes": []obj{{"field": "comments", "value": value}}})
}

// replyInstagram is POST /{ig-comment}/replies. An answer to an answer hangs under the top comment;
// a hidden comment takes none.
func (s *Server) replyInstagram(r *request) (any, *graphError) {
	p, old, e := s.commentOf(r)
	switch {
	case e != nil:
		return nil, e
	case !p.instagram || old.foreign:
		return nil, missing("post", r.node)
	case old.hidden:
		return nil, invalid("A hidden comment cannot be replied to")
	}
	parent := old.id
	if old.parent != "" {
		parent = old.parent
	}
	return s.ownComment(p, &comment{post: old.post, parent: parent, text: r.Str("message")})
}

// replyMention is POST /{ig-user}/mentions: an answer under another person's medium.
func (s *Server) replyMention(r *request) (any, *graphError) {
	p := s.pages[r.node]
	if r.by.page == nil || p == nil || !p.instagram || r.by.page != p && p.linked != r.by.page.id {
		return nil, missing("post", r.node)
	}
	c := p.comments[r.Str("comment_id")]
	if c == nil || !c.foreign || c.post != r.Str("media_id") {
		return nil, missing("post", r.Str("comment_id"))
	}
	return s.ownComment(p, &comment{post: c.post, parent: c.id, text: r.Str("message"), foreign: true})
}

// ownComment adds a comment of the account itself.
func (s *Server) ownComment(p *page, c *comment) (any, *graphError) {
	switch {
	case standin.IsBlank(c.text):
		return nil, invalid("The parameter message is required")
	case utf8.RuneCountInString(c.text) > mostInstagramComment || strings.Count(c.text, "#") > mostHashtags:
		return nil, invalid("The comment is too long or has too many hashtags")
	}
	c.id, c.psid, c.at = "179"+s.core.Letters(14, "0123456789"), p.id, ms(s.core.Clock.Now())
	p.comments[c.id] = c
	if !c.foreign {
		s.tellInstagram(p, c)
	}
	return obj{"id": c.id}, nil
}

// instagramComment reads, hides or deletes a comment on a medium of the account.
func (s *Server) instagramComment(r *request, p *page, c *comment) (any, *graphError) {
	switch {
	case r.method != http.MethodGet && c.foreign:
		return nil, missing(strings.ToLower(r.method), r.node) // on another person's medium
	case r.method == http.MethodDelete:
		delete(p.comments, c.id)
		return obj{"success": true}, nil
	case r.method == http.MethodPost:
		switch {
		case !r.Has("hide"):
			return nil, invalid("The parameter hide is required")
		case c.psid == p.id:
			return nil, invalid("A comment of the account itself cannot be hidden")
		}
		c.hidden = r.Flag("hide")
		return obj{"success": true}, nil
	}
	fields := readFields(r.Str("fields"))
	if e := fields.only("IGComment", "id", "text", "from", "username", "timestamp", "hidden", "like_count", "parent_id", "media", "replies", "user"); e != nil {
		return nil, e
	}
	all := obj{"id": c.id, "text": c.text, "username": "user" + c.psid, "hidden": c.hidden, "like_count": 0, "from": obj{"id": c.psid, "username": "user" + c.psid},
		"timestamp": time.UnixMilli(c.at).UTC().Format("2006-01-02T15:04:05-0700"), "media": obj{"id": c.post}}
	if c.parent != "" {
		all["parent_id"] = c.parent
	}
	return fields.pick(all, "timestamp", "text"), nil
}
