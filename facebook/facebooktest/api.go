package facebooktest

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"regexp"
	"strings"
)

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// caller is whose token a call carries.
type caller struct {
	app  bool  // an app token
	user bool  // the token of the person who manages the Pages
	page *page // a Page token, or the token of an Instagram account

	consent *consent // of a user token that came by a login
}

// request is one call.
type request struct {
	params
	ctx    context.Context
	method string
	node   string // "me", an id, or a root edge such as debug_token
	edge   string
	host   string
	by     caller
	header http.Header // of the answer
}

// handler serves an edge. It runs under the server's lock.
type handler func(*Server, *request) (any, *graphError)

// pageEdges are those of a Page, called with its token: "POST messages".
var pageEdges = map[string]handler{
	"POST messages":               (*Server).sendMessage,
	"POST message_attachments":    (*Server).uploadAttachment,
	"POST photos":                 (*Server).uploadPhoto,
	"POST subscribed_apps":        (*Server).subscribePage,
	"GET subscribed_apps":         (*Server).listSubscribed,
	"DELETE subscribed_apps":      (*Server).unsubscribePage,
	"POST pass_thread_control":    (*Server).passControl,
	"POST take_thread_control":    (*Server).takeControl,
	"POST release_thread_control": (*Server).releaseControl,
	"POST request_thread_control": (*Server).requestControl,
	"POST extend_thread_control":  (*Server).extendControl,
	"GET thread_owner":            (*Server).threadOwner,
	"GET conversations":           (*Server).conversations,
	"POST personas":               (*Server).createPersona,
	"GET personas":                (*Server).listPersonas,
	"GET messenger_profile":       (*Server).readSettings,
	"POST messenger_profile":      (*Server).writeSettings,
	"DELETE messenger_profile":    (*Server).deleteSettings,
}

var versioned = regexp.MustCompile(`^v\d+\.\d+$`)

// serve is the Graph API: /vNN.0/{node}/{edge}, or without the version.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	if strings.HasSuffix(r.Host, cdnHost) {
		s.serveCDN(w, r)
		return
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if versioned.MatchString(parts[0]) {
		parts = parts[1:]
	}
	if len(parts) == 0 || len(parts) > 2 || parts[0] == "" {
		s.fail(w, &graphError{status: 400, code: 2500, text: "Unknown path components: " + r.URL.Path})
		return
	}
	p, e := readParams(r, body)
	if e != nil {
		s.fail(w, e)
		return
	}
	req := &request{ctx: r.Context(), params: p, method: r.Method, node: parts[0], header: make(http.Header)}
	if len(parts) == 2 {
		req.edge = parts[1]
	}
	req.host = r.Host
	// Graph takes DELETE as a parameter too, as some HTTP clients cannot.
	if m := p.Str("method"); m != "" && r.Method == http.MethodPost {
		req.method = strings.ToUpper(m)
	}
	token := p.Str("access_token")
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && token == "" {
		token = bearer
	}
	result, e := s.run(req, token)
	for k, v := range req.header {
		w.Header()[k] = v
	}
	if e != nil {
		s.fail(w, e)
		return
	}
	s.write(w, http.StatusOK, result)
}

func (s *Server) run(r *request, token string) (any, *graphError) {
	if handled, result, e := s.tokens(r); handled {
		return result, e
	}
	if r.edge == "subscriptions" && r.method == http.MethodPost {
		return s.subscribeApp(r, token)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.enter(r, token); e != nil {
		return nil, e
	}
	if r.by.page != nil && r.by.page.direct != (r.host == instagramHost) {
		return nil, errToken // each login has a host of its own
	}
	if h, ok := pageEdges[r.method+" "+r.edge]; ok {
		if e := s.checkPage(r); e != nil {
			return nil, e
		}
		return h(s, r)
	}
	switch {
	case r.method == http.MethodGet && r.node == "debug_token":
		return s.debugToken(r)
	case r.method == http.MethodGet && r.edge == "accounts":
		return s.accounts(r)
	case r.edge == "subscriptions":
		return s.appSubscriptions(r)
	case r.edge == "messages" && r.method == http.MethodGet:
		return s.conversationMessages(r)
	case r.method == http.MethodDelete && r.edge == "permissions":
		return s.removeApp(r)
	case r.method == http.MethodPost && r.edge == "replies":
		return s.replyInstagram(r)
	case r.method == http.MethodPost && r.edge == "mentions":
		return s.replyMention(r)
	case r.method == http.MethodPost && r.edge == "comments":
		return s.answerComment(r)
	case r.method != http.MethodGet && r.edge == "likes":
		return s.like(r)
	case r.edge == "":
		return s.object(r)
	}
	return nil, missing(strings.ToLower(r.method), r.node)
}

// enter checks the token and its proof.
func (s *Server) enter(r *request, token string) (e *graphError) {
	if r.by, e = s.identify(token); e != nil {
		return e
	}
	return s.checkProof(r.params, token)
}

// identify says whose token it is.
func (s *Server) identify(token string) (caller, *graphError) {
	if sub, dead := s.dead[token]; dead {
		return caller{}, refuse(190, sub, cmp.Or(tokenSubcodes[sub], errToken.text))
	}
	switch token {
	case "":
		return caller{}, &graphError{status: 400, code: 104, text: "An access token is required to request this resource."}
	case s.cfg.AppID + "|" + s.cfg.AppSecret:
		return caller{app: true}, nil
	case s.cfg.UserToken:
		return caller{user: true}, nil
	}
	if k := s.consents[token]; k != nil {
		if !k.until.IsZero() && !s.core.Clock.Now().Before(k.until) {
			return caller{}, refuse(190, 463, tokenSubcodes[463])
		}
		return caller{user: true, consent: k}, nil
	}
	for _, p := range s.pages {
		if !p.until.IsZero() && p.token == token && !s.core.Clock.Now().Before(p.until) {
			return caller{}, refuse(190, 463, tokenSubcodes[463])
		}
		if p.token != "" && p.token == token {
			return caller{page: p}, nil
		}
	}
	return caller{}, errToken
}

// checkProof: appsecret_proof = hex(HMAC-SHA256(app secret, token)), with appsecret_time of
// token|time.
func (s *Server) checkProof(p params, token string) *graphError {
	proof := p.Str("appsecret_proof")
	if proof == "" && s.isDirect(token) {
		return nil
	}
	if proof == "" {
		if s.cfg.RequireProof {
			return errNoProof
		}
		return nil
	}
	if t := p.Str("appsecret_time"); t != "" {
		token += "|" + t
	}
	mac := hmac.New(sha256.New, []byte(s.cfg.AppSecret))
	mac.Write([]byte(token))
	if proof != hex.EncodeToString(mac.Sum(nil)) {
		return errProof
	}
	return nil
}

// checkPage: the node of a Page's edge is "me" or the Page that the token belongs to.
func (s *Server) checkPage(r *request) *graphError {
	if r.by.page == nil {
		return refuse(190, 2069032, "User Access Token Is Not Supported: A Page access token is required for this call.")
	}
	if r.node != "me" && r.node != r.by.page.id {
		return missing(strings.ToLower(r.method), r.node)
	}
	return nil
}

// Revoke kills a token: with subcode 458 (the app was removed), 460 (the password was changed), 463
// (it expired), or 0.
func (s *Server) Revoke(token string, subcode int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dead[token] = subcode
}
