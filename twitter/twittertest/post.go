package twittertest

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// post is a public Post.
type post struct {
	id, author, text string
	at               time.Time
	answers          string // in_reply_to
	quotes, repeats  string // quoted_status, retweeted_status
	hidden, liked    bool   // by the account
	link             string // direct_message_deep_link
	files            []Attachment
}

// Mention lets a contact mention the account in a post, and returns the post's id.
func (s *Server) Mention(contact, text string) string {
	return s.publish(contact, &post{text: "@" + s.cfg.Username + " " + text}, "post.mention.create")
}

// Reply lets a contact reply to a post of the account's, and returns the id of the reply.
func (s *Server) Reply(contact, postID, text string) string {
	return s.publish(contact, &post{text: "@" + s.cfg.Username + " " + text, answers: postID}, "post.reply.create")
}

// Quote lets a contact quote a post of the account's, and returns the new post's id.
func (s *Server) Quote(contact, postID, text string) string {
	return s.publish(contact, &post{text: text, quotes: postID}, "post.quote.create")
}

// Repost lets a contact repost a post of the account's, and returns the new post's id.
func (s *Server) Repost(contact, postID string) string {
	return s.publish(contact, &post{repeats: postID}, "post.repost.create")
}

// AccountPosts lets the account publish a post, and returns its id.
func (s *Server) AccountPosts(text string) string {
	return s.publish(s.cfg.Account, &post{text: text}, "post.create")
}

// publish keeps a post and tells of it.
func (s *Server) publish(author string, p *post, kind string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.publishLocked(author, p, kind)
	return p.id
}

func (s *Server) publishLocked(author string, p *post, kind string) {
	u := s.find(author)
	p.id, p.author, p.at = s.snowflake(), author, s.core.Clock.Now()
	if old := s.posts[p.repeats]; old != nil {
		p.text = "RT @" + s.find(old.author).username + ": " + old.text
	}
	s.posts[p.id] = p
	body := []member{{"tweet_create_events", []obj{s.native(p, true)}}}
	if kind == "post.mention.create" {
		// Samples have a string where the page's table says boolean.
		body = append([]member{{"user_has_blocked", fmt.Sprint(u.shunned)}}, body...)
	}
	s.deliver(happening{body: body, kind: kind, payload: s.modern(p), include: obj{"users": []obj{u.v2()}}})
}

// native is a Post in the form of v1.1, with the posts that it is about.
func (s *Server) native(p *post, whole bool) obj {
	text, found := s.shown(p.text)
	short := text
	truncated := utf8.RuneCountInString(text) > 140
	if truncated {
		short = string([]rune(text)[:138]) + "… "
	}
	o := obj{
		"created_at": p.at.Format(time.RubyDate), "id": json.Number(p.id), "id_str": p.id, "text": short, "truncated": truncated,
		"source": `<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>`,
		"user":   s.find(p.author).native(), "entities": found,
		"in_reply_to_status_id": nil, "in_reply_to_status_id_str": nil, "in_reply_to_user_id": nil, "in_reply_to_user_id_str": nil,
		"in_reply_to_screen_name": nil, "geo": nil, "coordinates": nil, "place": nil, "contributors": nil, "is_quote_status": p.quotes != "",
		"quote_count": 0, "reply_count": 0, "retweet_count": 0, "favorite_count": 0, "favorited": false, "retweeted": false,
		"filter_level": "low", "lang": "en", "timestamp_ms": millis(p.at),
	}
	if truncated {
		o["extended_tweet"] = obj{"full_text": text, "display_text_range": []int{0, utf8.RuneCountInString(text)}, "entities": found}
		_, o["entities"] = s.shown("")
	}
	if old := s.posts[p.answers]; old != nil {
		to := s.find(old.author)
		o["in_reply_to_status_id"], o["in_reply_to_status_id_str"] = json.Number(old.id), old.id
		o["in_reply_to_user_id"], o["in_reply_to_user_id_str"], o["in_reply_to_screen_name"] = json.Number(to.id), to.id, to.username
	}
	if old := s.posts[p.quotes]; old != nil && whole {
		o["quoted_status_id"], o["quoted_status_id_str"], o["quoted_status"] = json.Number(old.id), old.id, s.native(old, false)
	}
	if old := s.posts[p.repeats]; old != nil && whole {
		o["retweeted_status"] = s.native(old, false)
	}
	return o
}

// native is a user in a Post of v1.1: the id is a number, colours are hexadecimal.
func (u *user) native() obj {
	return obj{
		"id": json.Number(u.id), "id_str": u.id, "name": u.name, "screen_name": u.username, "location": nil, "url": nil, "description": nil,
		"translator_type": "none", "protected": false, "verified": false, "followers_count": 3, "friends_count": 4, "listed_count": 0,
		"favourites_count": 1, "statuses_count": 5, "created_at": u.since.Format(time.RubyDate), "utc_offset": nil, "time_zone": nil,
		"lang": nil, "profile_background_color": "F5F8FA", "profile_link_color": "1DA1F2", "profile_text_color": "333333",
		"profile_image_url": u.image(), "profile_image_url_https": u.image(), "default_profile": true, "following": nil,
		"follow_request_sent": nil, "notifications": nil,
	}
}

