package facebooktest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// The stand-in refuses what the platform refuses of comments.
func TestCommentsRefuse(t *testing.T) {
	s := frozen(facebooktest.Config{})
	id := s.Comment("24001", "9001", "price?")
	with := func(token, method, path, body string) int {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		return call(t, s, method, "/v26.0/"+path+sep+"access_token="+token, "application/json", body).Error.Code
	}
	page := func(method, path, body string) int { return with(tokenA, method, path, body) }
	got := map[string]int{
		"an empty answer":           page("POST", id+"/comments", `{}`),
		"an answer to nothing":      page("POST", "9001_1/comments", `{"message":"x"}`),
		"a field of another object": page("GET", id+"?fields=phone", ``),
		"to hide without a word":    page("POST", id, `{}`),
		"to like nothing":           page("POST", "9001_1/likes", `{}`),
		"with a user token":         with(s.Config().UserToken, "POST", id+"/comments", `{"message":"x"}`),
	}
	want := map[string]int{"an empty answer": 100, "an answer to nothing": 100, "a field of another object": 100, "to hide without a word": 100, "to like nothing": 100, "with a user token": 190}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("codes (-want +got):\n%s", diff)
	}
	if all := s.Comments(); len(all) != 1 || all[id].Hidden || all[id].Liked {
		t.Errorf("a refused call changed something: %+v", all)
	}
}
