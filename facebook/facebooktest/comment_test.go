package facebooktest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestComments(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Meet(facebooktest.Person{ID: "24001", First: "Ada", Last: "Muster"})
	id := s.Comment("24001", "9001", "price?")
	h := &host{}
	s.Deliver(h)
	want := `{"object":"page","entry":[{"changes":[{"field":"feed","value":{"comment_id":"` + id + `","created_time":1772452800,` +
		`"from":{"id":"24001","name":"Ada Muster"},"item":"comment","message":"price?","parent_id":"108000000000001_9001",` +
		`"post_id":"108000000000001_9001","verb":"add"}}],"id":"108000000000001","time":1772452800}]}`
	if diff := cmp.Diff(want, h.raw[0]); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

func TestPrivateReply(t *testing.T) {
	s := frozen(facebooktest.Config{})
	c := s.Comment("24001", "9001", "price?")
	body := `{"recipient":{"comment_id":"` + c + `"},"message":{"text":"see inbox"}}`
	if r := send(t, s, body); r.Recipient != "24001" {
		t.Errorf("the first = %s", r.body)
	}
	if r := send(t, s, body); r.Error.Code != 10900 {
		t.Errorf("the second = %s", r.body)
	}
	if r := say(t, s, "24001", "more"); r.Error.Sub != 2018001 {
		t.Errorf("before the person answers = %s", r.body)
	}
	late := s.Comment("24001", "9001", "hello?")
	s.Advance(7 * 24 * time.Hour)
	if r := send(t, s, `{"recipient":{"comment_id":"`+late+`"},"message":{"text":"x"}}`); r.Error.Sub != 2018278 {
		t.Errorf("after 7 days = %s", r.body)
	}
}

// A visitor's post is answered, hidden and deleted like a comment; a post of another person that
// mentions the Page can be answered alone.
func TestPostsOfOthers(t *testing.T) {
	s := frozen(facebooktest.Config{Pages: map[string]string{pageA: tokenA}})
	visitor, mention := s.VisitorPost("24001", "lovely shop"), s.MentionPage("24001", "@Page is great")
	if s.Pending() != 2 {
		t.Errorf("%d webhooks wait, want 2", s.Pending())
	}
	path := func(id, edge string) string { return "/v26.0/" + id + edge + "?access_token=" + tokenA }
	for _, id := range []string{visitor, mention} {
		if r := call(t, s, "POST", path(id, "/comments")+"&message=thanks", "", ""); r.Error.Code != 0 {
			t.Errorf("answer to %s = %s", id, r.body)
		}
	}
	if r := call(t, s, "POST", path(visitor, "")+"&is_hidden=true", "", ""); r.Error.Code != 0 || !s.Comments()[visitor].Hidden {
		t.Errorf("hide a visitor's post = %s", r.body)
	}
	for _, method := range []string{"POST", "DELETE"} {
		if r := call(t, s, method, path(mention, "")+"&is_hidden=true", "", ""); r.Error.Code != 200 {
			t.Errorf("%s another person's post = %s", method, r.body)
		}
	}
}
