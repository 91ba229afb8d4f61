package channeltest_test

import (
	"net/url"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

// greeting is a Memory whose platform checks the endpoint: GET ?challenge=…, signed in a header
// over the challenge.
func greeting(answer func(h channeltest.Harness, w channel.Webhook) (string, error)) func(channeltest.Harness) channeltest.Harness {
	return func(h channeltest.Harness) channeltest.Harness {
		get := func(text string, key channel.Secret) channel.Webhook {
			return channel.Webhook{Method: "GET", RawQuery: url.Values{"challenge": {text}}.Encode(), Header: h.Sign(key, []byte(text)).Header}
		}
		h.Handshake = func(key channel.Secret) (channel.Webhook, []byte) { return get("ping", key), []byte("ping") }
		h.Forged = func() []channel.Webhook { return []channel.Webhook{get("ping", "somebody else's")} }
		h.Lacks = nil
		return withFlaw(h, func(f *flawed, s channeltest.Setup) {
			prove := func(w channel.Webhook) (string, error) {
				own := h
				own.Keys = [2]channel.Secret{s.Keys.First(), s.Keys[len(s.Keys)-1].Secret}
				return answer(own, w)
			}
			f.verify = func(w channel.Webhook) error {
				if w.Method != "GET" {
					return f.Channel.Verify(w)
				}
				_, err := prove(w)
				return err
			}
			f.header = func(w channel.Webhook) error {
				if w.Method != "GET" {
					return channel.CheckHeader(f.Channel, w)
				}
				_, err := prove(w)
				return err
			}
			f.receive = func(w channel.Webhook) (channel.Delivery, error) {
				if w.Method != "GET" {
					return f.Channel.Receive(w)
				}
				text, err := prove(w)
				if err != nil {
					return channel.Delivery{}, err
				}
				return channel.Delivery{Handshake: true, Reply: channel.Reply{Body: []byte(text)}}, nil
			}
		})
	}
}

// right answers a handshake that any of the keys proves.
func right(h channeltest.Harness, w channel.Webhook) (string, error) {
	q, _ := url.ParseQuery(w.RawQuery)
	text := q.Get("challenge")
	for _, key := range []channel.Secret{h.Keys[0], h.Keys[1]} {
		if got, ok := w.Only("X-Memory-Signature"); ok && text != "" && got == h.Sign(key, []byte(text)).Header.Get("X-Memory-Signature") {
			return text, nil
		}
	}
	return "", &channel.Error{Op: channel.OpHandshake, Platform: "memory", Kind: channel.ErrForged}
}

// A channel that answers handshakes passes the whole suite too.
func TestConformanceWithHandshake(t *testing.T) { channeltest.Run(t, greeting(right)(harness())) }
