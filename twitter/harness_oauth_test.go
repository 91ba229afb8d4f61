package twitter_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// escape is RFC 3986's percent-encoding, written from the page "Percent encoding parameters".
func escape(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		switch {
		case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', strings.IndexByte("-._~", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// signatureOf computes a request's signature as X does, from what is on the wire. Unlike the
// library under test it counts forms whose Content-Type merely begins right, keeps repeated
// parameters, and leaves out a port only with its own scheme.
func signatureOf(r *http.Request, body []byte, oauth map[string]string, consumerSecret, tokenSecret string) string {
	var pairs []string
	add := func(values url.Values) {
		for k, vs := range values {
			for _, v := range vs {
				pairs = append(pairs, escape(k)+"="+escape(v))
			}
		}
	}
	add(r.URL.Query())
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		form, _ := url.ParseQuery(string(body))
		add(form)
	}
	for k, v := range oauth {
		if k != "oauth_signature" && k != "realm" {
			pairs = append(pairs, escape(k)+"="+escape(v))
		}
	}
	slices.Sort(pairs)
	host := strings.ToLower(r.URL.Host)
	if r.URL.Scheme == "https" {
		host = strings.TrimSuffix(host, ":443")
	} else {
		host = strings.TrimSuffix(host, ":80")
	}
	base := r.Method + "&" + escape(r.URL.Scheme+"://"+host+r.URL.EscapedPath()) + "&" + escape(strings.Join(pairs, "&"))
	var newHash func() hash.Hash
	switch oauth["oauth_signature_method"] {
	case "HMAC-SHA1":
		newHash = sha1.New
	case "HMAC-SHA256":
		newHash = sha256.New
	default:
		return "no such method"
	}
	mac := hmac.New(newHash, []byte(escape(consumerSecret)+"&"+escape(tokenSecret)))
	mac.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// readOAuth reads the Authorization header.
func readOAuth(header string) (map[string]string, error) {
	rest, ok := strings.CutPrefix(header, "OAuth ")
	if !ok {
		return nil, fmt.Errorf("no OAuth header: %q", header)
	}
	found := make(map[string]string)
	for pair := range strings.SplitSeq(rest, ",") {
		k, v, ok := strings.Cut(strings.TrimSpace(pair), "=")
		if !ok || len(v) < 2 || v[0] != '"' || v[len(v)-1] != '"' {
			return nil, fmt.Errorf("odd parameter %q", pair)
		}
		plain, err := url.PathUnescape(v[1 : len(v)-1])
		if err != nil {
			return nil, err
		}
		found[k] = plain
	}
	return found, nil
}

const formType = "application/x-www-form-urlencoded"
