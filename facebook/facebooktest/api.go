package facebooktest

import (
	"cmp"
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
	page *page // a Page token
}

// request is one call.
type request struct {
	params
	method string
	node   string // "me", an id, or a root edge such as debug_token
	edge   string
	by     caller
	header http.Header // of the answer
}

// handler serves an edge. It runs under the server's lock.
type handler func(*Server, *request) (any, *graphError)

// edges of a Page, called with its token: "POST messages".
var edges = map[string]handler{
	"POST messages":          (*Server).sendMessage,
	"POST subscribed_apps":   (*Server).subscribePage,
	"GET subscribed_apps":    (*Server).listSubscribed,
	"DELETE subscribed_apps": (*Server).unsubscribePage,
}

var version = regexp.MustCompile(`^v\d+\.\d+$`)

// serve is the Graph API: /vNN.0/{node}/{edge}, or without the version.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	if strings.HasSuffix(r.Host, cdnHost) {
		s.serveCDN(w, r)
		return
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if version.MatchString(parts[0]) {
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
	req := &request{params: p, method: r.Method, node: parts[0], header: make(http.Header)}
	if len(parts) == 2 {
		req.edge = parts[1]
	}
	// Graph takes DELETE as a parameter too, as some HTTP clients cannot.
	if m := p.str("method"); m != "" && r.Method == http.MethodPost {
		req.method = strings.ToUpper(m)
	}
	token := p.str("access_token")
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
	s.mu.Lock()
	defer s.mu.Unlock()
	by, e := s.identify(token)
	if e != nil {
		return nil, e
	}
	r.by = by
	if e := s.checkProof(r.params, token); e != nil {
		return nil, e
	}
	if h, ok := edges[r.method+" "+r.edge]; ok && r.edge != "" {
		if e := s.checkPage(r); e != nil {
			return nil, e
		}
		return h(s, r)
	}
	return nil, missing(strings.ToLower(r.method), r.node)
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
	for _, p := range s.pages {
		if p.token == token {
			return caller{page: p}, nil
		}
	}
	return caller{}, errToken
}

// checkProof: appsecret_proof = hex(HMAC-SHA256(app secret, token)), with appsecret_time of token|time.
func (s *Server) checkProof(p params, token string) *graphError {
	proof := p.str("appsecret_proof")
	if proof == "" {
		if s.cfg.RequireProof {
			return errNoProof
		}
		return nil
	}
	if t := p.str("appsecret_time"); t != "" {
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

// Revoke kills a token: with subcode 458 (the app was removed), 460 (the password was changed), 463 (it expired), or 0.
func (s *Server) Revoke(token string, subcode int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dead[token] = subcode
}
