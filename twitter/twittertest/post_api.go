package twittertest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// PublicPost is a post of the account or of another user, as it is now.
type PublicPost struct {
	ID, Author, Text string
	ReplyTo          string // the post that it answers
	Quotes           string // the post that it quotes
	MessageLink      string // direct_message_deep_link
	Hidden, Liked    bool   // by the account
	Files            []Attachment
	At               time.Time
}

// Posts returns all posts that were not deleted, oldest first.
func (s *Server) Posts() []PublicPost {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []PublicPost
	for _, p := range s.newest() {
		all = append(all, PublicPost{ID: p.id, Author: p.author, Text: p.text, ReplyTo: p.answers, Quotes: p.quotes, MessageLink: p.link, Hidden: p.hidden, Liked: p.liked, Files: p.files, At: p.at})
	}
	slices.Reverse(all)
	return all
}

// newest lists all posts, newest first.
func (s *Server) newest() []*post {
	var all []*post
	for _, p := range s.posts {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *post) int {
		if older(a.id, b.id) {
			return 1
		}
		return -1
	})
	return all
}

const (
	postScopes = "tweet.write tweet.read users.read"
	hideScopes = "tweet.read tweet.moderate.write users.read"
	likeScopes = "like.write tweet.read users.read"
)

func (s *Server) postEndpoints() map[string]endpoint {
	write := func(scope string, f func(*Server, *call) (answer, *failure)) endpoint {
		return endpoint{by: byUser, needs: levelWrite, scope: scope, run: locked(f)}
	}
	return map[string]endpoint{
		"POST /2/tweets":                     write(postScopes, (*Server).createPost),
		"GET /2/tweets/{id}":                 {by: byUser | byBearer, scope: "tweet.read users.read", run: locked((*Server).readPost)},
		"DELETE /2/tweets/{id}":              write(postScopes, (*Server).deletePost),
		"PUT /2/tweets/{id}/hidden":          write(hideScopes, (*Server).hidePost),
		"POST /2/users/{id}/likes":           write(likeScopes, (*Server).likePost),
		"DELETE /2/users/{id}/likes/{tweet}": write(likeScopes, (*Server).unlikePost),
		"GET /2/users/{id}/mentions":         {by: byUser | byBearer, scope: "tweet.read users.read", run: locked((*Server).mentions)},
	}
}

// Texts of refusals. The first two were seen in public; X's pages show none of them.
var (
	errNotEngaged = forbidden("Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.")
	errNoQuotes   = forbidden("Quoting this post is not allowed because you have not been mentioned or otherwise engaged by the author of the post.")
	errSamePost   = forbidden("You are not allowed to create a Tweet with duplicate content.")
	errPostGone   = forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.")
	errNotYours   = forbidden("You are not authorized to delete this Tweet.")
	errNotBelow   = forbidden("You can only hide replies to posts of your own.")
)

// errPlan is the refusal of an app on a self-serve plan. Its form is not confirmed.
var errPlan = &failure{status: 403, problem: obj{
	"title": "Client Forbidden", "type": problems + "client-forbidden", "status": 403, "reason": "official-client-forbidden",
	"detail": "Your app is not allowed to use this endpoint with its current plan.",
}}

// readPost is GET /2/tweets/:id. Of a post that is not there X tells with 200 and errors.
func (s *Server) readPost(c *call) (answer, *failure) {
	id := c.PathValue("id")
	p := s.posts[id]
	if p == nil {
		return answer{status: http.StatusOK, body: obj{"errors": []obj{{
			"value": id, "detail": "Could not find tweet with id: [" + id + "].", "title": "Not Found Error", "resource_type": "tweet", "parameter": "id",
			"resource_id": id, "type": problems + "resource-not-found",
		}}}}, nil
	}
	all, o := s.modern(p), obj{}
	for _, f := range strings.Split("id,text,edit_history_tweet_ids,"+c.param("tweet.fields"), ",") {
		if v, known := all[f]; known {
			o[f] = v
		}
	}
	out := obj{"data": o}
	if slices.Contains(strings.Split(c.param("expansions"), ","), "author_id") {
		out["includes"] = obj{"users": []obj{s.find(p.author).v2()}}
	}
	return ok(out), nil
}

