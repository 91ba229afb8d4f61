package facebooktest_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestProfiles(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Meet(facebooktest.Person{ID: "24001", First: "Ada", Last: "Muster", Picture: "https://x.example/p.jpg", Locale: "de_DE", Timezone: 1})
	s.Meet(facebooktest.Person{ID: "24002", Hidden: true})
	s.Meet(facebooktest.Person{ID: "24003", None: true})
	s.Meet(facebooktest.Person{ID: "24004", First: "Never"})
	for _, id := range []string{"24001", "24002", "24003"} {
		s.Say(id, "hi")
	}
	tests := []struct{ path, want string }{
		{"24001", `{"first_name":"Ada","id":"24001","last_name":"Muster","profile_pic":"https:\/\/x.example\/p.jpg"}`},
		{"24001?fields=name,locale,timezone,gender", `{"id":"24001","locale":"de_DE","name":"Ada Muster","timezone":1}`},
		{"24002", `{}`},
		{"me", `{"id":"` + pageA + `","name":"Example Page"}`},
		{"me?fields=messaging_feature_status", `{"id":"` + pageA + `","messaging_feature_status":{"hop_v2":true,"ig_multi_app":true,"msgr_multi_app":true}}`},
	}
	for _, tt := range tests {
		if r := get(t, s, tt.path, tokenA); string(r.body) != tt.want || r.status != 200 {
			t.Errorf("%s = %s, want %s", tt.path, r.body, tt.want)
		}
	}
	for _, path := range []string{"24001?fields=name,shoe_size", "me/conversations?fields=id,mood", "me/conversations?fields=messages{id,weather}"} {
		if r := get(t, s, path, tokenA); r.Error.Code != 100 || !strings.Contains(r.Error.Message, "nonexisting field") {
			t.Errorf("%s = %s", path, r.body)
		}
	}
	for path, sub := range map[string]int{"24003": 2018218, "24004": 2018218, "1": 33} {
		if r := get(t, s, path, tokenA); r.Error.Sub != sub {
			t.Errorf("%s = %s, want %d", path, r.body, sub)
		}
	}
}
