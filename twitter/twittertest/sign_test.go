package twittertest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The vectors of X's documentation "Creating a signature", and of RFC 5849 as far as X's verifier
// agrees with it.
func TestSignatureVectors(t *testing.T) {
	const head = `OAuth oauth_consumer_key="xvz1evFS4wEEPTGEFPHBog", oauth_nonce="kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg", ` +
		`oauth_signature="x", oauth_signature_method="METHOD", oauth_timestamp="1318622958", ` +
		`oauth_token="370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb", oauth_version="1.0", realm="never signed"`
	tests := []struct{ method, url, contentType, want string }{
		{"HMAC-SHA1", "https://api.x.com/1.1/statuses/update.json", "application/x-www-form-urlencoded", "Ls93hJiZbQ3akF3HF3x1Bz8/zU4="},
		{"HMAC-SHA1", "https://api.twitter.com/1.1/statuses/update.json", "application/x-www-form-urlencoded; charset=utf-8", "hCtSmYh+iHYCEqBWrE7C7hYmtUk="},
		{"HMAC-SHA1", "https://API.twitter.com:443/1/statuses/update.json", "application/x-www-form-urlencoded", "tnnArxj06cWHq44gCs1OSKk/jLY="},
		{"HMAC-SHA256", "https://api.x.com/1.1/statuses/update.json", "application/x-www-form-urlencoded", "Y7BFuDt8vvXhZyL9pCkZgsB6xIoEasWp6ujwtN0HAwo="},
	}
	for _, tt := range tests {
		body := "status=Hello+Ladies+%2b+Gentlemen%2C%20a%20signed+OAuth+request%21"
		r := httptest.NewRequest(http.MethodPost, tt.url+"?include_entities=true", strings.NewReader(body))
		r.RequestURI = r.URL.RequestURI()
		r.Header.Set("Content-Type", tt.contentType)
		r.Header.Set("Authorization", strings.Replace(head, "METHOD", tt.method, 1))
		sig, ok := readSigned(r, []byte(body))
		if !ok {
			t.Fatal("the header is not read")
		}
		got, ok := sign(tt.method, sig.baseString(r), "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw", "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE")
		if got != tt.want || !ok {
			t.Errorf("%s %s = %s, want %s\nbase string %s", tt.method, tt.url, got, tt.want, sig.baseString(r))
		}
	}
	for _, tt := range []struct{ method, want string }{
		{"HMAC-SHA1", "BE0uILOruKfSXd4UzYlLJDfOq08="},
		{"HMAC-SHA256", "pW9drXUyErU8DASWbsP2I3XZbju37AW+VzcGdYSeMo8="},
	} {
		if got, _ := sign(tt.method, "hello world", "consumer_secret", "token_secret"); got != tt.want {
			t.Errorf("%s = %s, want %s", tt.method, got, tt.want)
		}
	}
	if _, ok := sign("PLAINTEXT", "x", "a", "b"); ok {
		t.Error("PLAINTEXT is taken")
	}
}

func TestNormalizeIsOfTheWireText(t *testing.T) {
	for in, want := range map[string]string{
		"a+b": "a%20b", "a,b[c]": "a%2Cb%5Bc%5D", "%2b%2d%2E%5f%7e": "%2B-._~", "a:b/c!'()*": "a:b/c!'()*", "%": "%", "%2": "%2",
	} {
		if got := normalize(in); got != want {
			t.Errorf("normalize(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"Ladies + Gentlemen": "Ladies%20%2B%20Gentlemen", "☃": "%E2%98%83", "Dogs, Cats & Mice": "Dogs%2C%20Cats%20%26%20Mice"} {
		if got := encode(in); got != want {
			t.Errorf("encode(%q) = %q, want %q", in, got, want)
		}
	}
}

// The vectors of X's own sample apps.
func TestWebhookSignatureVectors(t *testing.T) {
	for _, v := range []struct{ secret, message, want string }{
		{"test", "test=1&other_test=2", "sha256=25Cu3iwbbiqBTwQRzcKJZwisjf736V2Q8UaTlkfLSoc="},
		{"test", `{"test_number":1,"test_string":"two"}`, "sha256=YWHphPn/JFq43jkF0y4/w8R/SelmLjvpunhVFY8JhlI="},
		{"__APP_SECRET__", "crc_token=__TOKEN_FROM_TWITTER__&nonce=__NONCE__", "sha256=bsQqpx1cyheVTwyNGGPmTeY+SLC8YZIwOfr5Kcb2fQE="},
		{"__APP_SECRET__", "__TOKEN_FROM_TWITTER__", "sha256=rPq0FJoFEukzQI8G52D6xjiQ4BGXK4EuZWYZCWMMlsQ="},
	} {
		if got := signature(v.secret, v.message); got != v.want {
			t.Errorf("signature(%q) = %s, want %s", v.message, got, v.want)
		}
	}
}
