package twittertest_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"hash"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

// signer makes OAuth 1.0a headers, independently of the server's verifier: from decoded values, by
// url.Values.
type signer struct {
	key, secret, token, tokenSecret string
	method                          string
	nonce                           string
	at                              time.Time
	version                         string
	signAs                          string // another address than the one called
	more                            []string
}

func signerOf(s *twittertest.Server) signer {
	c := s.Config()
	return signer{key: c.APIKey, secret: c.APISecret, token: c.AccessToken, tokenSecret: c.AccessSecret, method: "HMAC-SHA1", at: noon, version: "1.0"}
}

func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

func (g signer) header(method, address, form string) string {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	nonce := g.nonce
	if nonce == "" {
		nonce = rand.Text()
	}
	o := map[string]string{
		"oauth_consumer_key": g.key, "oauth_nonce": nonce, "oauth_signature_method": g.method,
		"oauth_timestamp": strconv.FormatInt(g.at.Unix(), 10), "oauth_version": g.version,
	}
	if g.token != "" {
		o["oauth_token"] = g.token
	}
	for i := 0; i < len(g.more); i += 2 {
		o[g.more[i]] = g.more[i+1]
	}
	var list []string
	for k, v := range o {
		list = append(list, escape(k)+"="+escape(v))
	}
	for _, text := range []string{u.RawQuery, form} {
		values, _ := url.ParseQuery(text)
		for k, vs := range values {
			for _, v := range vs {
				list = append(list, escape(k)+"="+escape(v))
			}
		}
	}
	slices.Sort(list)
	base := method + "&" + escape(u.Scheme+"://"+u.Host+u.EscapedPath()) + "&" + escape(strings.Join(list, "&"))
	var h func() hash.Hash = sha1.New
	if g.method == "HMAC-SHA256" {
		h = sha256.New
	}
	mac := hmac.New(h, []byte(escape(g.secret)+"&"+escape(g.tokenSecret)))
	mac.Write([]byte(base))
	o["oauth_signature"] = base64.StdEncoding.EncodeToString(mac.Sum(nil))
	var parts []string
	for k, v := range o {
		parts = append(parts, k+`="`+escape(v)+`"`)
	}
	slices.Sort(parts)
	return "OAuth " + strings.Join(parts, ", ")
}

// reply is an answer of the API.
type reply struct {
	status int
	header http.Header
	body   string
}

// code is the first v1.1 error code, or zero.
func (r reply) code() int {
	var e struct{ Errors []struct{ Code int } }
	if json.Unmarshal([]byte(r.body), &e) != nil || len(e.Errors) == 0 {
		return 0
	}
	return e.Errors[0].Code
}

// into decodes the body.
func (r reply) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.body), v); err != nil {
		t.Fatalf("%d %q: %v", r.status, r.body, err)
	}
}

func do(t *testing.T, s *twittertest.Server, method, address, contentType, body, authorization string) reply {
	t.Helper()
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{resp.StatusCode, resp.Header, string(b)}
}

const (
	api      = "https://api.twitter.com"
	jsonType = "application/json"
	formType = "application/x-www-form-urlencoded"
)

// call signs with OAuth 1.0a; a form is signed with it.
func call(t *testing.T, s *twittertest.Server, method, path, contentType, body string) reply {
	t.Helper()
	form := ""
	if contentType == formType {
		form = body
	}
	address := api + path
	if strings.HasPrefix(path, "/1.1/media/") {
		address = "https://upload.twitter.com" + path
	}
	return do(t, s, method, address, contentType, body, signerOf(s).header(method, address, form))
}

// bearer calls for the app.
func bearer(t *testing.T, s *twittertest.Server, method, path, body string) reply {
	t.Helper()
	return do(t, s, method, api+path, jsonType, body, "Bearer "+s.Config().Bearer)
}

// dm sends by v1.1.
func dm(t *testing.T, s *twittertest.Server, to, data string) reply {
	t.Helper()
	return call(t, s, "POST", "/1.1/direct_messages/events/new.json", jsonType,
		`{"event":{"type":"message_create","message_create":{"target":{"recipient_id":"`+to+`"},"message_data":{`+data+`}}}}`)
}

// host is a webhook handler that keeps what it gets, answers checks, and answers events with the
// next of its statuses, then 200.
type host struct {
	secret   string
	statuses []int
	raw      []string
	headers  []http.Header
	queries  []string
	body     string // of the check's answer, if not the right one
	typ      string
}

func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.headers, h.queries = append(h.headers, r.Header), append(h.queries, r.URL.RawQuery)
	status := http.StatusOK
	if len(h.statuses) > 0 {
		status, h.statuses = h.statuses[0], h.statuses[1:]
	}
	if r.Method == http.MethodGet {
		mac := hmac.New(sha256.New, []byte(h.secret))
		mac.Write([]byte(r.URL.Query().Get("crc_token")))
		if h.typ == "" {
			h.typ = "application/json"
		}
		w.Header().Set("Content-Type", h.typ)
		w.WriteHeader(status)
		if h.body != "" {
			_, _ = io.WriteString(w, h.body)
			return
		}
		_, _ = io.WriteString(w, `{"response_token":"sha256=`+base64.StdEncoding.EncodeToString(mac.Sum(nil))+`"}`)
		return
	}
	b, _ := io.ReadAll(r.Body)
	h.raw = append(h.raw, string(b))
	w.WriteHeader(status)
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// frozen is a server whose wall clock does not move.
func frozen(cfg twittertest.Config) *twittertest.Server {
	cfg.Now = func() time.Time { return noon }
	return twittertest.New(cfg)
}

// events takes the events of one key out of deliveries.
func events(t *testing.T, h *host, key string) (out []map[string]any) {
	t.Helper()
	for _, body := range h.raw {
		var m map[string]json.RawMessage
		if err := json.Unmarshal([]byte(body), &m); err != nil {
			t.Fatal(err)
		}
		var list []map[string]any
		if m[key] != nil {
			if err := json.Unmarshal(m[key], &list); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, list...)
	}
	return out
}
