package channeltest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

// harness says what the suite has to know of a Memory.
func harness() channeltest.Harness {
	limits := channeltest.MemoryLimits()
	limits.Windows = []channel.Window{{Name: "standard", For: 24 * time.Hour}, {Name: "person", By: channel.ByPerson, For: 7 * 24 * time.Hour}}
	limits.NotTogether = true
	limits.Spans = []channel.SpanKind{channel.SpanBold}
	limits.Location, limits.Abilities.React, limits.Abilities.History = true, false, false
	event := func(in channeltest.Incoming, more string) string {
		return fmt.Sprintf(`{"id":"memory/%[1]s/%[2]d","thread":{"platform":"memory","account":%[1]q,"contact":%[3]q},"from":{"id":%[3]q},"time":%[4]q,`+
			`"kind":"message","body":{"id":"%[2]d","text":%[5]s}%[6]s}`, in.Account, in.N, in.Contact, in.Time.Format(time.RFC3339), in.Text, more)
	}
	const customer = `,"origin":"contact","renews":true`
	list := func(events ...string) []byte { return []byte(`{"events":[` + strings.Join(events, ",") + `]}`) }
	return channeltest.Harness{
		Keys:    [2]channel.Secret{"first key with / and +", "second key with & and ="},
		Secrets: []string{"memory-token-9+/=&?7"},
		New: func(_ testing.TB, s channeltest.Setup) (channel.Channel, error) {
			keys := s.Keys
			if keys == nil {
				keys = channel.Keys{} // nil would mean a made-up key
			}
			m, err := channeltest.NewMemory(channeltest.MemoryConfig{Accounts: []string{"sales", "desk"}, Keys: keys, Limits: limits, HTTP: s.HTTP, Now: s.Now})
			if err != nil {
				return nil, err
			}
			return m, nil
		},
		Sign: func(key channel.Secret, body []byte) channel.Webhook {
			mac := hmac.New(sha256.New, []byte(key.Reveal()))
			mac.Write(body)
			return channel.Webhook{Method: "POST", Header: http.Header{"X-Memory-Signature": {hex.EncodeToString(mac.Sum(nil))}}, Body: body}
		},
		Proof:   []string{"X-Memory-Signature"},
		Message: func(in channeltest.Incoming) []byte { return list(event(in, customer)) },
		Batch: func(ins ...channeltest.Incoming) []byte {
			var all []string
			for _, in := range ins {
				all = append(all, event(in, customer))
			}
			return list(all...)
		},
		Odd: func(ins ...channeltest.Incoming) []byte {
			var all []string
			for i, in := range ins {
				if all = append(all, event(in, customer)); i == 0 {
					all = append(all, `{"id":7,"thread":"?"}`)
				}
			}
			return list(all...)
		},
		Unknown:  func() []byte { return list(`{"id":"memory/desk/9","kind":"telepathy","body":{"thought":"?"}}`) },
		Echo:     func(in channeltest.Incoming) []byte { return list(event(in, `,"origin":"us"`)) },
		Standby:  func(in channeltest.Incoming) []byte { return list(event(in, customer+`,"standby":true`)) },
		Nothing:  [][]byte{[]byte(`{"events":[]}`), []byte(`{"others":[1]}`)},
		Samples:  samples(),
		Accounts: []string{"desk", "sales"},
		Thread:   channel.Thread{Platform: "memory", Account: "desk", Contact: "customer"},
		Platform: func(t testing.TB, s channeltest.Setup) http.Handler {
			m, err := channeltest.NewMemory(channeltest.MemoryConfig{Keys: s.Keys, Limits: limits, Now: s.Now})
			if err != nil {
				t.Fatal(err)
			}
			return m.Platform()
		},
		Answers: map[string]channeltest.Answer{
			"rate limited": {Status: 429, Body: `{"error":"rate_limited","wait":2.5}`, Kind: channel.ErrRateLimited, Scope: channel.ScopeAccount, Wait: 2500 * time.Millisecond, Code: "rate_limited"},
			"unauthorized": {Status: 401, Body: `{"error":"unauthorized"}`, Kind: channel.ErrUnauthorized},
			"unreachable":  {Status: 400, Body: `{"error":"unreachable"}`, Kind: channel.ErrUnreachable},
			"no such word": {Status: 400, Body: `{"error":"tired"}`, Kind: channel.ErrRejected},
		},
		Refuse: func(description string) channeltest.Answer {
			body, _ := json.Marshal(map[string]string{"error": "rejected", "text": description})
			return channeltest.Answer{Status: 400, Body: string(body), Kind: channel.ErrRejected}
		},
		Lacks: map[string]string{
			"handshake":                   "a memory is told its endpoint by nobody",
			"forged handshake":            "a memory is told its endpoint by nobody",
			"handshake during a rotation": "a memory is told its endpoint by nobody",
		},
	}
}

func TestConformance(t *testing.T) { channeltest.Run(t, harness()) }

// samples are events of every kind, as Webhook writes them.
func samples() map[string][]byte {
	m, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		panic(err)
	}
	at := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	out := make(map[string][]byte)
	for _, b := range []channel.Body{
		channel.Message{Text: "Hello", Spans: []channel.Span{{Kind: channel.SpanBold, Start: 0, End: 5}}, Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "1", Duration: time.Second}},
			Location: &channel.Location{Latitude: 1.5, Longitude: -2.5}, Card: &channel.Card{Name: "Ann"}, Forward: &channel.Forward{Time: at}, Referral: &channel.Started{Ref: "r"}},
		channel.Edited{Message: channel.Message{ID: "1", Text: "Hallo"}}, channel.Deleted{IDs: []string{"1", "2"}}, channel.Press{ID: "1", Payload: "yes"},
		channel.Reacted{MessageID: "1", Reactions: []string{"👍"}}, channel.Delivered{IDs: []string{"1"}, Until: at}, channel.Read{Until: at}, channel.Typing{},
		channel.Started{Ref: "shop"}, channel.Blocked{Reason: "why"}, channel.Unblocked{}, channel.Handover{Kind: channel.HandoverTaken, From: "1"},
		channel.Post{ID: "1", Kind: channel.PostComment, Text: "Nice"}, channel.Failed{ID: "1", Code: "7"}, channel.Moved{From: channel.Thread{Platform: "memory", Account: "desk", Contact: "group:1"}},
		channel.Revoked{Reason: "why"}, channel.Custom{Kind: "own", Data: []byte(`{"a":1}`)}, channel.Custom{Kind: "bytes", Data: []byte("\xff\x00")},
	} {
		out[channel.Kind(b)+fmt.Sprint(len(out))] = m.Webhook(channel.Event{Body: b, Time: at}).Body
	}
	return out
}
