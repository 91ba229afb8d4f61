package twittertest

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
)

// proof is what a call may be authenticated with.
type proof int

const (
	byOAuth1 proof = 1 << iota // OAuth 1.0a, acting for the account
	byBearer                   // app-only
	byOAuth2                   // OAuth 2.0 user token
	byNobody                   // the handler checks
)

// call is one API call.
type call struct {
	*http.Request
	body   []byte
	by     proof
	user   string // whom it acts for; empty: the app
	scopes []string
}

// run serves a call, without the server's lock.
type run func(*Server, *call) (answer, *failure)

// endpoint is one entry of the API.
type endpoint struct {
	by    proof
	needs string // level of the access token: levelWrite or levelMessages; empty: any
	scope string // what an OAuth 2.0 token needs, separated by blanks
	run   run
	sends bool     // counts against Config.Rate and Day, not Others
	wrong *failure // for the wrong kind of token; nil: the API's usual one
}

// locked makes a run of a function that needs the server's lock.
func locked(f run) run {
	return func(s *Server, c *call) (answer, *failure) {
		s.mu.Lock()
		defer s.mu.Unlock()
		return f(s, c)
	}
}

// routes is the API by pattern.
func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, e := range s.endpoints() {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			s.serveEndpoint(w, r, pattern, e)
		})
	}
	return mux
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	f := misplaced(r)
	if _, pattern := s.mux.Handler(r); f == nil && pattern == "" {
		f = errNotPage
	}
	if f != nil {
		f.answer(r.URL.Path).write(w, s)
		return
	}
	r.Body = body2{bytes.NewReader(body), body}
	s.mux.ServeHTTP(w, r)
}

// body2 carries a body that was read through the ServeMux.
type body2 struct {
	*bytes.Reader
	all []byte
}

func (body2) Close() error { return nil }

func (s *Server) serveEndpoint(w http.ResponseWriter, r *http.Request, pattern string, e endpoint) {
	c := &call{Request: r}
	if b, ok := r.Body.(body2); ok {
		c.body = b.all
	}
	header := make(http.Header)
	result, f := s.guarded(c, pattern, e, header)
	if f != nil {
		result = f.answer(r.URL.Path)
	}
	for k, v := range result.header {
		header[k] = v
	}
	result.header = header
	result.write(w, s)
}

// guarded checks who calls, and how often, and then runs the endpoint.
func (s *Server) guarded(c *call, pattern string, e endpoint, header http.Header) (answer, *failure) {
	if e.by&byNobody == 0 {
		f := s.authenticate(c, e)
		if c.by == byOAuth1 {
			header.Set("X-Access-Level", s.cfg.Level)
		}
		if f == nil {
			f = s.checkAccess(c, e)
		}
		if f != nil {
			return answer{}, f
		}
	}
	if f := s.checkRate(c, pattern, e, header); f != nil {
		return answer{}, f
	}
	return e.run(s, c)
}

// authenticate finds out who calls.
func (s *Server) authenticate(c *call, e endpoint) *failure {
	s.mu.Lock()
	defer s.mu.Unlock()
	head := c.Header.Get("Authorization")
	if bearer, ok := strings.CutPrefix(head, "Bearer "); ok {
		if f := s.checkBearer(c, bearer); f != nil {
			return f
		}
	} else {
		sig, f := s.checkSigned(c.Request, c.body)
		if f != nil {
			return f
		}
		who, f := s.signer(sig)
		if f != nil {
			return f
		}
		c.by, c.user = byOAuth1, who
		if who == "" && e.by&byOAuth1 != 0 {
			return errBadAuth
		}
	}
	v2 := strings.HasPrefix(c.URL.Path, "/2/")
	switch {
	case e.by&c.by != 0:
	case e.wrong != nil:
		return e.wrong
	case v2:
		return unsupported(proofNames[c.by], e.by.String())
	case c.by == byOAuth1:
		return errMethod
	default:
		return errNoAccess
	}
	switch {
	case c.by == byOAuth2 && e.scope != "" && !c.scoped(e.scope):
		return forbidden("Forbidden")
	case c.by == byOAuth1 && e.needs == levelMessages && s.cfg.Level != levelMessages:
		if v2 {
			return forbidden("Forbidden")
		}
		return errNoMessages
	case c.by == byOAuth1 && e.needs == levelWrite && s.cfg.Level == levelRead:
		return errReadOnly
	}
	return nil
}

var proofNames = map[proof]string{
	byOAuth1: "OAuth 1.0a User Context", byBearer: "OAuth 2.0 Application-Only", byOAuth2: "OAuth 2.0 User Context",
}

func (p proof) String() string {
	var list []string
	for _, one := range []proof{byOAuth1, byOAuth2, byBearer} {
		if p&one != 0 {
			list = append(list, proofNames[one])
		}
	}
	return strings.Join(list, ", ")
}

// param is a parameter of the query or of a form.
func (c *call) param(name string) string {
	if v := c.URL.Query().Get(name); v != "" {
		return v
	}
	if strings.HasPrefix(c.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		form, err := url.ParseQuery(string(c.body))
		if err == nil {
			return form.Get(name)
		}
	}
	return ""
}

// file is the last path part without .json.
func (c *call) file(name string) string { return strings.TrimSuffix(c.PathValue(name), ".json") }
