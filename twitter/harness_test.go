package twitter_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
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

// signatureOf computes a request's signature as X does, from what is on the wire. Unlike the library under test it
// counts forms whose Content-Type merely begins right, keeps repeated parameters, and leaves out a port only with its own scheme.
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

// The verifier itself is measured by what the pages "Creating a signature" and "Authorizing a request" print, and by other published values.
func TestVerifierAgainstPublishedSignatures(t *testing.T) {
	docs := map[string]string{"oauth_consumer_key": "xvz1evFS4wEEPTGEFPHBog", "oauth_nonce": "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
		"oauth_signature_method": "HMAC-SHA1", "oauth_timestamp": "1318622958",
		"oauth_token": "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb", "oauth_version": "1.0"}
	status := url.Values{"status": {"Hello Ladies + Gentlemen, a signed OAuth request!"}}.Encode()
	tests := []struct {
		name, method, address, contentType, body, want string
	}{
		{"Creating a signature", "HMAC-SHA1", "https://api.x.com/1.1/statuses/update.json?include_entities=true", formType, status, "Ls93hJiZbQ3akF3HF3x1Bz8/zU4="},
		{"with the former host", "HMAC-SHA1", "https://api.twitter.com/1.1/statuses/update.json?include_entities=true", formType, status, "hCtSmYh+iHYCEqBWrE7C7hYmtUk="},
		{"Authorizing a request", "HMAC-SHA1", "https://api.twitter.com/1/statuses/update.json?include_entities=true", formType, status, "tnnArxj06cWHq44gCs1OSKk/jLY="},
		{"a form with a charset", "HMAC-SHA1", "https://api.x.com/1.1/statuses/update.json?include_entities=true", formType + ";charset=UTF-8", status, "Ls93hJiZbQ3akF3HF3x1Bz8/zU4="},
		{"HMAC-SHA256", "HMAC-SHA256", "https://api.x.com/1.1/statuses/update.json?include_entities=true", formType, status, "Y7BFuDt8vvXhZyL9pCkZgsB6xIoEasWp6ujwtN0HAwo="},
		{"a JSON body counts nothing", "HMAC-SHA1", "https://api.twitter.com/1.1/direct_messages/events/new.json", "application/json", `{"status":"x"}`, "7z+nKFSiTmLyKcVzjswQcU+GwWY="},
		{"the typing sign", "HMAC-SHA1", "https://api.twitter.com/1.1/direct_messages/indicate_typing.json", formType, "recipient_id=3805104374", "pstUc4kJQGAub9eCAkWa4phHv3Y="},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := http.NewRequest(http.MethodPost, tt.address, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", tt.contentType)
			docs["oauth_signature_method"] = tt.method
			got := signatureOf(r, []byte(tt.body), docs, "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw", "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE")
			if got != tt.want {
				t.Errorf("signature %s, want %s", got, tt.want)
			}
		})
	}
}

const formType = "application/x-www-form-urlencoded"

// request is what reached X.
type request struct {
	Method, URL, Type, Body string
}

// platform is X as a RoundTripper: it checks the signature of each request, keeps what came, and answers what it was told.
type platform struct {
	t       testing.TB
	status  int
	header  http.Header
	body    string
	err     error
	seen    []request
	nonces  map[string]bool
	methods string
}

func (p *platform) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body.Close()
	}
	oauth, err := readOAuth(r.Header.Get("Authorization"))
	if err != nil {
		p.t.Error(err)
	}
	if got, want := oauth["oauth_signature"], signatureOf(r, body, oauth, secret, "access-secret-Wx3"); got != want {
		p.t.Errorf("%s %s is signed %s, want %s", r.Method, r.URL, got, want)
	}
	if oauth["oauth_consumer_key"] != "api-key" || oauth["oauth_token"] != us+"-token" || oauth["oauth_version"] != "1.0" || p.nonces[oauth["oauth_nonce"]] {
		p.t.Errorf("odd OAuth parameters: %v", oauth)
	}
	if p.nonces == nil {
		p.nonces = make(map[string]bool)
	}
	p.nonces[oauth["oauth_nonce"]] = true
	p.methods = oauth["oauth_signature_method"]
	p.seen = append(p.seen, request{Method: r.Method, URL: r.URL.String(), Type: r.Header.Get("Content-Type"), Body: string(body)})
	if p.err != nil {
		return nil, p.err
	}
	header := p.header
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: p.status, Header: header, Body: io.NopCloser(bytes.NewReader([]byte(p.body))), Request: r}, nil
}
