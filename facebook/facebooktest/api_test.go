package facebooktest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestTokens(t *testing.T) {
	s := frozen(facebooktest.Config{Pages: map[string]string{pageA: tokenA, "108000000000002": "EAAother"}})
	s.Say("24001", "hi")
	s.Revoke("EAAother", 460)
	body := `{"recipient":{"id":"24001"},"message":{"text":"x"}}`
	tests := []struct {
		path, body string
		header     []string
		code, sub  int
	}{
		{"/v26.0/" + pageA + "/messages?access_token=" + tokenA, body, nil, 0, 0},
		{"/" + pageA + "/messages?access_token=" + tokenA, body, nil, 0, 0},
		{"/v26.0/me/messages?access_token=" + tokenA, body, nil, 0, 0},
		{"/v26.0/me/messages", body, []string{"Authorization", "Bearer " + tokenA}, 0, 0},
		{"/v26.0/me/messages", `{"access_token":"` + tokenA + `",` + body[1:], nil, 0, 0},
		{"/v26.0/me/messages", body, nil, 104, 0},
		{"/v26.0/me/messages?access_token=wrong", body, nil, 190, 0},
		{"/v26.0/me/messages?access_token=EAAother", body, nil, 190, 460},
		{"/v26.0/108000000000002/messages?access_token=" + tokenA, body, nil, 100, 33},
		{"/v26.0/me/nothing?access_token=" + tokenA, body, nil, 100, 33},
	}
	for _, tt := range tests {
		r := call(t, s, "POST", tt.path, "application/json", tt.body, tt.header...)
		if r.Error.Code != tt.code || r.Error.Sub != tt.sub || (tt.code == 0) != (r.status == 200) {
			t.Errorf("%s = %d %s, want %d/%d", tt.path, r.status, r.body, tt.code, tt.sub)
		}
	}
	for _, c := range s.Calls() {
		if strings.Contains(c.Path+c.Body, tokenA) {
			t.Errorf("the log shows the token: %+v", c)
		}
	}
}

func TestAppSecretProof(t *testing.T) {
	s := frozen(facebooktest.Config{RequireProof: true})
	s.Say("24001", "hi")
	proof := func(message string) string {
		mac := hmac.New(sha256.New, []byte(s.Config().AppSecret))
		mac.Write([]byte(message))
		return hex.EncodeToString(mac.Sum(nil))
	}
	tests := []struct {
		query string
		code  int
	}{
		{"", 100},
		{"&appsecret_proof=" + proof(tokenA), 0},
		{"&appsecret_proof=" + proof("EAAother"), 100},
		{"&appsecret_proof=" + strings.ToUpper(proof(tokenA)), 100},
		{"&appsecret_time=1772452800&appsecret_proof=" + proof(tokenA+"|1772452800"), 0},
		{"&appsecret_time=1772452801&appsecret_proof=" + proof(tokenA+"|1772452800"), 100},
	}
	for _, tt := range tests {
		r := call(t, s, "POST", "/v26.0/me/messages?access_token="+tokenA+tt.query, "application/json", `{"recipient":{"id":"24001"},"message":{"text":"x"}}`)
		if r.Error.Code != tt.code {
			t.Errorf("%q = %s", tt.query, r.body)
		}
	}
}

// The vectors of Meta's own SDK tests.
func TestAppSecretProofVectors(t *testing.T) {
	for _, v := range []struct{ token, secret, proof string }{
		{"foo_token", "shhhhh!is.my.secret", "796ba0d8a6b339e476a7b166a9e8ac0a395f7de736dc37de5f2f4397f5854eb8"},
		{"test", "test", "88cd2108b5347d973cf39cdf9053d7dd42704876d8c9a9bd8e2d168259d3ddf7"},
	} {
		s := frozen(facebooktest.Config{AppSecret: v.secret, Pages: map[string]string{"1": v.token}})
		if r := call(t, s, "GET", "/1/subscribed_apps?access_token="+v.token+"&appsecret_proof="+v.proof, "", ""); r.Error.Code != 0 {
			t.Errorf("%s: %s", v.token, r.body)
		}
	}
}

func TestParameterForms(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Say("24001", "hi")
	form := url.Values{"access_token": {tokenA}, "recipient": {`{"id":"24001"}`}, "message": {`{"text":"form"}`}, "messaging_type": {"RESPONSE"}}
	if r := call(t, s, "POST", "/v26.0/me/messages", "application/x-www-form-urlencoded", form.Encode()); r.Recipient != "24001" {
		t.Errorf("form = %s", r.body)
	}
	if r := call(t, s, "POST", "/v26.0/me/messages?access_token="+tokenA, "application/json", `{"recipient"`); r.status != 400 {
		t.Errorf("broken JSON = %s", r.body)
	}
	if got := s.Sent(); len(got) != 1 || got[0].Text != "form" {
		t.Errorf("Sent = %+v", got)
	}
}
