package apifabric

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Signer signs requests by SDK-HMAC-SHA256 (Huawei Cloud: API signing guide). It serves gateways
// that want each request signed.
type Signer struct {
	Key    string         // AK
	Secret channel.Secret // SK
}

const (
	algorithm   = "SDK-HMAC-SHA256"
	dateHeader  = "X-Sdk-Date"
	bodyHeader  = "X-Sdk-Content-Sha256"
	dateForm    = "20060102T150405Z"
	contentType = "Content-Type"
)

// Sign adds the headers X-Sdk-Date and Authorization to a request with this body. The host, the
// type of the content and the date are signed, and no other header. A request with the header
// X-Sdk-Content-Sha256 is signed with its value in place of the body's hash.
func (s Signer) Sign(req *http.Request, body []byte, at time.Time) {
	req.Header.Set(dateHeader, at.UTC().Format(dateForm))
	signed := []string{"host", strings.ToLower(dateHeader)}
	values := map[string]string{"host": host(req), strings.ToLower(dateHeader): req.Header.Get(dateHeader)}
	for _, name := range []string{contentType, bodyHeader} {
		if v := strings.TrimSpace(req.Header.Get(name)); v != "" {
			signed = append(signed, strings.ToLower(name))
			values[strings.ToLower(name)] = v
		}
	}
	slices.Sort(signed)
	sum := sha256.Sum256([]byte(canonical(req, body, signed, values)))
	mac := hmac.New(sha256.New, []byte(s.Secret))
	mac.Write([]byte(algorithm + "\n" + req.Header.Get(dateHeader) + "\n" + hex.EncodeToString(sum[:])))
	req.Header.Set("Authorization", algorithm+" Access="+s.Key+", SignedHeaders="+strings.Join(signed, ";")+", Signature="+hex.EncodeToString(mac.Sum(nil)))
}

// canonical writes a request in the one form that both sides hash.
func canonical(req *http.Request, body []byte, signed []string, values map[string]string) string {
	var b strings.Builder
	method := req.Method
	if method == "" {
		method = http.MethodGet
	}
	b.WriteString(method + "\n" + canonicalPath(req.URL) + "\n" + canonicalQuery(req.URL.RawQuery) + "\n")
	for _, name := range signed {
		b.WriteString(name + ":" + values[name] + "\n")
	}
	b.WriteString("\n" + strings.Join(signed, ";") + "\n")
	if sum := values[strings.ToLower(bodyHeader)]; sum != "" {
		b.WriteString(sum)
	} else {
		sum := sha256.Sum256(body)
		b.WriteString(hex.EncodeToString(sum[:]))
	}
	return b.String()
}

// host is the Host header as net/http sends it.
func host(req *http.Request) string {
	if req.Host != "" {
		return req.Host
	}
	return req.URL.Host
}

// canonicalPath escapes each segment, and ends in a slash whether or not the request does.
func canonicalPath(u *url.URL) string {
	segments := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	for i, s := range segments {
		if plain, err := url.PathUnescape(s); err == nil {
			s = plain
		}
		segments[i] = escape(s)
	}
	if len(segments) == 1 && segments[0] == "" {
		return "/"
	}
	return "/" + strings.Join(segments, "/") + "/"
}

// canonicalQuery sorts the parameters by name. Those of one name are sorted by value, unescaped,
// which the guide leaves open.
func canonicalQuery(raw string) string {
	var pairs [][2]string
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		pairs = append(pairs, [2]string{unescape(name), unescape(value)})
	}
	slices.SortFunc(pairs, func(a, b [2]string) int {
		return cmp.Or(strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1]))
	})
	var b strings.Builder
	for i, p := range pairs {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(escape(p[0]) + "=" + escape(p[1]))
	}
	return b.String()
}

func unescape(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// escape is the percent-encoding of RFC 3986: letters, digits and "-._~" stay.
func escape(s string) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(s) {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
	}
	return b.String()
}
