package facebooktest_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestSubscribedApps(t *testing.T) {
	s := frozen(facebooktest.Config{Fresh: true})
	path := "/v26.0/" + pageA + "/subscribed_apps?access_token=" + tokenA
	if r := call(t, s, "GET", path, "", ""); string(r.Data) != "[]" {
		t.Errorf("fresh = %s", r.body)
	}
	if r := call(t, s, "POST", path, "", ""); r.Error.Code != 100 {
		t.Errorf("no fields = %s", r.body)
	}
	if r := call(t, s, "POST", path+"&subscribed_fields=messages,nonsense", "", ""); r.Error.Code != 100 {
		t.Errorf("unknown field = %s", r.body)
	}
	if r := call(t, s, "POST", path+"&subscribed_fields=messages,messaging_postbacks", "", ""); !r.Success {
		t.Errorf("subscribe = %s", r.body)
	}
	r := call(t, s, "GET", path, "", "")
	if !strings.Contains(string(r.Data), `"subscribed_fields":["messages","messaging_postbacks"]`) || !strings.Contains(string(r.Data), s.Config().AppID) {
		t.Errorf("subscribed = %s", r.body)
	}
	if s.Say("24001", "hi"); s.Pending() != 0 {
		t.Error("the app itself has no webhook yet")
	}
	if r := call(t, s, "DELETE", path, "", ""); !r.Success {
		t.Errorf("unsubscribe = %s", r.body)
	}
	if r := call(t, s, "GET", path, "", ""); string(r.Data) != "[]" {
		t.Errorf("unsubscribed = %s", r.body)
	}
}
