package twitter_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/contactkit/contactkit/channel"
)

// A time with a fraction is one.
func TestTimesWithFractions(t *testing.T) {
	ch := open(t, config())
	at := time.UnixMilli(1781000000123).UTC()
	for created, want := range map[string]time.Time{
		`1781000000123.75`: at, `"1781000000123.75"`: at, `1781000000.123`: at, `"1781000000.123"`: at, `1.781000000123e12`: at, `1781000000123.0`: at,
		`-1781000000.5`: {}, `1e400`: {}, `9e300`: {}, `0.0`: {}, `"0.5e-9"`: {}, `"2026-06-09T10:13:20Z"`: {}, `true`: {},
	} {
		got, err := ch.Receive(post([]byte(`{"for_user_id":"20","direct_message_events":[{"type":"message_create","id":"7","created_timestamp":` + created +
			`,"message_create":{"target":{"recipient_id":"20"},"sender_id":"30","message_data":{"text":"Hello"}}}]}`)))
		if err != nil || len(got.Events) != 1 {
			t.Fatalf("%s: %d events, %v", created, len(got.Events), err)
		}
		if ev := got.Events[0]; !ev.Time.Equal(want) || ev.ID != "twitter/20/7" {
			t.Errorf("%s: event %s at %v, want %v", created, ev.ID, ev.Time, want)
		}
	}
}

// Further members do not change the kind of an event.
func TestMinorMembersOfOtherKinds(t *testing.T) {
	ch := open(t, config())
	in := func(contact string) channel.Thread {
		return channel.Thread{Platform: "twitter", Account: "20", Contact: contact}
	}
	ada := channel.Person{ID: "30", Handle: "ada"}
	for _, tt := range []struct {
		name, list string
		want       channel.Event
	}{
		{"read at no time", `"direct_message_mark_read_events":[{"created_timestamp":"soon","sender_id":"30","target":"20","last_read_event_id":"7"}]`,
			channel.Event{ID: "twitter/20/read/30/7", Thread: in("30"), From: channel.Person{ID: "30"}, Origin: channel.OriginContact, Body: channel.Read{Through: "7"}}},
		{"typing to a word", `"direct_message_indicate_typing_events":[{"created_timestamp":1781000000123.5,"sender_id":"30","target":"20"}]`,
			channel.Event{ID: "twitter/20/typing/30/1781000000123", Thread: in("30"), From: channel.Person{ID: "30"}, Origin: channel.OriginContact,
				Time: time.UnixMilli(1781000000123).UTC(), Body: channel.Typing{}}},
		{"blocked by a number", `"block_events":[{"type":"block","created_timestamp":"1781000000123","target":{"id":20,"name":[]},"source":{"id":"30","name":7,"screen_name":"ada"}}]`,
			channel.Event{ID: "twitter/20/block/30/20/1781000000123", Thread: in("30"), From: ada, Origin: channel.OriginContact,
				Time: time.UnixMilli(1781000000123).UTC(), Body: channel.Blocked{}}},
		{"revoked at no time", `"user_event":{"revoke":{"date_time":7,"target":"app","source":{"user_id":"20"}}}`,
			channel.Event{ID: channel.EventID("twitter", "20", "revoke", "", ""), Thread: in(""), From: channel.Person{ID: "20"}, Origin: channel.OriginPlatform,
				Body: channel.Revoked{Reason: "the account withdrew the app's permission"}}},
		{"a Post with odd ends", `"tweet_create_events":[{"id_str":"7","created_at":{},"user":{"id_str":"30","screen_name":"ada","name":7},"text":"Hi @shop","entities":{"urls":7,"user_mentions":[1]},` +
			`"extended_entities":{"media":"x"},"quoted_status":"x","in_reply_to_status_id_str":[],"in_reply_to_user_id_str":"20"}]`,
			channel.Event{ID: "twitter/20/post/7", Thread: in("post:30"), From: ada, Origin: channel.OriginContact,
				Body: channel.Post{ID: "7", Kind: channel.PostReply, Text: "Hi @shop", URL: "https://x.com/ada/status/7"}}},
		{"a Post of another form that was removed", `"tweet_delete_events":[{"status":{"id":"7","user_id":[]},"timestamp_ms":"then"}]`,
			channel.Event{ID: "twitter/20/post/7/deleted", Thread: in(""), Origin: channel.OriginContact, Body: channel.Post{ID: "7", Kind: channel.PostOther, Change: "removed"}}},
	} {
		got, err := ch.Receive(post([]byte(`{"for_user_id":"20",` + tt.list + `}`)))
		if diff := cmp.Diff(channel.Delivery{Events: []channel.Event{tt.want}}, got, cmpopts.IgnoreFields(channel.Event{}, "Raw")); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", tt.name, err, diff)
		}
	}
	for _, list := range []string{
		`"tweet_create_events":[{"id_str":"7","user":{"id_str":"30"},"text":["Hi"]}]`,
		`"tweet_create_events":[{"id_str":"7","user":{"id_str":"30"},"text":"Hi…","extended_tweet":{"full_text":{}}}]`,
		`"tweet_create_events":[{"id_str":"7","user":"ada","text":"Hi"}]`,
		`"block_events":[{"type":7,"target":{"id":"20"},"source":{"id":"30"}}]`,
		`"direct_message_mark_read_events":[{"sender_id":"30","last_read_event_id":{}}]`,
	} {
		got, err := ch.Receive(post([]byte(`{"for_user_id":"20",` + list + `}`)))
		if err != nil || len(got.Events) != 1 {
			t.Fatalf("%s: %d events, %v", list, len(got.Events), err)
		}
		if c, ok := got.Events[0].Body.(channel.Custom); !ok || c.Kind != channel.KindOdd || !strings.Contains(list, string(c.Data)) {
			t.Errorf("%s became %+v", list, got.Events[0].Body)
		}
	}
}
