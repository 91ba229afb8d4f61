package whatsapptest

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/contactkit/contactkit/channel/standin"
)

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// request is one call.
type request struct {
	ctx    context.Context
	method string
	node   string
	edge   string
	query  url.Values
	body   map[string]json.RawMessage // of a JSON object
	form   standin.Params             // of another body
	app    bool                       // called with the app's own token
	number *number                    // the node, if it is one
}

var versioned = regexp.MustCompile(`^v\d+\.\d+$`)

// serve is the Graph API: /vNN.0/{node}/{edge}, and the host that serves files.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	if strings.HasSuffix(r.Host, mediaHost) {
		s.serveFile(w, r)
		return
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if versioned.MatchString(parts[0]) {
		parts = parts[1:]
	}
	if len(parts) == 0 || len(parts) > 2 || parts[0] == "" {
		s.fail(w, refuse(2500, "Unknown path components: "+r.URL.Path))
		return
	}
	req := &request{ctx: r.Context(), method: r.Method, node: parts[0], query: r.URL.Query()}
	if len(parts) == 2 {
		req.edge = parts[1]
	}
	if e := s.enter(req, r); e != nil {
		s.fail(w, e)
		return
	}
	if e := req.read(r, body); e != nil {
		s.fail(w, e)
		return
	}
	result, e := s.run(req)
	if e != nil {
		s.fail(w, e)
		return
	}
	s.write(w, http.StatusOK, result)
}

// read reads the body: a JSON object or a form.
func (r *request) read(h *http.Request, body []byte) *refusal {
	if len(body) == 0 {
		return nil
	}
	if strings.HasPrefix(h.Header.Get("Content-Type"), "application/json") {
		if json.Unmarshal(body, &r.body) != nil {
			return refuse(100, "Invalid JSON")
		}
		return nil
	}
	var err error
	if r.form, err = (standin.ParamReader{}).Read(h, body); err != nil {
		return refuse(100, "Invalid form")
	}
	return nil
}

// text is a member of the body that is a string.
func (r *request) text(name string) string {
	var s string
	if json.Unmarshal(r.body[name], &s) != nil {
		return ""
	}
	return s
}

// enter checks the token and its proof.
func (s *Server) enter(r *request, h *http.Request) *refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	token, bearer := strings.CutPrefix(h.Header.Get("Authorization"), "Bearer ")
	if !bearer {
		token = r.query.Get("access_token")
	}
	switch {
	case token == s.cfg.AppID+"|"+s.cfg.AppSecret:
		r.app = true
	case token == "":
		return &refusal{status: 401, code: 104, text: "An access token is required to request this resource."}
	case token != s.cfg.Token || s.revoked:
		return &refusal{status: 401, code: 190, text: "Error validating access token"}
	}
	proof := r.query.Get("appsecret_proof")
	if proof == "" && !s.cfg.RequireProof {
		return nil
	}
	mac := hmac.New(sha256.New, []byte(s.cfg.AppSecret))
	mac.Write([]byte(token))
	if proof != hex.EncodeToString(mac.Sum(nil)) {
		return refuse(100, "Invalid appsecret_proof provided in the API argument")
	}
	return nil
}

// run finds what a call asks for.
func (s *Server) run(r *request) (any, *refusal) {
	switch { // these call the host, so they take the lock themselves
	case r.edge == "subscriptions" && r.method == http.MethodPost:
		return s.setAppHook(r)
	case r.edge == "subscribed_apps" && r.method == http.MethodPost:
		return s.subscribe(r)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.app {
		if r.edge == "subscriptions" && r.node == s.cfg.AppID {
			return s.appHook(r)
		}
		return nil, missing(r)
	}
	if r.edge == "subscribed_apps" && r.node == s.cfg.Business {
		return s.subscribed(r)
	}
	if r.number = s.numbers[r.node]; r.number != nil {
		return s.runNumber(r)
	}
	if r.edge == "" && s.files[r.node] != nil {
		return s.mediaInfo(r)
	}
	return nil, missing(r)
}

// runNumber serves the edges of a number.
func (s *Server) runNumber(r *request) (any, *refusal) {
	switch r.method + " " + r.edge {
	case "POST messages":
		return s.sendMessage(r)
	case "POST media":
		return s.uploadMedia(r)
	case "GET ":
		return s.readNumber(r)
	case "GET whatsapp_business_profile":
		return s.readProfile(r)
	case "POST whatsapp_business_profile":
		return s.writeProfile(r)
	case "POST request_code":
		return s.requestCode(r)
	case "POST verify_code":
		return s.verifyCode(r)
	case "POST register":
		return s.register(r)
	case "POST deregister":
		return s.deregister(r)
	}
	return nil, missing(r)
}
