package facebooktest_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// The app's webhooks for Pages and for Instagram are two.
func TestWebhooksOfTwoObjects(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.URL.Query().Get("hub.challenge"))
	}))
	path := "/v26.0/" + s.Config().AppID + "/subscriptions?access_token=" + url.QueryEscape(appToken(s))
	set := func(fields string) int {
		v := url.Values{"object": {"instagram"}, "callback_url": {"https://desk.example/ig"}, "verify_token": {"vt"}, "fields": {fields}}
		resp, err := s.Client().PostForm("https://graph.facebook.com"+path, v)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		return resp.StatusCode
	}
	if status := set("message_echoes"); status != 400 {
		t.Errorf("a field that Instagram has not = %d", status)
	}
	if status := set("messages,messaging_seen"); status != 200 {
		t.Fatalf("subscribe = %d", status)
	}
	list := func() string { return string(get(t, s, s.Config().AppID+"/subscriptions", appToken(s)).body) }
	if got := strings.ReplaceAll(list(), `\/`, "/"); !strings.Contains(got, "desk.example/ig") || !strings.Contains(got, `"object":"page"`) {
		t.Errorf("both webhooks = %s", got)
	}
	if r := call(t, s, "DELETE", path+"&object=instagram", "", ""); r.Error.Code != 0 {
		t.Fatalf("delete = %s", r.body)
	}
	if got := strings.ReplaceAll(list(), `\/`, "/"); strings.Contains(got, "desk.example/ig") || !strings.Contains(got, `"object":"page"`) {
		t.Errorf("after one was deleted = %s", got)
	}
}
