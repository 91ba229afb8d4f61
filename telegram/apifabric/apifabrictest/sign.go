package apifabrictest

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"time"
)

// clockSkew is how far the clocks may differ: 15 minutes by common report, which is not confirmed.
const clockSkew = 15 * time.Minute

// signed checks a signature by Huawei Cloud's "API signing guide": SDK-HMAC-SHA256 over method,
// path, query, signed headers and body.
func (f *Gateway) signed(r *http.Request, body []byte) bool {
	rest, ok := strings.CutPrefix(r.Header.Get("Authorization"), "SDK-HMAC-SHA256 ")
	if !ok {
		return false
	}
	fields := make(map[string]string)
	for part := range strings.SplitSeq(rest, ", ") {
		name, value, _ := strings.Cut(part, "=")
		fields[name] = value
	}
	date := r.Header.Get("X-Sdk-Date")
	at, err := time.Parse("20060102T150405Z", date)
	if err != nil || f.business.Clock.Now().Sub(at).Abs() > clockSkew || fields["Access"] != f.cfg.AppKey {
		return false
	}
	names := strings.Split(fields["SignedHeaders"], ";")
	if !sort.StringsAreSorted(names) || !strings.Contains(";"+fields["SignedHeaders"]+";", ";x-sdk-date;") {
		return false
	}
	var headers strings.Builder
	for _, name := range names {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		}
		headers.WriteString(name + ":" + strings.TrimSpace(value) + "\n")
	}
	path := ""
	for segment := range strings.SplitSeq(strings.Trim(r.URL.Path, "/"), "/") {
		path += "/" + rfc3986(segment)
	}
	hashed := fmt.Sprintf("%x", sha256.Sum256(body))
	if h := r.Header.Get("X-Sdk-Content-Sha256"); h != "" {
		hashed = h
	}
	whole := strings.Join([]string{r.Method, strings.TrimRight(path, "/") + "/", sortedQuery(r.URL.Query()), headers.String(), fields["SignedHeaders"], hashed}, "\n")
	mac := hmac.New(sha256.New, []byte(f.cfg.AppSecret))
	fmt.Fprintf(mac, "SDK-HMAC-SHA256\n%s\n%x", date, sha256.Sum256([]byte(whole)))
	return hmac.Equal([]byte(fmt.Sprintf("%x", mac.Sum(nil))), []byte(fields["Signature"]))
}

func sortedQuery(values url.Values) string {
	var names []string
	for name := range values {
		names = append(names, name)
	}
	sort.Strings(names)
	var pairs []string
	for _, name := range names {
		list := append([]string(nil), values[name]...)
		sort.Strings(list)
		for _, v := range list {
			pairs = append(pairs, rfc3986(name)+"="+rfc3986(v))
		}
	}
	return strings.Join(pairs, "&")
}

// rfc3986 percent-encodes all but the unreserved characters.
func rfc3986(s string) string {
	s = url.QueryEscape(s) // leaves letters, digits and -._~, and writes a blank as "+"
	return strings.ReplaceAll(s, "+", "%20")
}
