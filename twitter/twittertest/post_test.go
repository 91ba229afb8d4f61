package twittertest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestPublicEvents(t *testing.T) {
	s := frozen(twittertest.Config{Account: "3000", Username: "desk"})
	own := s.AccountPosts("Hello all")
	s.AccountDoes("block", "2009")
	mention := s.Mention("2001", "help")
	s.Mention("2009", "you blocked me")
	s.Reply("2001", own, "nice")
	s.Quote("2001", own, "look")
	s.Repost("2001", own)
	s.Mention("2001", strings.Repeat("long ", 40))
	s.Like("2001", own)
	s.Follow("2001")
	s.Unfollow("2001")
	s.AccountDoes("unfollow", "2001")
	s.AccountDoes("unblock", "2009")
	s.AccountDoes("mute", "2001")
	s.AccountDoes("unmute", "2001")
	s.DeletePost(mention) // of another user: not reported
	s.DeletePost(own)
	h := &host{}
	s.Deliver(h)

	type person struct {
		ID    any    `json:"id"`
		IDStr string `json:"id_str"`
	}
	type status struct {
		IDStr     string `json:"id_str"`
		Text      string
		Truncated bool
		Extended  struct {
			Text string `json:"full_text"`
		} `json:"extended_tweet"`
		ReplyTo string  `json:"in_reply_to_status_id_str"`
		ReplyU  string  `json:"in_reply_to_user_id_str"`
		Quoted  *status `json:"quoted_status"`
		Again   *status `json:"retweeted_status"`
		User    person
	}
	var posts []status
	var blocked []any
	var kinds []string
	for _, raw := range h.raw {
		var e struct {
			Blocked any      `json:"user_has_blocked"`
			Created []status `json:"tweet_create_events"`
		}
		var keys map[string]json.RawMessage
		if err := json.Unmarshal([]byte(raw), &e); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(raw), &keys); err != nil {
			t.Fatal(err)
		}
		for k, v := range keys {
			var list []struct{ Type string }
			if k != "tweet_create_events" && json.Unmarshal(v, &list) == nil {
				kinds = append(kinds, k+" "+list[0].Type)
			}
		}
		if e.Created != nil {
			posts, blocked = append(posts, e.Created...), append(blocked, e.Blocked)
		}
	}
	wantKinds := []string{
		"block_events block", "favorite_events ", "follow_events follow", "follow_events unfollow", "block_events unblock",
		"mute_events mute", "mute_events unmute", "tweet_delete_events ",
	}
	if diff := cmp.Diff(wantKinds, kinds); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]any{nil, "false", "true", nil, nil, nil, "false"}, blocked); diff != "" {
		t.Errorf("user_has_blocked (-want +got):\n%s", diff)
	}
	if len(posts) != 7 {
		t.Fatalf("%d posts", len(posts))
	}
	reply, quote, again, long := posts[3], posts[4], posts[5], posts[6]
	if reply.ReplyTo != own || reply.ReplyU != "3000" || reply.User.ID != 2001.0 || reply.User.IDStr != "2001" {
		t.Errorf("reply %+v", reply)
	}
	if quote.Quoted == nil || quote.Quoted.IDStr != own || again.Again == nil || again.Again.IDStr != own || again.Text != "RT @desk: Hello all" {
		t.Errorf("quote %+v, repost %+v", quote, again)
	}
	if !long.Truncated || len([]rune(long.Text)) != 140 || !strings.HasPrefix(long.Extended.Text, "@desk long long") {
		t.Errorf("long post %+v", long)
	}
}

func TestPublicEventsOfTheActivityAPI(t *testing.T) {
	s := frozen(twittertest.Config{Account: "3000", Username: "desk", Activity: true, TellRevoked: true})
	owner, _ := s.Grant("dm.read", "dm.write", "tweet.read", "users.read")
	var hooks struct{ Data []struct{ ID string } }
	bearer(t, s, "GET", "/2/webhooks", "").into(t, &hooks)
	for _, kind := range []string{"post.create", "post.delete", "post.mention.create", "post.reply.create", "follow.follow", "like.create", "chat.received"} {
		body := `{"event_type":"` + kind + `","filter":{"user_id":"3000"},"webhook_id":"` + hooks.Data[0].ID + `"}`
		if r := do(t, s, "POST", api+"/2/activity/subscriptions", jsonType, body, "Bearer "+owner); r.status != 200 {
			t.Fatalf("%s = %d %s", kind, r.status, r.body)
		}
	}
	own := s.AccountPosts("Hello all")
	s.Mention("2001", "help")
	s.Reply("2001", own, "nice")
	s.Like("2001", own)
	s.Follow("2001")
	s.SayEncrypted("2001", "hello")
	s.DeletePost(own)
	s.Revoke()
	h := &host{}
	s.Deliver(h)
	var got []string
	for _, raw := range h.raw {
		var e struct {
			Data struct {
				Kind    string            `json:"event_type"`
				Filter  map[string]string `json:"filter"`
				Payload map[string]any
			}
		}
		if err := json.Unmarshal([]byte(raw), &e); err != nil {
			t.Fatal(err)
		}
		p := e.Data.Payload
		line := e.Data.Kind + " " + e.Data.Filter["user_id"]
		switch e.Data.Kind {
		case "follow.follow":
			line += " " + p["source"].(map[string]any)["data"].(map[string]any)["id"].(string)
		case "post.mention.create":
			line += " " + p["author_id"].(string) + " " + p["entities"].(map[string]any)["mentions"].([]any)[0].(map[string]any)["id"].(string)
		case "post.reply.create":
			line += " " + p["in_reply_to_user_id"].(string) + " " + p["referenced_tweets"].([]any)[0].(map[string]any)["type"].(string)
		case "like.create":
			line += " " + p["liked_tweet_author_id"].(string)
		case "chat.received":
			line += " " + p["conversation_id"].(string)
		case "oauth.revoke":
			line += p["user_id"].(string)
		}
		got = append(got, line)
	}
	want := []string{
		"post.create 3000", "post.mention.create 3000 2001 3000", "post.reply.create 3000 3000 replied_to", "like.create 3000 3000",
		"follow.follow 3000 2001", "chat.received 3000 2001:3000", "post.delete 3000", "oauth.revoke 3000",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestOpenPointsOfTheActivityAPI(t *testing.T) {
	for _, sampled := range []bool{false, true} {
		s := frozen(twittertest.Config{Activity: true, NoSourceApp: sampled, TellRevoked: sampled})
		s.Say("2001", "hi")
		s.Deliver(&host{})
		dm(t, s, "2001", `"text":"ours"`)
		s.Revoke()
		h := &host{}
		s.Deliver(h)
		if got := strings.Contains(h.raw[0], "source_app_id"); got == sampled {
			t.Errorf("NoSourceApp %t: %s", sampled, h.raw[0])
		}
		if got := strings.Contains(h.raw[len(h.raw)-1], "oauth.revoke"); got != sampled {
			t.Errorf("TellRevoked %t: %q", sampled, h.raw)
		}
	}
}
