package facebooktest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// control makes a thread control call for contact 24001.
func control(t *testing.T, s *facebooktest.Server, verb, rest string) reply {
	t.Helper()
	return call(t, s, "POST", "/me/"+verb+"_thread_control?access_token="+tokenA, "application/json", `{"recipient":{"id":"24001"}`+rest+`}`)
}

func TestWithoutDefaultApp(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Say("24001", "hi")
	if r := control(t, s, "take", ""); r.Error.Code != 27 {
		t.Errorf("take = %s", r.body)
	}
	if r := control(t, s, "release", ""); r.Error.Sub != 2534037 {
		t.Errorf("release = %s", r.body)
	}
	if r := control(t, s, "request", ""); !r.Success {
		t.Errorf("request = %s", r.body)
	}
	if r := control(t, s, "pass", ""); r.Error.Code != 100 {
		t.Errorf("pass to nobody = %s", r.body)
	}
	if r := control(t, s, "pass", `,"target_app_id":"77"`); !r.Success {
		t.Errorf("pass an idle thread = %s", r.body)
	}
	if r := say(t, s, "24001", "x"); r.Error.Sub != 2018300 {
		t.Errorf("send = %s", r.body)
	}
	s.PassControl("24001", s.Config().AppID, "back to you")
	if r := say(t, s, "24001", "x"); r.status != 200 {
		t.Errorf("send = %s", r.body)
	}
	s.RequestControl("24001", "77", "mine")
	s.Control("24001", "77")
	h := &host{}
	s.Deliver(h)
	for key, want := range map[string][]string{
		"pass_thread_control":    {`{"metadata":"back to you","new_owner_app_id":"519000000000001","previous_owner_app_id":"77"}`},
		"request_thread_control": {`{"metadata":"mine","requested_owner_app_id":"77"}`},
		"take_thread_control":    {`{"metadata":"","new_owner_app_id":"77","previous_owner_app_id":"519000000000001"}`},
	} {
		if diff := cmp.Diff(want, h.kinds(key)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", key, diff)
		}
	}
}

func TestAsDefaultApp(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.DefaultApp(pageA, s.Config().AppID)
	owner := func() string {
		t.Helper()
		return string(call(t, s, "GET", "/me/thread_owner?recipient=24001&access_token="+tokenA, "", "").Data)
	}
	s.Say("24001", "hi")
	if got, want := owner(), `[{"thread_owner":{"app_id":"519000000000001","expiration":1772539200}}]`; got != want {
		t.Errorf("owner = %s, want %s", got, want)
	}
	if r := control(t, s, "extend", `,"duration":604801`); r.Error.Code != 100 {
		t.Errorf("extend beyond 7 days = %s", r.body)
	}
	if r := control(t, s, "extend", `,"duration":172800`); !r.Success || !strings.Contains(owner(), "1772625600") {
		t.Errorf("extend = %s, owner %s", r.body, owner())
	}
	if r := control(t, s, "release", ""); !r.Success || owner() != "[]" {
		t.Errorf("release = %s, owner %s", r.body, owner())
	}
	s.Control("24001", "77")
	if r := control(t, s, "extend", `,"duration":10`); r.Error.Sub != 2534037 {
		t.Errorf("extend another's = %s", r.body)
	}
	if r := control(t, s, "take", ""); !r.Success || !strings.Contains(owner(), s.Config().AppID) {
		t.Errorf("take = %s, owner %s", r.body, owner())
	}
	s.InboxSays("24001", "I do it") // a person takes control
	if r := say(t, s, "24001", "x"); r.Error.Sub != 2018300 {
		t.Errorf("send = %s", r.body)
	}
	control(t, s, "take", "")
	if r := send(t, s, `{"recipient":{"id":"24001"},"thread_control":{"control_type":"pass","app_id":"`+facebooktest.Inbox+`"},"message":{"text":"a colleague takes over"}}`); r.status != 200 || !strings.Contains(owner(), facebooktest.Inbox) {
		t.Errorf("send and pass = %s, owner %s", r.body, owner())
	}
	s.Advance(24 * time.Hour)
	if owner() != "[]" {
		t.Errorf("after a day: %s", owner())
	}
}

func TestAnotherDefaultApp(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.DefaultApp(pageA, "77")
	s.Say("24001", "hi")
	h := &host{}
	s.Deliver(h)
	if !strings.Contains(h.raw[0], `"standby":[`) {
		t.Errorf("delivered %s", h.raw[0])
	}
	if r := say(t, s, "24001", "x"); r.Error.Sub != 2018300 {
		t.Errorf("send = %s", r.body)
	}
	got := call(t, s, "GET", "/me/thread_owner?recipient=24001&access_token="+tokenA, "", "")
	if want := `[{"thread_owner":{"expiration":1772539200}}]`; string(got.Data) != want {
		t.Errorf("owner = %s, want %s", got.Data, want)
	}
}

func TestGuestsAndPolicy(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.OptIn(pageA, "guest-1", "checkout")
	r := send(t, s, `{"recipient":{"user_ref":"guest-1"},"message":{"text":"thanks"}}`)
	if r.Message == "" || r.Recipient != "" {
		t.Errorf("by user_ref = %s", r.body)
	}
	s.JoinGuest("guest-1", "24001", "it is me")
	s.Enforce(pageA, "block", "spam")
	if r := say(t, s, "24001", "x"); r.Error.Sub != 1893063 {
		t.Errorf("while blocked = %s", r.body)
	}
	s.Enforce(pageA, "unblock", "")
	if r := say(t, s, "24001", "x"); r.status != 200 {
		t.Errorf("unblocked = %s", r.body)
	}
	h := &host{}
	s.Deliver(h)
	if diff := cmp.Diff([]string{`{"ref":"checkout","user_ref":"guest-1"}`}, h.kinds("optin")); diff != "" {
		t.Errorf("optin (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{`{"action":"block","reason":"spam"}`, `{"action":"unblock"}`}, h.kinds("policy_enforcement")); diff != "" {
		t.Errorf("policy (-want +got):\n%s", diff)
	}
	if h.events[0]["sender"] != nil || !strings.Contains(string(h.events[1]["message"]), `"prior_message":{"identifier":"guest-1","source":"checkbox_plugin"}`) {
		t.Errorf("events %s", h.raw)
	}
}

func TestStandby(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Control("24001", "77")
	s.Say("24001", "to the other app")
	s.Press("24001", "More", "SECRET")
	h := &host{}
	s.Deliver(h)
	for _, body := range h.raw {
		if !strings.Contains(body, `"standby":[`) || strings.Contains(body, "SECRET") {
			t.Errorf("delivered %s", body)
		}
	}
	if len(h.raw) != 2 {
		t.Errorf("%d calls", len(h.raw))
	}
	s.Advance(24 * time.Hour)
	s.Say("24001", "to all")
	s.Deliver(h)
	if !strings.Contains(h.raw[2], `"messaging":[`) {
		t.Errorf("after a day: %s", h.raw[2])
	}
}
