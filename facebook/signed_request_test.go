package facebook_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

// signedRequest is the call that Meta makes for a payload.
func signedRequest(secret, payload string) channel.Webhook {
	part := base64.RawURLEncoding.EncodeToString([]byte(payload))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(part))
	return deauthorizeCall(base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) + "." + part)
}

func deauthorizeCall(text string) channel.Webhook {
	return channel.Webhook{Method: http.MethodPost, Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		Body: []byte(url.Values{"signed_request": {text}}.Encode()), At: now}
}

func TestReadSignedRequest(t *testing.T) {
	vector := deauthorizeCall("KnqcU6klmNgh3XVLhZuZi_9orhsKTkuePAOgDbG_RkU.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTc2NDAwMDAwMCwidXNlcl9pZCI6IjIxOCJ9")
	got, err := facebook.ReadSignedRequest(vector, channel.NewKeys("other", "s3cret"))
	want := facebook.SignedRequest{User: "218", Issued: time.Unix(1764000000, 0).UTC()}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("the vector: %v (-want +got):\n%s", err, diff)
	}
	padded := signedRequest("s", `{"algorithm":"hmac-sha256","user_id":218}`)
	padded.Body = bytes.Replace(padded.Body, []byte("."), []byte("%3D."), 1)
	trailing := signedRequest("s", `{"algorithm":"HMAC-SHA256","user_id":"1"}`)
	end := bytes.IndexByte(trailing.Body, '.') - 1 // the last letter of the signature, of whose six bits two say nothing
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	trailing.Body[end] = letters[strings.IndexByte(letters, trailing.Body[end])+1]
	for name, tt := range map[string]struct {
		call channel.Webhook
		kind error
	}{
		"a signature with trailing bits": {trailing, channel.ErrForged},
		"another secret":                 {signedRequest("x", `{"algorithm":"HMAC-SHA256","user_id":"1"}`), channel.ErrForged},
		"another algorithm":              {signedRequest("s", `{"algorithm":"none","user_id":"1"}`), channel.ErrForged},
		"no algorithm":                   {signedRequest("s", `{"user_id":"1"}`), channel.ErrForged},
		"expired":                        {signedRequest("s", `{"algorithm":"HMAC-SHA256","user_id":"1","expires":1000000000}`), channel.ErrForged},
		"no person":                      {signedRequest("s", `{"algorithm":"HMAC-SHA256"}`), channel.ErrMalformed},
		"no JSON":                        {signedRequest("s", `nonsense`), channel.ErrMalformed},
		"no dot":                         {deauthorizeCall("abc"), channel.ErrForged},
		"two dots":                       {deauthorizeCall("a.b.c"), channel.ErrForged},
		"no base64":                      {deauthorizeCall("!.b"), channel.ErrForged},
		"no parameter":                   {channel.Webhook{Method: http.MethodPost, At: now}, channel.ErrForged},
		"twice":                          {channel.Webhook{Method: http.MethodPost, Body: append(append(signedRequest("s", `{}`).Body, '&'), signedRequest("s", `{}`).Body...), At: now}, channel.ErrForged},
		"GET":                            {channel.Webhook{Method: http.MethodGet, At: now}, channel.ErrMethod},
		"a padded signature, the person as a number": {padded, nil},
		"as it should be": {signedRequest("s", `{"algorithm":"HMAC-SHA256","user_id":"1","expires":9999999999}`), nil},
	} {
		got, err := facebook.ReadSignedRequest(tt.call, channel.NewKeys("s"))
		if !errors.Is(err, tt.kind) || err == nil && got.User == "" {
			t.Errorf("%s: %+v, %v, want an error matching %v", name, got, err, tt.kind)
		}
	}
}

func TestSignedRequestEvents(t *testing.T) {
	s := facebook.SignedRequest{User: "218", Issued: time.Unix(1764000000, 0).UTC()}
	gone := s.Deauthorized(appID)
	if _, ok := gone.Body.(channel.Revoked); !ok || gone.ID != "facebook/"+appID+"/app/218/deauthorized/20251124160000" || gone.From.ID != "218" {
		t.Errorf("Deauthorized = %+v", gone)
	}
	wish := s.DeletionRequested(appID)
	c, _ := wish.Body.(channel.Custom)
	if got, err := facebook.DecodeDeletion(c); err != nil || got != s {
		t.Errorf("DecodeDeletion = %+v, %v", got, err)
	}
	if gone.ID == wish.ID {
		t.Error("both events have one ID")
	}
	if _, err := facebook.DecodeDeletion(channel.Custom{Kind: facebook.KindDeletion, Data: []byte(`{"user":""}`)}); !errors.Is(err, channel.ErrMalformed) {
		t.Errorf("a request without a person: %v", err)
	}
}

func TestDeletionReply(t *testing.T) {
	got, err := facebook.DeletionReply("https://desk.example/deletion?id=abc123", "abc123")
	want := channel.Reply{Type: "application/json", Body: []byte(`{"url":"https://desk.example/deletion?id=abc123","confirmation_code":"abc123"}`)}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("DeletionReply: %v (-want +got):\n%s", err, diff)
	}
	for field, in := range map[string][2]string{"statusUrl": {"http://desk.example", "abc"}, "code": {"https://desk.example", "a-b"}} {
		_, err := facebook.DeletionReply(in[0], in[1])
		if f := channel.FieldErrors(err); len(f) != 1 || f[0].Field != field {
			t.Errorf("DeletionReply(%q): %v, want a complaint about %s", in, err, field)
		}
	}
}

// Nothing that Meta did not sign passes, and nothing panics.
func FuzzReadSignedRequest(f *testing.F) {
	f.Add([]byte("signed_request=a.b"))
	f.Add(signedRequest("other", `{"algorithm":"HMAC-SHA256","user_id":"1"}`).Body)
	f.Fuzz(func(t *testing.T, body []byte) {
		if got, err := facebook.ReadSignedRequest(channel.Webhook{Method: http.MethodPost, Body: body, At: now}, channel.NewKeys("s3cret-of-the-app")); err == nil {
			t.Errorf("%q passed as %+v", body, got)
		}
	})
}
