package twitter_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// A text with more marks than X can mean loses none of its words: what lies beyond the bound is
// text without marks.
func TestTextWithMoreMarksThanXHas(t *testing.T) {
	ch := open(t, config())
	text := strings.Repeat("#x ", 25_000) + "and the end"
	body := fmt.Sprintf(`{"for_user_id":%q,"direct_message_events":[{"type":"message_create","id":"1","created_timestamp":"1790000000000","message_create":
		{"target":{"recipient_id":%q},"sender_id":"77","message_data":{"text":%q,"entities":{"hashtags":[{"text":"x","indices":[0,2]}]}}}}]}`, us, us, text)
	got, err := ch.Receive(post([]byte(body)))
	if err != nil || len(got.Events) != 1 {
		t.Fatalf("%d events, %v", len(got.Events), err)
	}
	m, ok := got.Events[0].Body.(channel.Message)
	if !ok || m.Text != text || len(m.Spans) != 1000+len(text)/8 {
		t.Errorf("%T with %d bytes and %d marks, want %d bytes and %d marks", got.Events[0].Body, len(m.Text), len(m.Spans), len(text), 1000+len(text)/8)
	}
}

// BenchmarkReceiveEchoes shows that the apps of a call are read once, not once for each message:
// the time for an event stays the same.
func BenchmarkReceiveEchoes(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		var echoes, apps strings.Builder
		for i := range n {
			fmt.Fprintf(&apps, `,"%d":{"id":"%d","name":"App","url":"https://example.com/%d"}`, 900000+i, 900000+i, i)
			fmt.Fprintf(&echoes, `,{"type":"message_create","id":"%d","created_timestamp":"1790000000000","message_create":{"target":{"recipient_id":"77"},"sender_id":%q,"source_app_id":"%d","message_data":{"text":"a"}}}`,
				5000+i, us, 900000+i)
		}
		body := fmt.Sprintf(`{"for_user_id":%q,"direct_message_events":[%s],"apps":{%s}}`, us, echoes.String()[1:], apps.String()[1:])
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			benchReceive(b, []byte(body))
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/event")
		})
	}
}

// Looking for marks takes a bounded number of steps whatever the text and its marks are: the places
// of a text times its marks would be billions here.
func TestMarksTakeBoundedWork(t *testing.T) {
	var tags strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&tags, `,{"text":"%s%d"}`, strings.Repeat("#", 50), i)
	}
	ch := open(t, config())
	text := strings.Repeat("#", 200_000) + " #late"
	body := fmt.Sprintf(`{"for_user_id":%q,"direct_message_events":[{"type":"message_create","id":"1","created_timestamp":"1790000000000","message_create":
		{"target":{"recipient_id":%q},"sender_id":"77","message_data":{"text":%q,"entities":{"hashtags":[{"text":"late"}%s]}}}}]}`, us, us, text, tags.String())
	got, err := ch.Receive(post([]byte(body)))
	if err != nil || len(got.Events) != 1 {
		t.Fatalf("%d events, %v", len(got.Events), err)
	}
	// The steps were used up before the last word, so it is text without a mark.
	if m, ok := got.Events[0].Body.(channel.Message); !ok || m.Text != text || m.Spans != nil {
		t.Errorf("%T with %d bytes and %d marks, want %d bytes and none", got.Events[0].Body, len(m.Text), len(m.Spans), len(text))
	}
}

// Of marks that read alike the first counts, of those that begin alike the longest that ends there.
func TestMarksThatBeginAlike(t *testing.T) {
	ch := open(t, config())
	body := fmt.Sprintf(`{"for_user_id":%q,"direct_message_events":[{"type":"message_create","id":"1","created_timestamp":"1790000000000","message_create":
		{"target":{"recipient_id":%q},"sender_id":"77","message_data":{"text":"#a #ab #ABC #abcd #a.b @\u212aelvin","entities":{"hashtags":[{"text":"abc"},{"text":"a"},{"text":"a.b"},{"text":"ab"},{"text":"A"}],
		"user_mentions":[{"screen_name":"kelvin","id_str":"5"},{"screen_name":"KELVIN","id_str":"6"}]}}}}]}`, us, us)
	got, err := ch.Receive(post([]byte(body)))
	if err != nil || len(got.Events) != 1 {
		t.Fatalf("%d events, %v", len(got.Events), err)
	}
	want := []channel.Span{
		{Kind: channel.SpanHashtag, Start: 0, End: 2}, {Kind: channel.SpanHashtag, Start: 3, End: 6}, {Kind: channel.SpanHashtag, Start: 7, End: 11},
		{Kind: channel.SpanHashtag, Start: 18, End: 22}, {Kind: channel.SpanMention, Start: 23, End: 32, Value: "5"},
	}
	if diff := cmp.Diff(want, got.Events[0].Body.(channel.Message).Spans); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
}
