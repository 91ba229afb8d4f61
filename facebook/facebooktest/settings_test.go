package facebooktest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestMessengerProfile(t *testing.T) {
	s := frozen(facebooktest.Config{PageRates: true})
	path := "/me/messenger_profile?access_token=" + tokenA
	set := func(body string) reply { return call(t, s, "POST", path, "application/json", body) }
	menu := `"persistent_menu":[{"locale":"default","call_to_actions":[{"type":"postback","title":"Help","payload":"H"}]}]`
	if r := set(`{` + menu + `}`); r.Error.Code != 100 {
		t.Errorf("menu without get_started = %s", r.body)
	}
	if r := set(`{"get_started":{"payload":"GO"},` + menu + `,"greeting":[{"locale":"default","text":"Hi"}]}`); string(r.body) != `{"result":"success"}` {
		t.Errorf("set = %s", r.body)
	}
	for _, body := range []string{
		`{}`,
		`{"ice_breakers":[{"locale":"default","call_to_actions":[{"question":"1"},{"question":"2"},{"question":"3"},{"question":"4"},{"question":"5"}]}]}`,
		`{"persistent_menu":[{"locale":"default","call_to_actions":[{"type":"postback","title":"` + strings.Repeat("t", 31) + `","payload":"p"}]}]}`,
		`{"commands":[{"locale":"default","commands":[{"name":"` + strings.Repeat("n", 33) + `","description":"d"}]}]}`,
	} {
		if r := set(body); r.Error.Code != 100 {
			t.Errorf("%s = %s", body, r.body)
		}
	}
	r := get(t, s, "me/messenger_profile?fields=get_started,greeting", tokenA)
	if diff := cmp.Diff(`[{"get_started":{"payload":"GO"},"greeting":[{"locale":"default","text":"Hi"}]}]`, string(r.Data)); diff != "" {
		t.Errorf("get (-want +got):\n%s", diff)
	}
	if r := call(t, s, "DELETE", path, "application/json", `{"fields":["get_started"]}`); r.Error.Code != 100 {
		t.Errorf("get_started goes before the menu = %s", r.body)
	}
	if r := call(t, s, "DELETE", path, "application/json", `{"fields":["persistent_menu","get_started"]}`); r.status != 200 {
		t.Errorf("delete = %s", r.body)
	}
	if r := get(t, s, "me/messenger_profile?fields=get_started", tokenA); string(r.Data) != "[]" {
		t.Errorf("after delete = %s", r.body)
	}
	if r := get(t, s, "me/messenger_profile?fields=get_started", tokenA); r.Error.Code != 613 {
		t.Errorf("the eleventh call in 10 minutes = %s", r.body)
	}
}

func TestMessengerProfileRefusals(t *testing.T) {
	s := frozen(facebooktest.Config{})
	for _, body := range []string{
		`{"greeting":[{"locale":"default","text":" "}]}`,
		`{"greeting":[{"locale":"de_DE","text":"x"}]}`,
		`{"ice_breakers":[{"locale":"default","call_to_actions":[{"question":"1"}]}]}`,
		`{"persistent_menu":[{"locale":"default","call_to_actions":[{"type":"web_url","title":"t","url":"/shop"}]}]}`,
		`{"persistent_menu":[{"locale":"default","call_to_actions":[{"type":"postback","title":"t"}]}]}`,
		`{"persistent_menu":[{"locale":"default","call_to_actions":[{"type":"phone_number","title":"t","payload":"1"}]}]}`,
		`{"get_started":{"payload":"GO"},"persistent_menu":[{"locale":"de_DE","call_to_actions":[]}]}`,
	} {
		if r := call(t, s, "POST", "/me/messenger_profile?access_token="+tokenA, "application/json", strings.Replace(body, `{"persistent_menu"`, `{"get_started":{"payload":"GO"},"persistent_menu"`, 1)); r.Error.Code != 100 {
			t.Errorf("%s = %s", body, r.body)
		}
	}
}
