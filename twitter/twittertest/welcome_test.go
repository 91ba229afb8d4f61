package twittertest_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestWelcomeMessages(t *testing.T) {
	s := frozen(twittertest.Config{})
	const path = "/1.1/direct_messages/welcome_messages/"
	r := call(t, s, "POST", path+"new.json", jsonType, `{"welcome_message":{"name":"first","message_data":{"text":"Welcome!"}}}`)
	var made struct {
		Message struct{ ID, Name string } `json:"welcome_message"`
		Rule    struct{ ID string }       `json:"welcome_message_rule"`
	}
	r.into(t, &made)
	id := made.Message.ID
	if r.status != 200 || id == "" || made.Message.Name != "first" {
		t.Fatalf("new = %d %s", r.status, r.body)
	}
	if r := call(t, s, "PUT", path+"update.json?id="+id, jsonType, `{"message_data":{"text":"Hello!"}}`); !strings.Contains(r.body, "Hello!") {
		t.Errorf("update = %s", r.body)
	}
	rule := `{"welcome_message_rule":{"welcome_message_id":"` + id + `"}}`
	call(t, s, "POST", path+"rules/new.json", jsonType, rule).into(t, &made)
	if r := call(t, s, "POST", path+"rules/new.json", jsonType, rule); r.status != 403 {
		t.Errorf("a second rule = %d %s", r.status, r.body)
	}
	if r := call(t, s, "POST", path+"new.json", jsonType, `{"welcome_message":{"message_data":{"text":"`+strings.Repeat("x", 9991)+`"}}}`); r.code() != 354 {
		t.Errorf("too long = %s", r.body)
	}
	for _, p := range []string{"rules/destroy.json?id=" + made.Rule.ID, "destroy.json?id=" + id} {
		if r := call(t, s, "DELETE", path+p, "", ""); r.status != 204 {
			t.Errorf("%s = %d %s", p, r.status, r.body)
		}
		if r := call(t, s, "DELETE", path+p, "", ""); r.status != 404 {
			t.Errorf("%s again = %d", p, r.status)
		}
	}
}

func TestWelcomeNeedsAnOpenAccount(t *testing.T) {
	s := frozen(twittertest.Config{OnlyFollowed: true})
	r := call(t, s, "POST", "/1.1/direct_messages/welcome_messages/new.json", jsonType, `{"welcome_message":{"message_data":{"text":"Welcome!"}}}`)
	if r.status != 403 || r.code() != 214 || !strings.Contains(r.body, "Owner must allow dms from anyone") {
		t.Errorf("new = %d %s", r.status, r.body)
	}
}
