package facebooktest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestPersonas(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Say("24001", "hi")
	path := "/" + pageA + "/personas?access_token=" + tokenA
	r := call(t, s, "POST", path, "application/json", `{"name":"Robin","profile_picture_url":"https://x.example/r.png"}`)
	var made struct{ ID string }
	if err := json.Unmarshal(r.body, &made); err != nil || made.ID == "" {
		t.Fatalf("create = %s", r.body)
	}
	if r := send(t, s, `{"recipient":{"id":"24001"},"persona_id":"`+made.ID+`","message":{"text":"x"}}`); r.status != 200 || s.Sent()[0].Persona != made.ID {
		t.Errorf("send as persona = %s", r.body)
	}
	if r := get(t, s, pageA+"/personas", tokenA); !strings.Contains(string(r.Data), "Robin") {
		t.Errorf("list = %s", r.body)
	}
	if r := get(t, s, made.ID, tokenA); !strings.Contains(string(r.body), "Robin") {
		t.Errorf("read = %s", r.body)
	}
	if r := call(t, s, "DELETE", "/"+made.ID+"?access_token="+tokenA, "", ""); !r.Success {
		t.Errorf("delete = %s", r.body)
	}
	if r := get(t, s, made.ID, tokenA); r.Error.Sub != 33 {
		t.Errorf("read a deleted one = %s", r.body)
	}
	if r := call(t, s, "POST", path, "application/json", `{"name":"`+strings.Repeat("n", 51)+`","profile_picture_url":"https://x.example/r.png"}`); r.Error.Code != 100 {
		t.Errorf("a long name = %s", r.body)
	}
}
