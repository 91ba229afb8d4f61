package twittertest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

// The stand-in refuses what the platform refuses of posts.
func TestPostsRefuse(t *testing.T) {
	s := frozen(twittertest.Config{Account: "3000", Username: "desk"})
	mention := s.Mention("2001", "help")
	foreign := s.Quote("2001", mention, "look at that")
	post := func(body string) int { return call(t, s, "POST", "/2/tweets", "application/json", body).status }
	reply := func(text, to string) int {
		return post(`{"text":"` + text + `","reply":{"in_reply_to_tweet_id":"` + to + `"}}`)
	}
	got := map[string]int{
		"nothing":                 post(`{}`),
		"an unknown member":       post(`{"text":"x","nonsense":1}`),
		"too long":                reply(strings.Repeat("漢", 141), mention),
		"as long as may be":       reply(strings.Repeat("漢", 140), mention),
		"a long link":             reply("https://example.com/"+strings.Repeat("a", 400), mention),
		"a family":                reply(strings.Repeat("👨‍👩‍👧‍👦", 140), mention),
		"said before":             reply("https://example.com/"+strings.Repeat("a", 400), mention),
		"not mentioned":           reply("a", foreign),
		"gone":                    reply("b", "12"),
		"not an id":               reply("c", "x"),
		"two cashtags":            reply("$A $B", mention),
		"a quote":                 post(`{"text":"d","quote_tweet_id":"` + mention + `"}`),
		"an upload of nobody":     post(`{"text":"e","media":{"media_ids":["7"]}}`),
		"five files":              post(`{"text":"f","media":{"media_ids":["1","2","3","4","5"]}}`),
		"to delete a customer's":  call(t, s, "DELETE", "/2/tweets/"+mention, "", "").status,
		"to delete nothing":       call(t, s, "DELETE", "/2/tweets/12", "", "").status,
		"to hide a mention":       call(t, s, "PUT", "/2/tweets/"+mention+"/hidden", "application/json", `{"hidden":true}`).status,
		"to hide without a word":  call(t, s, "PUT", "/2/tweets/"+mention+"/hidden", "application/json", `{}`).status,
		"to like on another plan": call(t, s, "POST", "/2/users/3000/likes", "application/json", `{"tweet_id":"`+mention+`"}`).status,
		"to like for another":     call(t, s, "POST", "/2/users/2001/likes", "application/json", `{"tweet_id":"`+mention+`"}`).status,
		"mentions of another":     call(t, s, "GET", "/2/users/2001/mentions", "", "").status,
		"four mentions":           call(t, s, "GET", "/2/users/3000/mentions?max_results=4", "", "").status,
		"a date alone":            call(t, s, "GET", "/2/users/3000/mentions?start_time=2026-11-20", "", "").status,
	}
	want := map[string]int{
		"nothing": 400, "an unknown member": 400, "too long": 400, "as long as may be": 201, "a long link": 201, "a family": 201, "said before": 403, "not mentioned": 403,
		"gone": 403, "not an id": 400, "two cashtags": 400, "a quote": 403, "an upload of nobody": 400, "five files": 400, "to delete a customer's": 403, "to delete nothing": 404,
		"to hide a mention": 403, "to hide without a word": 400, "to like on another plan": 403, "to like for another": 403, "mentions of another": 404, "four mentions": 400, "a date alone": 400,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

// A post is read by its id; of one that is gone X tells with 200 and errors.
func TestReadPost(t *testing.T) {
	s := frozen(twittertest.Config{})
	id := s.Mention("2001", "help")
	read := func() string {
		return bearer(t, s, "GET", "/2/tweets/"+id+"?tweet.fields=author_id&expansions=author_id", "").body
	}
	if body := read(); !strings.Contains(body, `"author_id":"2001"`) || !strings.Contains(body, `"users":[`) {
		t.Errorf("read = %s", body)
	}
	s.DeletePost(id)
	if body := read(); !strings.Contains(body, "resource-not-found") || strings.Contains(body, `"data"`) {
		t.Errorf("a deleted post = %s", body)
	}
}
