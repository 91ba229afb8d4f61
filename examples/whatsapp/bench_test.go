package whatsapp_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/golden"
	"github.com/contactkit/contactkit/examples/whatsapp"
)

// BenchmarkReceive compares one call with a text with the bare HMAC of the same bytes, in the
// compact form in which Meta sends JSON.
func BenchmarkReceive(b *testing.B) {
	ch := newChannel(b, nil)
	for _, name := range []string{"text", "image", "status_delivered"} {
		var compact bytes.Buffer
		if err := json.Compact(&compact, golden.Bodies(b)[name]); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			call := signed(compact.Bytes())
			b.ReportAllocs()
			for b.Loop() {
				if got, err := ch.Receive(call); err != nil || len(got.Events) != 1 {
					b.Fatal(len(got.Events), err)
				}
			}
		})
		b.Run(name+"/hmac", func(b *testing.B) {
			key, sum := []byte(appSecret), make([]byte, 0, sha256.Size)
			for b.Loop() {
				h := hmac.New(sha256.New, key)
				h.Write(compact.Bytes())
				sum = h.Sum(sum[:0])
			}
		})
	}
}

// BenchmarkSend measures Send of a text to a server on the loopback.
func BenchmarkSend(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `{"messaging_product":"whatsapp","contacts":[{"input":"x","user_id":"`+userID+`"}],"messages":[{"id":"wamid.sent="}]}`)
	}))
	defer server.Close()
	ch := newChannel(b, func(c *whatsapp.Config) { c.HTTP, c.BaseURL = server.Client(), server.URL })
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ch.Send(b.Context(), thread(userID), channel.Message{Text: "Your order left this morning.", Ref: "outbox:1"}); err != nil {
			b.Fatal(err)
		}
	}
}

// A text costs few allocations: the strings of its event, and the slice.
func TestReceiveAllocates(t *testing.T) {
	ch := newChannel(t, nil)
	call := signed(golden.Bodies(t)["text"])
	if n := testing.AllocsPerRun(100, func() {
		if _, err := ch.Receive(call); err != nil {
			t.Fatal(err)
		}
	}); n > 24 {
		t.Errorf("%v allocations", n)
	}
}
