package twittertest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestUsers(t *testing.T) {
	s := frozen(twittertest.Config{Account: "3000", Username: "desk"})
	s.Meet(twittertest.Person{ID: "2001", Name: "Ada", Username: "ada_m", OpenDMs: true})
	s.Meet(twittertest.Person{ID: "2002", Name: "Gone", Username: "gone", Suspended: true})
	tests := []struct {
		path   string
		status int
		want   string
	}{
		{"/2/users/by/username/ADA_M", 200, `{"data":{"id":"2001","name":"Ada","username":"ada_m"}}`},
		{"/2/users/by/username/ada_m?user.fields=receives_your_dm", 200, `"receives_your_dm":true`},
		{"/2/users/2001", 200, `"username":"ada_m"`},
		{"/2/users/by/username/nobody", 200, `"title":"Not Found Error"`},
		{"/2/users/by/username/gone", 200, `"detail":"User has been suspended: [gone]."`},
		{"/2/users/by/username/no-body", 400, "invalid-request"},
		{"/2/users/abc", 400, "invalid-request"},
	}
	for _, tt := range tests {
		r := bearer(t, s, "GET", tt.path, "")
		if r.status != tt.status || !strings.Contains(r.body, tt.want) || tt.status == 200 && strings.Contains(r.body, `"data"`) == strings.Contains(r.body, `"errors"`) {
			t.Errorf("%s = %d %s, want %d %s", tt.path, r.status, r.body, tt.status, tt.want)
		}
	}
	r := call(t, s, "GET", "/1.1/account/verify_credentials.json", "", "")
	var me struct {
		ID     json.Number
		String string `json:"id_str"`
		Name   string `json:"screen_name"`
	}
	r.into(t, &me)
	if me.ID != "3000" || me.String != "3000" || me.Name != "desk" || r.header.Get("x-access-level") != "read-write-directmessages" {
		t.Errorf("verify_credentials = %s %v", r.body, r.header)
	}
	if r := call(t, s, "GET", "/2/users/me", "", ""); !strings.Contains(r.body, `"id":"3000"`) {
		t.Errorf("me = %s", r.body)
	}
	if r := bearer(t, s, "GET", "/2/users/me", ""); r.status != 403 {
		t.Errorf("me, app-only = %d", r.status)
	}
}
