package main

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Administrators keep the answers of all, agents their own; the list has the variables filled in.
func TestCannedAnswers(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, bob, root := d.signIn("ann"), d.signIn("bob"), d.signIn("root")
	p := d.platform("telegram")
	p.Meet(p.Contact, "Carla")
	thread := ann.serves(p, "Hello")
	d.until("the name", func() bool { return ann.read(thread).id("customer").text() == "Carla" })
	root.press(root.page("/canned"), "save", url.Values{"name": {"hello"}, "text": {"Hello {contact}, this is {agent} of {channel}."}, "everybody": {"1"}})
	root.press(root.page("/canned"), "save", url.Values{"name": {"bye"}, "text": {"Goodbye!"}, "everybody": {"1"}})
	ann.press(ann.page("/canned"), "save", url.Values{"name": {"/hours"}, "text": {"From ten to four."}})
	ann.press(ann.page("/canned"), "save", url.Values{"name": {"bye"}, "text": {"Take care!"}})
	offered := func(a *agent, typed string) map[string]string {
		got := make(map[string]string)
		for _, n := range a.page("/canned/list?thread=" + url.QueryEscape(thread.Key()) + "&q=" + typed).all(func(n *node) bool { return n.has("data-text") }) {
			got[n.all(func(n *node) bool { return n.Data == "b" })[0].text()] = n.attr("data-text")
		}
		return got
	}
	hello := func(name string) string { return "Hello Carla, this is " + name + " of Support_bot." }
	for _, tt := range []struct {
		agent *agent
		typed string
		want  map[string]string
	}{
		{ann, "", map[string]string{"/hello": hello("Ann <b>"), "/hours": "From ten to four.", "/bye": "Take care!"}},
		{ann, "H", map[string]string{"/hello": hello("Ann <b>"), "/hours": "From ten to four."}},
		{bob, "", map[string]string{"/hello": hello("Bob"), "/bye": "Goodbye!"}},
		{bob, "x", map[string]string{}},
	} {
		if diff := cmp.Diff(tt.want, offered(tt.agent, tt.typed)); diff != "" {
			t.Errorf("%s types /%s (-want +got):\n%s", tt.agent.name, tt.typed, diff)
		}
	}
	if got := ann.post("/canned", url.Values{"do": {"save"}, "name": {"x"}, "text": {"y"}, "everybody": {"1"}}); got.StatusCode != http.StatusForbidden {
		t.Errorf("an agent saves an answer for all: %s", got.Status)
	}
	for name, form := range map[string]url.Values{"no name": {"text": {"y"}}, "a blank": {"name": {"a b"}, "text": {"y"}}, "no text": {"name": {"x"}}} {
		form.Set("do", "save")
		if got := ann.post("/canned", form); got.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %s", name, got.Status)
		}
	}
	ann.post("/canned", url.Values{"do": {"delete"}, "seq": {"1"}}) // that of all is not ann's
	root.press(root.page("/canned"), "delete", nil)                 // the last one, by name
	if got := offered(bob, ""); len(got) != 1 || got["/bye"] == "" {
		t.Errorf("after deleting: %v", got)
	}
}