// modern is a Post in the form of v2.
func (s *Server) modern(p *post) obj {
	o := obj{
		"id": p.id, "text": p.text, "author_id": p.author, "created_at": rfc3339(p.at), "conversation_id": p.id, "lang": "en",
		"edit_history_tweet_ids": []string{p.id}, "reply_settings": "everyone", "possibly_sensitive": false,
		"public_metrics": obj{"retweet_count": 0, "retweet_count_str": "0", "reply_count": 0, "reply_count_str": "0"},
	}
	about := []obj{}
	for _, r := range []struct{ kind, id string }{{"replied_to", p.answers}, {"quoted", p.quotes}, {"retweeted", p.repeats}} {
		if r.id != "" {
			about = append(about, obj{"type": r.kind, "id": r.id})
		}
	}
	if len(about) > 0 {
		o["referenced_tweets"] = about
	}
	if old := s.posts[p.answers]; old != nil {
		o["conversation_id"], o["in_reply_to_tweet_id"], o["in_reply_to_user_id"] = old.id, old.id, old.author
	}
	mentions := []obj{}
	for _, at := range mention.FindAllStringSubmatchIndex(p.text, -1) {
		if u := s.named(p.text[at[2]+1 : at[3]]); u != nil {
			place := points(p.text, at[2], at[3])
			mentions = append(mentions, obj{
				"start": place[0], "start_str": fmt.Sprint(place[0]), "end": place[1], "end_str": fmt.Sprint(place[1]), "username": u.username, "id": u.id,
			})
		}
	}
	if len(mentions) > 0 {
		o["entities"] = obj{"mentions": mentions}
	}
	return o
}

// DeletePost deletes a post. X tells of it to the account whose post it was.
func (s *Server) DeletePost(postID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.posts[postID]
	if p != nil {
		s.deleteLocked(p)
	}
}

func (s *Server) deleteLocked(p *post) {
	delete(s.posts, p.id)
	if p.author != s.cfg.Account {
		return
	}
	s.deliver(happening{
		body: []member{{"tweet_delete_events", []obj{{
			"status": obj{"id": p.id, "user_id": p.author}, "timestamp_ms": millis(s.core.Clock.Now()),
		}}}},
		kind: "post.delete", payload: obj{"id": p.id, "author_id": p.author},
	})
}

// Like lets a contact like a post of the account's.
func (s *Server) Like(contact, postID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.posts[postID]
	if p == nil {
		return
	}
	u, now := s.find(contact), s.core.Clock.Now()
	id := s.core.Letters(32, "0123456789abcdef")
	s.deliver(happening{
		body: []member{{"favorite_events", []obj{{
			"id": id, "created_at": now.Format(time.RubyDate), "timestamp_ms": now.UnixMilli(), // a number here
			"favorited_status": s.native(p, true), "user": u.native(),
		}}}},
		kind: "like.create",
		payload: obj{
			"id": id, "created_at": rfc3339(now), "timestamp_ms": millis(now), "liked_tweet_author_id": p.author, "liked_tweet_id": p.id,
		},
		include: obj{"users": []obj{u.v2()}},
	})
}

// Follow lets a contact follow the account. After that the account may write to the contact.
func (s *Server) Follow(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.find(contact).follows = true
	s.relate("follow", contact, s.cfg.Account)
}

// Unfollow lets a contact unfollow the account. No event tells of it.
func (s *Server) Unfollow(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.find(contact).follows = false
}

// AccountDoes lets the account do something to a contact: what is "follow", "unfollow", "block",
// "unblock", "mute" or "unmute". It panics for any other word.
func (s *Server) AccountDoes(what, contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains(relations, what) {
		panic("twittertest: an account does not " + what)
	}
	u := s.find(contact)
	switch what {
	case "block":
		u.shunned, u.follows = true, false
	case "unblock":
		u.shunned = false
	}
	s.relate(what, s.cfg.Account, contact)
}

var relations = []string{"follow", "unfollow", "block", "unblock", "mute", "unmute"}

// relate tells what one user does to another. Account Activity puts each pair of opposites under
// one key.
func (s *Server) relate(what, source, target string) {
	kind, plain := what+"."+what, what
	switch what {
	case "unfollow", "unblock", "unmute":
		plain = what[2:]
		kind = plain + "." + what
	}
	from, to := s.find(source), s.find(target)
	s.deliver(happening{
		body: []member{{plain + "_events", []obj{{
			"type": what, "created_timestamp": millis(s.core.Clock.Now()), "target": to.old(), "source": from.old(),
		}}}},
		kind: kind, payload: obj{"source": obj{"data": from.v2()}, "target": obj{"data": to.v2()}},
	})
}

// old is a user in follow, block and mute events: the id is a string without id_str, colours are
// numbers.
func (u *user) old() obj {
	return obj{
		"id": u.id, "name": u.name, "screen_name": u.username, "created_at": u.since.Format(time.RubyDate), "protected": false,
		"verified": false, "followers_count": 3, "friends_count": 4, "favourites_count": 1, "listed_count": 0, "statuses_count": 5,
		"location": "", "description": "", "url": "", "lang": "", "time_zone": "", "utc_offset": 0, "default_profile": true,
		"default_profile_image": false, "geo_enabled": false, "is_translator": false, "contributors_enabled": false,
		"profile_image_url": u.image(), "profile_image_url_https": u.image(), "profile_background_image_url": "",
		"profile_background_image_url_https": "", "profile_background_tile": false, "profile_use_background_image": false,
		"profile_background_color": -1, "profile_link_color": -1, "profile_text_color": -1, "profile_sidebar_border_color": -1,
		"profile_sidebar_fill_color": -1, "following": false, "follow_request_sent": false, "notifications": false,
	}
}