func (s *Server) deletePost(c *call) (answer, *failure) {
	p := s.posts[c.PathValue("id")]
	if p == nil {
		return answer{}, notFound("tweet", "id", c.PathValue("id"))
	}
	if p.author != s.cfg.Account {
		return answer{}, errNotYours
	}
	s.deleteLocked(p)
	return ok(obj{"data": obj{"deleted": true}}), nil
}

// hidePost hides replies in conversations that the account began.
func (s *Server) hidePost(c *call) (answer, *failure) {
	var in struct {
		Hidden *bool `json:"hidden"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	p := s.posts[c.PathValue("id")]
	switch {
	case in.Hidden == nil:
		return answer{}, invalid("hidden: is required", "hidden", "")
	case p == nil:
		return answer{}, notFound("tweet", "id", c.PathValue("id"))
	case p.answers == "" || s.posts[p.answers] == nil || s.posts[p.answers].author != s.cfg.Account:
		return answer{}, errNotBelow
	}
	p.hidden = *in.Hidden
	return ok(obj{"data": obj{"hidden": p.hidden}}), nil
}

func (s *Server) likePost(c *call) (answer, *failure) {
	var in struct {
		ID string `json:"tweet_id"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	return s.like(c, in.ID, true)
}

func (s *Server) unlikePost(c *call) (answer, *failure) {
	return s.like(c, c.PathValue("tweet"), false)
}

func (s *Server) like(c *call, id string, liked bool) (answer, *failure) {
	p := s.posts[id]
	switch {
	case c.PathValue("id") != s.cfg.Account:
		return answer{}, forbidden("You are not permitted to perform this action.")
	case !s.cfg.EnterprisePosts:
		return answer{}, errPlan
	case p == nil:
		return answer{}, notFound("tweet", "tweet_id", id)
	}
	p.liked = liked
	return ok(obj{"data": obj{"liked": liked}}), nil
}

// mentions is GET /2/users/:id/mentions: the newest 800 posts of others that name the account.
func (s *Server) mentions(c *call) (answer, *failure) {
	if c.PathValue("id") != s.cfg.Account {
		return answer{}, notFound("user", "id", c.PathValue("id"))
	}
	most := 10
	if text := c.param("max_results"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 5 || n > 100 {
			return answer{}, invalid("The `max_results` query parameter value ["+text+"] is not between 5 and 100", "max_results", text)
		}
		most = n
	}
	var since time.Time
	if text := c.param("start_time"); text != "" {
		at, err := time.Parse("2006-01-02T15:04:05Z", text)
		if err != nil {
			return answer{}, invalid("The `start_time` query parameter value ["+text+"] is not valid", "start_time", text)
		}
		since = at
	}
	fields, data, users, next := strings.Split("id,text,edit_history_tweet_ids,"+c.param("tweet.fields"), ","), []obj{}, []obj{}, ""
	token, found := strings.TrimPrefix(c.param("pagination_token"), "TOKEN"), 0
	for _, p := range s.newest() {
		if p.author == s.cfg.Account || !s.mentioned(p) || p.at.Before(since) {
			continue
		}
		if found++; found > 800 || token != "" && !older(p.id, token) {
			continue
		}
		if len(data) == most {
			next = "TOKEN" + data[most-1]["id"].(string)
			break
		}
		all, o := s.modern(p), obj{}
		if text := []rune(p.text); len(text) > 280 {
			all["note_tweet"], all["text"] = obj{"text": p.text}, string(text[:279])+"…"
		}
		for _, f := range fields {
			if v, known := all[f]; known {
				o[f] = v
			}
		}
		data, users = append(data, o), append(users, s.find(p.author).v2())
	}
	out, meta := obj{}, obj{"result_count": len(data)}
	if next != "" {
		meta["next_token"] = next
	}
	if out["meta"] = meta; len(data) > 0 {
		out["data"] = data
		if slices.Contains(strings.Split(c.param("expansions"), ","), "author_id") {
			out["includes"] = obj{"users": users}
		}
	}
	return ok(out), nil
}
