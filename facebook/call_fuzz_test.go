package facebook_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

// always is a platform that gives the same answer to everything.
type always []byte

func (a always) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return nil, err
		}
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(a))), Request: r}, nil
}

// FuzzAnswers: whatever an API answers, no call panics, walks for ever or shows a credential;
// errors say what to do, and what history tells is an event like others.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{
		`{"data":[{"id":"t_1","updated_time":"2026-11-20T08:00:00+0000","participants":{"data":[{"id":"7","name":"Ada"}]},"object":"page","callback_url":"https://a","active":true,"fields":[{"name":"messages"},"x"]}],"messages":{"data":[{"id":"m_1","created_time":"2026-11-20T08:00:00+0000","from":{"id":"7"},"message":"\ud83d"},{"id":"m_2"}]},"paging":{"next":"x","cursors":{"after":"A"}}}`,
		`{"data":{"is_valid":false,"error":{"code":190,"subcode":"460","message":"EAAtest-page-token/+= is dead"},"scopes":["a",1,null],"expires_at":"x"}}`,
		`{"data":[{"id":"1200000000000001","subscribed_fields":["messages"],"thread_owner":{"app_id":1,"expiration":-1},"get_started":7}]}`,
		`{"success":"false","id":{},"attachment_id":9007199254740993,"message_id":null}`, `{"error":{"code":100,"error_subcode":2018218}}`, `{"data":[{"id":"/0"},{"id":".."}]}`, `[]`, `{`, ``, `{"data":[1,[],null,{"messages":[]}]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		ch := newChannel(t, func(c *facebook.Config) {
			c.HTTP, c.HistoryGap = &http.Client{Transport: always(body)}, time.Nanosecond
		})
		check := func(what string, err error) {
			if err == nil {
				return
			}
			if e, ok := errors.AsType[*channel.Error](err); !ok || e.Kind == nil {
				t.Errorf("%s: %v has no kind", what, err)
			}
			for _, secret := range []string{pageToken, appSecret, verifyToken} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("%s shows a credential: %v", what, err)
				}
			}
		}
		sub, err := ch.CheckSubscription(t.Context())
		check("CheckSubscription", err)
		shown, err := json.Marshal(sub)
		if err != nil || strings.Contains(string(shown), pageToken) {
			t.Errorf("a subscription shows the token, or cannot be shown: %s, %v", shown, err)
		}
		_, err = ch.CheckToken(t.Context(), pageToken)
		check("CheckToken", err)
		_, err = ch.FetchProfile(t.Context(), thread(personID))
		check("FetchProfile", err)
		_, err = ch.ThreadOwner(t.Context(), thread(personID))
		check("ThreadOwner", err)
		_, err = ch.ReadMessengerProfile(t.Context(), pageID)
		check("ReadMessengerProfile", err)
		_, err = ch.Upload(t.Context(), thread(personID), channel.Attachment{URL: "https://a.example/b"}, channel.File{})
		check("Upload", err)
		_, err = ch.Personas(t.Context(), pageID)
		check("Personas", err)
		check("Disconnect", ch.Disconnect(t.Context(), pageID))
		n := 0
		for ev, err := range ch.History(t.Context(), pageID, now.AddDate(-1, 0, 0)) {
			if check("History", err); err != nil {
				continue
			}
			if ev.ID == "" || ev.Body == nil || !ev.Late || ev.Thread.Account != pageID {
				t.Errorf("history tells %+v", ev)
			}
			if _, err := json.Marshal(ev); err != nil {
				t.Error(err)
			}
			if n++; n > 50 {
				break
			}
		}
	})
}
