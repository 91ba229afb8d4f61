package twitter_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/contactkit/contactkit/channel"
)

// BenchmarkReceiveMessage compares a direct message with signature with the bare HMAC of the same
// body.
func BenchmarkReceiveMessage(b *testing.B) {
	all := bodies(b)
	for _, name := range []string{"dm_text", "dm_video", "activity_dm_received", "post_mention"} {
		var compact bytes.Buffer // as X sends it, without white space
		if err := json.Compact(&compact, all[name]); err != nil {
			b.Fatal(err)
		}
		body := compact.Bytes()
		b.Run(name, func(b *testing.B) { benchReceive(b, body) })
		b.Run(name+"/hmac", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				mac := hmac.New(sha256.New, []byte(secret))
				mac.Write(body)
				mac.Sum(nil)
			}
		})
	}
}

func benchReceive(b *testing.B, body []byte) {
	ch := open(b, config())
	w := post(body)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ch.Receive(w); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReceiveBatch shows that a batch costs no more than its events.
func BenchmarkReceiveBatch(b *testing.B) {
	for _, n := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			benchReceive(b, batch(n))
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/event")
		})
	}
}

func BenchmarkHandshake(b *testing.B) {
	ch := open(b, config())
	w := get("crc_token=challenge&nonce=n", sign(secret, "crc_token=challenge&nonce=n"))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ch.Receive(w); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSend measures what Send adds to the transport: checks, JSON, OAuth signing.
func BenchmarkSend(b *testing.B) {
	cfg := config()
	cfg.HTTP = &http.Client{Transport: answering(accepted)}
	ch := open(b, cfg)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ch.Send(b.Context(), toAda, channel.Message{Text: "How can we help?"}); err != nil {
			b.Fatal(err)
		}
	}
}
