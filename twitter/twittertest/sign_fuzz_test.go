package twittertest

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// Whatever comes over the wire, a header that is read has a base string of three parts, and
// normalizing is stable.
func FuzzSigned(f *testing.F) {
	f.Add(`OAuth oauth_consumer_key="k", oauth_nonce="n", oauth_signature="s%3D"`, "a=b&c=%zz", "d=+&e")
	f.Add(`OAuth realm="x", oauth_token=""`, "", "%")
	f.Add(`OAuth `, "=&&=", "[,]")
	f.Fuzz(func(t *testing.T, head, query, form string) {
		if n := normalize(form); normalize(n) != n && !strings.Contains(form, "%") {
			t.Errorf("normalize(%q) = %q is not stable", form, n)
		}
		r := httptest.NewRequest("POST", "https://api.x.com/1.1/x.json", nil)
		r.RequestURI = "/1.1/x.json?" + query
		r.Header["Authorization"] = []string{head}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		sig, ok := readSigned(r, []byte(form))
		if !ok {
			return
		}
		if base := sig.baseString(r); strings.Count(base, "&") != 2 || !strings.HasPrefix(base, "POST&https%3A%2F%2Fapi.x.com%2F1.1%2Fx.json&") {
			t.Errorf("base string %q", base)
		}
	})
}
