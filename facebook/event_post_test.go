package facebook_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// change is a body with one change of a Page or Instagram account.
func change(object, account, field, value string) []byte {
	return []byte(`{"object":"` + object + `","entry":[{"id":"` + account + `","time":1795000000,"changes":[{"field":"` + field + `","value":` + value + `}]}]}`)
}

// Everything public names whom a private answer would go to, and who wrote it.
func TestPublicPosts(t *testing.T) {
	link := func(url string) []channel.Attachment {
		return []channel.Attachment{{Kind: channel.MediaLink, URL: url}}
	}
	ada := channel.Person{ID: "3001", Name: "Ada"}
	for _, tt := range []struct {
		name, object, field, value string
		from                       channel.Person
		renews                     bool
		want                       channel.Post
	}{
		{"a shared link", "page", "feed", `{"item":"share","verb":"add","post_id":"5001_77","from":{"id":"3001","name":"Ada"},"message":"look","link":"https://shop.example/a"}`,
			ada, true, channel.Post{ID: "5001_77", Kind: channel.PostOther, Text: "look", Attachments: link("https://shop.example/a")}},
		{"a photo", "page", "feed", `{"item":"photo","verb":"add","post_id":"5001_77","from":{"id":"3001","name":"Ada"},"link":"https://scontent.example/p.jpg","photo_id":"9"}`,
			ada, true, channel.Post{ID: "5001_77", Kind: channel.PostOther, Attachments: []channel.Attachment{{Kind: channel.MediaImage, URL: "https://scontent.example/p.jpg"}}}},
		{"a page of a video", "page", "feed", `{"item":"video","verb":"add","post_id":"5001_77","from":{"id":"3001","name":"Ada"},"link":"https://www.facebook.com/watch/7"}`,
			ada, true, channel.Post{ID: "5001_77", Kind: channel.PostOther, Attachments: link("https://www.facebook.com/watch/7")}},
		{"several photos, the link among them", "page", "feed", `{"item":"photo","verb":"add","post_id":"5001_77","from":{"id":"3001","name":"Ada"},"photos":["https://s.example/1.jpg","https://s.example/2.jpg"],"link":"https://s.example/1.jpg"}`,
			ada, true, channel.Post{ID: "5001_77", Kind: channel.PostOther, Attachments: []channel.Attachment{{Kind: channel.MediaImage, URL: "https://s.example/1.jpg"}, {Kind: channel.MediaImage, URL: "https://s.example/2.jpg"}}}},
		{"a recommendation without a word", "page", "ratings", `{"item":"rating","verb":"add","open_graph_story_id":"99","reviewer_id":"3001","reviewer_name":"Ada","recommendation_type":"negative"}`,
			ada, false, channel.Post{ID: "99", Kind: channel.PostOther, Attachments: []channel.Attachment{{Kind: channel.MediaOther, Name: "recommendation", Detail: "negative"}}}},
		{"a path of ours", "page", "feed", `{"item":"share","verb":"add","post_id":"5001_77","from":{"id":"3001","name":"Ada"},"link":"/5001/posts/7"}`,
			ada, true, channel.Post{ID: "5001_77", Kind: channel.PostOther, Attachments: link("https://www.facebook.com/5001/posts/7")}},
		{"an address of the post", "page", "feed", `{"item":"status","verb":"add","post_id":"5001_77","from":{"id":"3001","name":"Ada"},"permalink_url":"https://www.facebook.com/5001/posts/77"}`,
			ada, true, channel.Post{ID: "5001_77", Kind: channel.PostOther, URL: "https://www.facebook.com/5001/posts/77"}},
		{"a mention in a post", "page", "mention", `{"item":"post","verb":"add","post_id":"9009_1","sender_id":"3001","sender_name":"Ada"}`,
			ada, false, channel.Post{ID: "9009_1", Kind: channel.PostMention}},
		{"a mention in a comment", "page", "mention", `{"item":"comment","verb":"add","post_id":"9009_1","comment_id":"1_2","sender_id":"3001","sender_name":"Ada","message":"@Shop"}`,
			ada, false, channel.Post{ID: "1_2", Kind: channel.PostMention, Text: "@Shop", ReplyTo: "9009_1"}},
		{"a rating", "page", "ratings", `{"item":"rating","verb":"add","open_graph_story_id":"880077","reviewer_id":"3001","reviewer_name":"Ada","review_text":"Good","rating":5}`,
			ada, false, channel.Post{ID: "880077", Kind: channel.PostOther, Text: "Good"}},
		{"a comment on a rating", "page", "ratings", `{"item":"comment","verb":"add","open_graph_story_id":"880077","comment_id":"77_2","sender_id":"3001","sender_name":"Ada","message":"Thanks"}`,
			ada, false, channel.Post{ID: "77_2", Kind: channel.PostComment, Text: "Thanks", ReplyTo: "880077"}},
		{"a comment on Instagram", "instagram", "comments", `{"id":"179010","text":"price?","from":{"id":"6500","username":"ada_ex"},"media":{"id":"178902","media_product_type":"FEED"}}`,
			channel.Person{ID: "6500", Handle: "ada_ex"}, true, channel.Post{ID: "179010", Kind: channel.PostComment, Text: "price?", ReplyTo: "178902"}},
		{"an answer to a comment on Instagram", "instagram", "live_comments", `{"id":"179010","parent_id":"179009","text":"price?","from":{"id":"6500","username":"ada_ex"},"media":{"id":"178902"}}`,
			channel.Person{ID: "6500", Handle: "ada_ex"}, true, channel.Post{ID: "179010", Kind: channel.PostComment, Text: "price?", ReplyTo: "179009"}},
		{"our comment on Instagram", "instagram", "comments", `{"id":"179010","text":"9 €","from":{"id":"` + pageID + `","username":"shop"},"media":{"id":"178902"}}`,
			channel.Person{ID: pageID, Handle: "shop"}, false, channel.Post{ID: "179010", Kind: channel.PostOwn, Text: "9 €", ReplyTo: "178902"}},
		{"our comment under another id", "instagram", "comments", `{"id":"179010","text":"9 €","from":{"id":"6501","username":"shop","self_ig_scoped_id":"6501"},"media":{"id":"178902"}}`,
			channel.Person{ID: "6501", Handle: "shop"}, false, channel.Post{ID: "179010", Kind: channel.PostOwn, Text: "9 €", ReplyTo: "178902"}},
		{"a mention on Instagram", "instagram", "mentions", `{"media_id":"178902","comment_id":"179010"}`,
			channel.Person{}, false, channel.Post{ID: "179010", Kind: channel.PostMention, ReplyTo: "178902"}},
		{"a mention in a caption", "instagram", "mentions", `{"media_id":"178902"}`,
			channel.Person{}, false, channel.Post{ID: "178902", Kind: channel.PostMention}},
	} {
		id := channel.EventID("facebook", pageID, tt.want.ID)
		if tt.want.Kind == channel.PostMention { // of its own, in addition to that of the comment
			id = channel.EventID("facebook", pageID, tt.want.ID, "mention")
		}
		want := channel.Event{ID: id, Thread: channel.Thread{Platform: "facebook", Account: pageID, Contact: "comment:" + tt.want.ID},
			From: tt.from, Time: time.Unix(1795000000, 0).UTC(), Renews: tt.renews, Body: tt.want}
		if tt.from.ID != "" && tt.want.Kind != channel.PostOwn {
			want.Origin = channel.OriginContact
		}
		if diff := cmp.Diff([]channel.Event{want}, withoutRaw(t, change(tt.object, pageID, tt.field, tt.value))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// The samples for Instagram Login have field and value next to the id of the entry.
func TestChangeWithoutItsList(t *testing.T) {
	body := `{"object":"instagram","entry":[{"id":"` + instagramID + `","time":1795000000,"field":"comments","value":{"id":"179010","text":"price?","from":{"id":"6500","username":"ada_ex"}}}]}`
	got := withoutRaw(t, []byte(body))
	want := []channel.Event{{ID: channel.EventID("facebook", instagramID, "179010"), Thread: channel.Thread{Platform: "facebook", Account: instagramID, Contact: "comment:179010"},
		From: channel.Person{ID: "6500", Handle: "ada_ex"}, Origin: channel.OriginContact, Renews: true, Time: time.Unix(1795000000, 0).UTC(),
		Body: channel.Post{ID: "179010", Kind: channel.PostComment, Text: "price?"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a comment (-want +got):\n%s", diff)
	}
}

// A change of an unknown form is kept as it came.
func TestPublicChangesThatAreKept(t *testing.T) {
	for field, values := range map[string][]string{
		"feed": {`{"item":"reaction","verb":"add","post_id":"1_2"}`, `{"item":"rating","verb":"add","post_id":"1_2"}`, `{"item":"post","verb":"pin","post_id":"1_2"}`,
			`{"item":"comment","verb":"edited","comment_id":"1_3","post_id":"1_2"}`, `{"item":"status","verb":"edited","post_id":"1_2","message":null}`},
		"ratings":  {`{"item":"rating","verb":"add"}`, `{"item":"like","verb":"add","open_graph_story_id":"7"}`, `[]`},
		"mention":  {`{"item":"post","verb":"add"}`, `"x"`},
		"comments": {`{"text":"x"}`, `{"id":"7","text":{}}`, `7`},
		"mentions": {`{}`, `{"media_id":{}}`, `[]`},
	} {
		for _, value := range values {
			got := withoutRaw(t, change("page", pageID, field, value))
			if c, ok := got[0].Body.(channel.Custom); len(got) != 1 || !ok || c.Kind != field || got[0].Renews {
				t.Errorf("%s %s became %+v", field, value, got)
			}
		}
	}
}
