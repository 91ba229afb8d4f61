package facebook_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

// BenchmarkReceive compares one call with a text with the bare HMAC of the same bytes, and a batch
// of 1,000 texts; both in the compact form in which Meta sends JSON.
func BenchmarkReceive(b *testing.B) {
	pretty, err := os.ReadFile("testdata/webhooks/message_text.json")
	if err != nil {
		b.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, pretty); err != nil {
		b.Fatal(err)
	}
	ch := newChannel(b, nil)
	receive := func(body []byte, events int) func(*testing.B) {
		return func(b *testing.B) {
			call := signed(body)
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				got, err := ch.Receive(call)
				if err != nil || len(got.Events) != events {
					b.Fatal(len(got.Events), err)
				}
			}
			if events > 1 {
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*events), "ns/event")
			}
		}
	}
	b.Run("text", receive(compact.Bytes(), 1))
	b.Run("hmac", func(b *testing.B) {
		key, sum := []byte(appSecret), make([]byte, 0, sha256.Size)
		b.ReportAllocs()
		for b.Loop() {
			h := hmac.New(sha256.New, key)
			h.Write(compact.Bytes())
			sum = h.Sum(sum[:0])
		}
	})
	one := compact.String()
	from, to := strings.Index(one, `{"time"`), strings.LastIndex(one, "]}")
	var batch strings.Builder
	batch.WriteString(one[:from])
	for i := range 1000 {
		if i > 0 {
			batch.WriteByte(',')
		}
		batch.WriteString(strings.Replace(one[from:to], "m_Anna-1", fmt.Sprintf("m_Anna-%d", i), 1))
	}
	batch.WriteString(one[to:])
	b.Run("batch1000", receive([]byte(batch.String()), 1000))
}

// BenchmarkSend compares Send with the same request by bare net/http, both to a server on the
// loopback.
func BenchmarkSend(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `{"recipient_id":"`+personID+`","message_id":"m_sent1"}`)
	}))
	defer server.Close()
	client := server.Client()
	b.Run("send", func(b *testing.B) {
		ch := newChannel(b, func(c *facebook.Config) { c.HTTP, c.BaseURL = client, server.URL })
		b.ReportAllocs()
		for b.Loop() {
			if _, err := ch.Send(b.Context(), thread(personID), channel.Message{Text: "Your order left this morning.", Ref: "outbox:1"}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			body, err := json.Marshal(map[string]any{"access_token": pageToken, "recipient": map[string]string{"id": personID}, "messaging_type": "RESPONSE",
				"message": map[string]string{"text": "Your order left this morning.", "metadata": "outbox:1"}})
			if err != nil {
				b.Fatal(err)
			}
			resp, err := client.Post(server.URL+"/v26.0/"+pageID+"/messages?appsecret_proof="+proof, "application/json", bytes.NewReader(body))
			if err != nil {
				b.Fatal(err)
			}
			var answer struct {
				ID string `json:"message_id"`
			}
			err = json.NewDecoder(resp.Body).Decode(&answer)
			resp.Body.Close()
			if err != nil || answer.ID == "" {
				b.Fatal(err)
			}
		}
	})
}
