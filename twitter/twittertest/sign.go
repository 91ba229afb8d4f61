package twittertest

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// signed is an OAuth 1.0a request as it came over the wire.
type signed struct {
	params    []pair // of header, query and form, normalized; without the signature and realm
	oauth     map[string]string
	signature string
}

type pair struct{ key, value string }

// readSigned takes an Authorization header apart. Only oauth_ parameters are signed; realm is not.
func readSigned(r *http.Request, body []byte) (*signed, bool) {
	head, ok := strings.CutPrefix(r.Header.Get("Authorization"), "OAuth ")
	if !ok {
		return nil, false
	}
	sig := &signed{oauth: make(map[string]string)}
	for part := range strings.SplitSeq(head, ",") {
		key, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		value, quoted := strings.CutPrefix(value, `"`)
		value, closed := strings.CutSuffix(value, `"`)
		if !ok || !quoted || !closed {
			return nil, false
		}
		if !strings.HasPrefix(key, "oauth_") {
			continue
		}
		plain, err := url.PathUnescape(value)
		if err != nil || sig.oauth[key] != "" {
			return nil, false
		}
		sig.oauth[key] = plain
		if key == "oauth_signature" {
			sig.signature = plain
			continue
		}
		sig.params = append(sig.params, pair{normalize(key), normalize(value)})
	}
	_, query, _ := strings.Cut(r.RequestURI, "?")
	sig.add(query)
	// The body counts if the type only begins so: "; charset=utf-8" does not exempt it.
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		sig.add(string(body))
	}
	return sig, true
}

// add takes the pairs of a query or form as text: nothing is decoded and encoded again.
func (s *signed) add(text string) {
	for part := range strings.SplitSeq(text, "&") {
		if part == "" {
			continue
		}
		key, value, _ := strings.Cut(part, "=")
		s.params = append(s.params, pair{normalize(key), normalize(value)})
	}
}

// normalize does to text on the wire what X's published verifier does: + becomes %20, the comma and
// the square brackets are encoded, hex digits become upper-case, and what needs no encoding is
// decoded. Other raw characters are left alone.
func normalize(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '+':
			b.WriteString("%20")
		case c == ',' || c == '[' || c == ']':
			b.WriteString(encode(string(c)))
		case c == '%' && i+2 < len(text):
			hex := strings.ToUpper(text[i : i+3])
			switch hex {
			case "%2D", "%2E", "%5F", "%7E":
				n, _ := strconv.ParseUint(hex[1:], 16, 8)
				b.WriteByte(byte(n))
			default:
				b.WriteString(hex)
			}
			i += 2
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// encode is percent-encoding: letters, digits and - . _ ~ stay, everything else is %XX.
func encode(text string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(text) {
		if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', hex[c>>4], hex[c&15]})
	}
	return b.String()
}

// baseString: method, address without query and default port, and sorted parameters, each encoded
// again.
func (s *signed) baseString(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	host := strings.ToLower(r.Host)
	if name, port, err := net.SplitHostPort(host); err == nil && (scheme == "http" && port == "80" || scheme == "https" && port == "443") {
		host = name
	}
	path, _, _ := strings.Cut(r.RequestURI, "?")
	slices.SortFunc(s.params, func(a, b pair) int {
		if c := strings.Compare(a.key, b.key); c != 0 {
			return c
		}
		return strings.Compare(a.value, b.value)
	})
	var list []string
	for _, p := range s.params {
		list = append(list, p.key+"="+p.value)
	}
	return strings.ToUpper(r.Method) + "&" + encode(scheme+"://"+host+path) + "&" + encode(strings.Join(list, "&"))
}

// sign signs a base string; ok is false for a method that X does not take.
func sign(method, base, consumerSecret, tokenSecret string) (signature string, ok bool) {
	var h func() hash.Hash
	switch method {
	case "HMAC-SHA1":
		h = sha1.New
	case "HMAC-SHA256":
		h = sha256.New
	default:
		return "", false
	}
	mac := hmac.New(h, []byte(encode(consumerSecret)+"&"+encode(tokenSecret)))
	mac.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil)), true
}

// checkSigned verifies an OAuth 1.0a request, for whatever token it names.
func (s *Server) checkSigned(r *http.Request, body []byte) (*signed, *failure) {
	sig, ok := readSigned(r, body)
	if !ok {
		return nil, errBadAuth
	}
	o := sig.oauth
	if o["oauth_consumer_key"] == "" || o["oauth_nonce"] == "" || o["oauth_timestamp"] == "" || sig.signature == "" || len(o["oauth_token"]) > 50 ||
		strings.Contains(o["oauth_token"], " ") || !slices.Contains([]string{"", "1.0", "1.0a"}, o["oauth_version"]) {
		return nil, errBadAuth
	}
	if o["oauth_consumer_key"] != s.cfg.APIKey {
		return nil, errCredentials
	}
	secret, known := s.secretOf(o["oauth_token"])
	if !known {
		return nil, errDeadToken
	}
	want, ok := sign(o["oauth_signature_method"], sig.baseString(r), s.cfg.APISecret, secret)
	if !ok || !hmac.Equal([]byte(want), []byte(sig.signature)) {
		return nil, errCredentials
	}
	seconds, err := strconv.ParseInt(o["oauth_timestamp"], 10, 64)
	if err != nil {
		return nil, errBadAuth
	}
	if d := s.core.Clock.Wall().Sub(time.Unix(seconds, 0)); d.Abs() > s.cfg.Skew {
		return nil, errTimestamp
	}
	nonce := o["oauth_timestamp"] + " " + o["oauth_token"] + " " + o["oauth_nonce"]
	if _, used := s.nonces[nonce]; used {
		return nil, errCredentials
	}
	s.remember(nonce, time.Unix(seconds, 0))
	return sig, nil
}

// secretOf is the secret of a token: the account's, a request token's, or none where there is no
// token.
func (s *Server) secretOf(token string) (secret string, known bool) {
	if r := s.requests[token]; r != nil {
		return r.secret, true
	}
	switch token {
	case s.cfg.AccessToken:
		return s.cfg.AccessSecret, true
	case "":
		return "", true
	}
	return "", false
}

// signer is the user that a signed request acts for; empty: none.
func (s *Server) signer(sig *signed) (string, *failure) {
	switch {
	case sig.oauth["oauth_token"] == "":
		return "", nil
	case sig.oauth["oauth_token"] != s.cfg.AccessToken || s.revoked:
		return "", errDeadToken
	}
	return s.cfg.Account, nil
}

// remember keeps a nonce for as long as its timestamp is good.
func (s *Server) remember(nonce string, at time.Time) {
	if len(s.nonces) >= s.many {
		wall := s.core.Clock.Wall()
		maps.DeleteFunc(s.nonces, func(_ string, at time.Time) bool { return wall.Sub(at) > s.cfg.Skew })
		s.many = max(1024, 2*len(s.nonces))
	}
	s.nonces[nonce] = at
}

// signature is the value of x-twitter-webhooks-signature, and of a response_token: padded standard
// base64.
func signature(secret, message string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(message))
	return "sha256=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
