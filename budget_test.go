package contactkit_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// Budgets of the hot paths, in allocations. They were measured, and are meant to be lowered. A
// change that needs more must say why.

// accepting is a transport that accepts every message. It takes about seven allocations itself.
type accepting struct{}

func (accepting) RoundTrip(r *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, r.Body)
	body := `{"recipient_id":"88","message_id":"m_1"}`
	switch {
	case strings.Contains(r.URL.Path, "/bot"):
		body = `{"ok":true,"result":{"message_id":4711,"date":1781000500,"chat":{"id":6804410077,"type":"private"}}}`
	case strings.Contains(r.URL.Path, "direct_messages"):
		body = `{"event":{"type":"message_create","id":"5","created_timestamp":"1781000500000"}}`
	case strings.Contains(r.URL.Path, "dm_conversations"):
		body = `{"data":{"dm_conversation_id":"77-88","dm_event_id":"5"}}`
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}, nil
}

func TestSendKeepsItsBudget(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates too")
	}
	budgets := map[string]float64{telegram.Platform: 28, facebook.Platform: 30, twitter.Platform: 206} // signing by OAuth 1.0a takes 192, and some more by its random number
	for ch, thread := range connected(t, accepting{}) {
		m := channel.Message{Text: "Your order left this morning."}
		allocations(t, thread.Platform+": Send", budgets[thread.Platform], func() {
			if _, err := ch.Send(t.Context(), thread, m); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// allocations fails if f takes more than its budget.
func allocations(t *testing.T, name string, budget float64, f func()) {
	t.Helper()
	if got := testing.AllocsPerRun(100, f); got > budget {
		t.Errorf("%s takes %v allocations, budget %v", name, got, budget)
	}
}

// single are recorded calls with one event, and how many allocations Receive takes for each. It is
// more than for an event of a batch: the verification and the Delivery come on top.
var single = map[string]map[string]float64{
	telegram.Platform: {"message_text_plain.json": 7, "message_photo_caption.json": 15},
	facebook.Platform: {"message_text.json": 14, "attachment_image.json": 15},
	twitter.Platform:  {"dm_text.json": 18, "dm_photo.json": 21},
}

func TestReceiveOfOneKeepsItsBudget(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates too")
	}
	for ch, thread := range connected(t, &said{}) {
		bodies := recorded(t, thread.Platform)
		for name, budget := range single[thread.Platform] {
			w := proved(thread.Platform, bodies[name])
			allocations(t, thread.Platform+": Receive of "+name, budget, func() {
				if got, err := ch.Receive(w); err != nil || len(got.Events) != 1 {
					t.Fatal(len(got.Events), err)
				}
			})
		}
	}
}

// replayed is a request body that is read again and again.
type replayed struct{ *bytes.Reader }

func (replayed) Close() error { return nil }

// unseen is a response that nothing keeps. It has deadlines, as the server's own has.
type unseen struct {
	header http.Header
	status int
}

func (u *unseen) Header() http.Header             { return u.header }
func (u *unseen) Write(b []byte) (int, error)     { return len(b), nil }
func (u *unseen) WriteHeader(status int)          { u.status = status }
func (u *unseen) SetReadDeadline(time.Time) error { return nil }

// The whole call by channel.Handler: headers, body, verification, event, Store and reply.
func TestHandlerKeepsItsBudget(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates too")
	}
	budgets := map[string]float64{telegram.Platform: 20, facebook.Platform: 27, twitter.Platform: 31}
	names := map[string]string{telegram.Platform: "message_text_plain.json", facebook.Platform: "message_text.json", twitter.Platform: "dm_text.json"}
	for ch, thread := range connected(t, &said{}) {
		stored := 0
		h := &channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
			stored += len(events)
			return nil
		}}
		call := proved(thread.Platform, recorded(t, thread.Platform)[names[thread.Platform]])
		body := replayed{bytes.NewReader(nil)}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/webhook", body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header, r.ContentLength = call.Header, int64(len(call.Body))
		w, calls := &unseen{header: http.Header{}}, 0
		allocations(t, thread.Platform+": a call by Handler", budgets[thread.Platform], func() {
			calls++
			body.Reset(call.Body)
			h.ServeHTTP(w, r)
			if w.status != http.StatusOK || stored != calls {
				t.Fatal(w.status, stored, calls)
			}
		})
	}
}

// batch is a webhook call with n messages, each with a picture; nil for a platform without batches.
func batch(platform string, n int) []byte {
	var all strings.Builder
	for i := range n {
		if i > 0 {
			all.WriteByte(',')
		}
		switch platform {
		case facebook.Platform:
			fmt.Fprintf(&all, `{"sender":{"id":"8800000001"},"recipient":{"id":"77"},"timestamp":1781000700000,"message":{"mid":"m_%d","text":"see the picture","attachments":[{"type":"image","payload":{"url":"https://scontent.xx.fbcdn.net/v/1_n.jpg?oh=1"}}]}}`, i)
		case twitter.Platform:
			fmt.Fprintf(&all, `{"type":"message_create","id":"1%012d","created_timestamp":"1781000700000","message_create":{"target":{"recipient_id":"77"},"sender_id":"8800000001","message_data":{"text":"look https://t.co/a1","attachment":{"type":"media","media":{"id":55,"id_str":"5500000001","media_url_https":"https://ton.twitter.com/1.1/ton/data/dm/1/2/a.jpg","url":"https://t.co/a1","type":"photo"}}}}}`, i)
		default:
			return nil
		}
	}
	if platform == facebook.Platform {
		return []byte(`{"object":"page","entry":[{"id":"77","time":1781000700000,"messaging":[` + all.String() + `]}]}`)
	}
	return []byte(`{"for_user_id":"77","direct_message_events":[` + all.String() + `]}`)
}

// An event of a long batch costs as much as one of a short batch, in allocations and in bytes.
func TestReceiveKeepsItsBudget(t *testing.T) {
	budgets := map[string]float64{facebook.Platform: 7, twitter.Platform: 8}
	for ch, thread := range connected(t, &said{}) {
		perEvent := make(map[int]float64)
		for _, n := range []int{1000, 10_000} {
			body := batch(thread.Platform, n)
			if body == nil {
				continue
			}
			w := proved(thread.Platform, body)
			receive := func() {
				if got, err := ch.Receive(w); err != nil || len(got.Events) != n {
					t.Fatal(len(got.Events), err)
				}
			}
			if got := testing.AllocsPerRun(1, receive) / float64(n); got > budgets[thread.Platform]+0.1 {
				t.Errorf("%s: an event of %d takes %.2f allocations, budget %v", thread.Platform, n, got, budgets[thread.Platform])
			}
			perEvent[n] = float64(memoryOf(receive)) / float64(n)
		}
		if short, long := perEvent[1000], perEvent[10_000]; long > 1.1*short {
			t.Errorf("%s: an event of 1,000 takes %.0f bytes, one of 10,000 %.0f", thread.Platform, short, long)
		}
	}
}
