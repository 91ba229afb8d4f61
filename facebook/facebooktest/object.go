package facebooktest

import (
	"net/http"
	"strings"
	"time"
)

// object reads or deletes what an id names: the Page, a person, a conversation, a message, a
// persona.
func (s *Server) object(r *request) (any, *graphError) {
	p := r.by.page
	if p == nil {
		if r.by.user && r.node == "me" && r.method == http.MethodGet {
			return obj{"id": userID, "name": "Example Admin"}, nil
		}
		return nil, missing(strings.ToLower(r.method), r.node)
	}
	if ig := s.account(p, func(p *page) bool { return p.comments[r.node] != nil || p.threads[r.node] != nil }); ig != p {
		p = ig
	}
	if c := p.comments[r.node]; c != nil && p.instagram {
		return s.instagramComment(r, p, c)
	} else if c != nil {
		return s.comment(r, c)
	}
	fields := readFields(r.Str("fields"))
	if who, ok := p.personas[r.node]; ok {
		if r.method == http.MethodDelete {
			delete(p.personas, r.node)
			return obj{"success": true}, nil
		}
		return who.object(), nil
	}
	if r.method != http.MethodGet {
		return nil, missing(strings.ToLower(r.method), r.node)
	}
	if p.direct && (r.node == "me" || r.node == p.id) {
		return s.me(r, p)
	}
	if r.node == "me" || r.node == p.id {
		all := obj{"id": p.id, "name": "Example Page", "messaging_feature_status": obj{"hop_v2": true, "msgr_multi_app": true, "ig_multi_app": true}}
		return fields.pick(all, "name"), nil
	}
	if t := p.threads[r.node]; t != nil && p.instagram {
		return instagramProfile(t, fields)
	} else if t != nil {
		return s.profile(t, fields)
	}
	if p, t := s.conversationOf(r); t != nil {
		if e := s.slow(r, "conversations", 2, time.Second); e != nil {
			return nil, e
		}
		if e := fields.onlyOfConversation(); e != nil {
			return nil, e
		}
		return s.conversation(p, t, fields), nil
	}
	for _, t := range p.threads {
		for i, n := range t.messages {
			if n.mid != r.node {
				continue
			}
			if len(t.messages)-i > newest {
				return nil, errOld
			}
			return s.message(p, t, n, fields), nil
		}
	}
	return nil, missing("get", r.node)
}

// profile of a person that wrote or pressed; without access it is an empty object.
func (s *Server) profile(t *thread, fields fieldset) (any, *graphError) {
	w := t.person
	if e := fields.only("User", "id", "name", "first_name", "last_name", "profile_pic", "locale", "timezone", "gender"); e != nil {
		return nil, e
	}
	switch {
	case t.renewed.IsZero() || w.None:
		return nil, refuse(100, 2018218, "(#100) No profile available for this user.")
	case w.Hidden:
		return obj{}, nil
	}
	all := obj{
		"id": t.psid, "first_name": w.First, "last_name": w.Last, "name": strings.TrimSpace(w.First + " " + w.Last),
		"profile_pic": w.Picture, "locale": w.Locale, "timezone": w.Timezone,
	}
	for k, v := range all {
		if v == "" {
			delete(all, k)
		}
	}
	return fields.pick(all, "first_name", "last_name", "profile_pic"), nil
}

// instagramProfile is that of a person who wrote to the account: a comment alone is no consent.
func instagramProfile(t *thread, fields fieldset) (any, *graphError) {
	if e := fields.only("IGUser", "id", "name", "username", "profile_pic", "follower_count", "is_user_follow_business", "is_business_follow_user", "is_verified_user"); e != nil {
		return nil, e
	}
	if t.renewed.IsZero() {
		return nil, refuse(230, 0, "(#230) User consent is required to access user profile")
	}
	return fields.pick(obj{"id": t.psid, "name": strings.TrimSpace(t.person.First + " " + t.person.Last), "username": "user" + t.psid}, "name"), nil
}
