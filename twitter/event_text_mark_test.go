package twitter_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
)

// A text with more marks than X can mean loses none of its words: what lies beyond the bound is text without marks.
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
	if !ok || m.Text != text || len(m.Spans) != 20_000 {
		t.Errorf("%T with %d bytes and %d marks, want %d bytes and 20,000 marks", got.Events[0].Body, len(m.Text), len(m.Spans), len(text))
	}
}

// BenchmarkReceiveEchoes shows that the apps of a call are read once, not once for each message: the time for an event stays the same.
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
