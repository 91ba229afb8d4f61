package twitter_test

import (
	"maps"
	"net/http"
	"net/url"
	"testing"

	"github.com/dghubble/oauth1"
	"github.com/stretchr/testify/require"
)

// Published signatures beyond those of the page "Creating a signature": the login's ("Log in with
// X"), RFC 5849's, and the calls that this package makes, with the keys of that page.
func TestVerifierAgainstMoreSignatures(t *testing.T) {
	docs := map[string]string{"oauth_consumer_key": "xvz1evFS4wEEPTGEFPHBog", "oauth_nonce": "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
		"oauth_signature_method": "HMAC-SHA1", "oauth_timestamp": "1318622958",
		"oauth_token": "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb", "oauth_version": "1.0"}
	login := func(more map[string]string) map[string]string {
		maps.Copy(more, map[string]string{"oauth_consumer_key": "cChZNFj6T5R0TigYB9yd1w", "oauth_signature_method": "HMAC-SHA1", "oauth_timestamp": "1318467427", "oauth_version": "1.0"})
		return more
	}
	const (
		docsKey, docsToken   = "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw", "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"
		loginKey, loginToken = "L8qq9PZyRg6ieKGEKhZolGC0vJWLw8iEJ88DRdyOg", "veNRnAWe6inFuo8o2u8SLLZLjolYDmDP7SzL0YfYI"
		upload               = "https://upload.twitter.com/1.1/media/upload.json"
	)
	tests := []struct {
		name, verb, address, contentType, body string
		oauth                                  map[string]string
		key, token, want                       string
	}{
		{"request token", "POST", "https://api.twitter.com/oauth/request_token", "", "",
			login(map[string]string{"oauth_callback": "http://localhost/sign-in-with-twitter/", "oauth_nonce": "ea9ec8429b68d6b77cd5600adbbb0456"}), loginKey, "", "F1Li3tvehgcraF8DMJ7OyxO4w9Y="},
		{"access token", "POST", "https://api.twitter.com/oauth/access_token", formType, "oauth_verifier=uw7NjWHT6OJ1MpJOXsHfNxoAhPKpgI8BlYDhxEjIBY",
			login(map[string]string{"oauth_nonce": "a9900fe68e2573b27a37f10fbad6a755", "oauth_token": "NPcudxy0yU5T3tBzho7iCotZ3cnetKwcTIRlX0iwRl0"}), loginKey, loginToken, "39cipBtIOHEEnybAR4sATQTpl2I="},
		{"media INIT", "POST", upload, formType, "command=INIT&media_category=dm_image&media_type=image%2Fjpeg&total_bytes=10240", docs, docsKey, docsToken, "VI4gecr4+9eotwZaEJyc0OewQ4Y="},
		{"media APPEND", "POST", upload, "multipart/form-data; boundary=x", "--x--", docs, docsKey, docsToken, "NMzR2ONZg7LB8GenCn/47b0dz4A="},
		{"media STATUS", "GET", upload + "?command=STATUS&media_id=710511363345354753", "", "", docs, docsKey, docsToken, "no3JILvbM+3o5Q5R9fOmT/3BDSc="},
		{"download", "GET", "https://ton.twitter.com/1.1/ton/data/dm/1034828552951160836/1034828533812486145/oP5p359h.jpg", "", "", docs, docsKey, docsToken, "AOwQyRDNvDlZmsW7j3KV5FpOt5E="},
		{"webhook", "POST", "https://api.twitter.com/1.1/account_activity/all/dev/webhooks.json?url=" + url.QueryEscape("https://your_domain.com/webhook/twitter"), "", "", docs, docsKey, docsToken, "vAZqHGWRSzwtaIhbiWATRe7avKk="},
		{"RFC 5849", "POST", "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b", formType, "c2&a3=2+q",
			map[string]string{"oauth_consumer_key": "9djdj82h48djs9d2", "oauth_token": "kkk9d7dh3k39sjv7", "oauth_signature_method": "HMAC-SHA1", "oauth_timestamp": "137131201", "oauth_nonce": "7d8f3e4a"},
			"j49sk3j29djd", "dh893hdasih9", "r6/TJjbCOr97/+UU0NsvSne7s5g="},
	}
	for _, tt := range tests {
		r, err := http.NewRequest(tt.verb, tt.address, nil)
		require.NoError(t, err)
		r.Header.Set("Content-Type", tt.contentType)
		if got := signatureOf(r, []byte(tt.body), tt.oauth, tt.key, tt.token); got != tt.want {
			t.Errorf("%s: signature %s, want %s", tt.name, got, tt.want)
		}
	}
}

// The signing library, by X's own published verifier (joauth) and the library's page.
func TestSigners(t *testing.T) {
	const base = "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Dwritekey%26oauth_nonce%3Dkllo9940pd9333jh" +
		"%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1191242096%26oauth_token%3Dreadkey%26oauth_version%3D1.0%26size%3Doriginal"
	for want, signed := range map[string]func() (string, error){
		"Dq+QxkRpmASNSiUrwhCBbQYZuBo=": func() (string, error) {
			return (&oauth1.HMACSigner{ConsumerSecret: "writesecret"}).Sign("readsecret", base)
		},
		"e7/frN70SVX3tjw7CGwo8iehphTeOer434AECKQsvpA=": func() (string, error) {
			return (&oauth1.HMAC256Signer{ConsumerSecret: "writesecret"}).Sign("readsecret", base)
		},
		"BE0uILOruKfSXd4UzYlLJDfOq08=": func() (string, error) {
			return (&oauth1.HMACSigner{ConsumerSecret: "consumer_secret"}).Sign("token_secret", "hello world")
		},
		"pW9drXUyErU8DASWbsP2I3XZbju37AW+VzcGdYSeMo8=": func() (string, error) {
			return (&oauth1.HMAC256Signer{ConsumerSecret: "consumer_secret"}).Sign("token_secret", "hello world")
		},
	} {
		if got, err := signed(); got != want || err != nil {
			t.Errorf("signature %s, %v; want %s", got, err, want)
		}
	}
	for in, want := range map[string]string{ // "Percent encoding parameters"
		"Ladies + Gentlemen": "Ladies%20%2B%20Gentlemen", "An encoded string!": "An%20encoded%20string%21", "Dogs, Cats & Mice": "Dogs%2C%20Cats%20%26%20Mice",
		"☃": "%E2%98%83", ".-_~": ".-_~", "+": "%2B", " ": "%20", "%": "%25", "ø": "%C3%B8", "test123!ABC": "test123%21ABC", "\n": "%0A", "😄": "%F0%9F%98%84", "a*b'c(d)": "a%2Ab%27c%28d%29",
	} {
		if got := oauth1.PercentEncode(in); got != want || escape(in) != want {
			t.Errorf("%q is encoded %q and %q, want %q", in, got, escape(in), want)
		}
	}
}

// The verifier itself is measured by what the pages "Creating a signature" and "Authorizing a
// request" print, and by other published values.
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
