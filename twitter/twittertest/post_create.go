package twittertest

import (
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel/standin"
)

// createPost is POST /2/tweets; of its closed body the members that a contact center uses.
func (s *Server) createPost(c *call) (answer, *failure) {
	var in struct {
		Text  string `json:"text"`
		Reply *struct {
			To string `json:"in_reply_to_tweet_id"`
		} `json:"reply"`
		Media *struct {
			IDs []string `json:"media_ids"`
		} `json:"media"`
		Quote string `json:"quote_tweet_id"`
		Link  string `json:"direct_message_deep_link"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	p := &post{text: in.Text, quotes: in.Quote, link: in.Link}
	switch {
	case in.Link != "" && !deepLink.MatchString(in.Link):
		return answer{}, invalid("direct_message_deep_link: is not valid", "direct_message_deep_link", in.Link)
	case standin.IsBlank(in.Text) && in.Media == nil:
		return answer{}, invalid("text: must be at least 1 character", "text", "")
	case weightOf(in.Text) > 280:
		return answer{}, invalid("text: must weigh at most 280", "text", in.Text)
	case len(symbol.FindAllString(in.Text, -1)) > 1 && !s.cfg.EnterprisePosts:
		return answer{}, invalid("text: must have at most one cashtag", "text", in.Text)
	case in.Quote != "" && (in.Media != nil || !userID.MatchString(in.Quote)):
		return answer{}, invalid("quote_tweet_id: is not valid", "quote_tweet_id", in.Quote)
	case in.Quote != "" && !s.cfg.EnterprisePosts:
		return answer{}, errNoQuotes
	}
	if in.Reply != nil {
		if !userID.MatchString(in.Reply.To) {
			return answer{}, invalid("reply.in_reply_to_tweet_id: is not valid", "reply.in_reply_to_tweet_id", in.Reply.To)
		}
		old := s.posts[in.Reply.To]
		switch {
		case old == nil:
			return answer{}, errPostGone
		case old.author != s.cfg.Account && !s.cfg.EnterprisePosts && !s.engaged(old):
			return answer{}, errNotEngaged
		}
		p.answers = old.id
	}
	for _, old := range s.posts {
		if old.author == s.cfg.Account && old.text == in.Text && in.Text != "" && s.core.Clock.Now().Sub(old.at) < day {
			return answer{}, errSamePost
		}
	}
	if in.Media != nil {
		if f := s.attach(p, in.Media.IDs); f != nil {
			return answer{}, f
		}
	}
	s.publishLocked(s.cfg.Account, p, "post.create")
	return answer{status: http.StatusCreated, body: obj{"data": obj{"id": p.id, "text": p.text, "edit_history_tweet_ids": []string{p.id}}}}, nil
}

// deepLink is the form of an address that opens a conversation.
var deepLink = regexp.MustCompile(`^https://(twitter|x)\.com/messages/compose\?recipient_id=[0-9]{1,19}(&|$)`)

// engaged reports whether the author of a post mentions the account or quotes one of its posts.
func (s *Server) engaged(p *post) bool {
	if old := s.posts[p.quotes]; old != nil && old.author == s.cfg.Account {
		return true
	}
	return s.mentioned(p)
}

func (s *Server) mentioned(p *post) bool {
	for _, at := range mention.FindAllStringSubmatch(p.text, -1) {
		if strings.EqualFold(at[1], "@"+s.cfg.Username) {
			return true
		}
	}
	return false
}

// attach: one to four images, or one GIF or video, that were uploaded for a post.
func (s *Server) attach(p *post, ids []string) *failure {
	if len(ids) == 0 || len(ids) > 4 {
		return invalid("media.media_ids: must be 1 to 4", "media.media_ids", strings.Join(ids, ","))
	}
	for _, id := range ids {
		up := s.upload(id)
		if up == nil || !up.final || !strings.HasPrefix(up.category, "tweet_") || s.core.Clock.Now().Before(up.ready) || up.broken != "" || up.kind() != "photo" && len(ids) > 1 {
			return invalid("Your media IDs are invalid.", "media.media_ids", id)
		}
		p.files = append(p.files, Attachment{Kind: up.kind(), ID: up.id, Type: up.typ, Data: up.data})
	}
	return nil
}

// Weights of a text, written from "Counting characters" without a look at the client: addresses
// first, then clusters.
var (
	family = regexp.MustCompile(`[\x{1F000}-\x{1FAFF}\x{2600}-\x{27BF}][\x{FE0F}\x{1F3FB}-\x{1F3FF}]*(\x{200D}[\x{1F000}-\x{1FAFF}\x{2600}-\x{27BF}][\x{FE0F}\x{1F3FB}-\x{1F3FF}]*)*`)
	narrow = regexp.MustCompile(`[\x{0}-\x{10FF}\x{2000}-\x{200D}\x{2010}-\x{201F}\x{2032}-\x{2037}]`)
)

func weightOf(text string) int {
	n := 23 * len(address.FindAllString(text, -1))
	text = address.ReplaceAllString(text, "")
	n += 2 * len(family.FindAllString(text, -1))
	text = family.ReplaceAllString(text, "")
	return n + 2*utf8.RuneCountInString(text) - len(narrow.FindAllString(text, -1))
}
