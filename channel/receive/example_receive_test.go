package receive_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

const key = "webhook-key"

// receiveToy is the Receive of a platform whose calls are
// {"messages":[{"id":…,"from":…,"text":…}]}.
func receiveToy(w channel.Webhook) ([]channel.Event, error) {
	if err := receive.Begin("toy", w, http.MethodPost); err != nil {
		return nil, err
	}
	mac, _ := hex.DecodeString(w.Header.Get("Toy-Signature"))
	if _, ok := channel.NewKeys(key).ProveMAC(sha256.New, w.Body, mac, w.At); !ok {
		return nil, receive.Forged("toy", channel.OpReceive, "the signature does not fit the body")
	}
	return receive.Bounded("toy", "desk", w, func(r jsonread.Reader, n *receive.Count) (events []channel.Event) {
		for member := range r.Object {
			if string(member) != "messages" {
				continue
			}
			for range r.Array {
				if !n.Take() {
					return events
				}
				events = append(events, message(r.Raw()))
			}
		}
		return events
	})
}

func message(raw []byte) channel.Event {
	e := channel.Event{Thread: channel.Thread{Platform: "toy", Account: "desk"}, Origin: channel.OriginContact, Raw: raw}
	var m channel.Message
	r := jsonread.Sub(raw)
	for member := range r.Object {
		switch string(member) {
		case "id":
			m.ID = r.ID()
		case "from":
			e.Thread.Contact = r.ID()
		case "text":
			m.Text = r.Text()
		}
	}
	e.ID, e.Body = channel.EventID("toy", "desk", "message", m.ID), m
	return e
}

// How does a platform outside this module read a webhook call? The steps that all platforms share
// are here: the form of the call, the error of a forged one, and a bound on what a body may make.
func Example() {
	sign := func(body, with string) channel.Webhook {
		mac := hmac.New(sha256.New, []byte(with))
		mac.Write([]byte(body))
		return channel.Webhook{Method: http.MethodPost, Header: http.Header{"Toy-Signature": {hex.EncodeToString(mac.Sum(nil))}}, Body: []byte(body)}
	}
	for _, w := range []channel.Webhook{
		sign(`{"messages":[{"id":"1","from":"ada","text":"Hello"}]}`, key),
		sign(`{"messages":[]}`, "another key"),
		sign(`{"messages":`, key),
		{Method: http.MethodGet},
	} {
		events, err := receiveToy(w)
		for _, e := range events {
			fmt.Println("event", e.ID, channel.Kind(e.Body))
		}
		if err != nil {
			fmt.Println(channel.StatusCode(err), err)
		}
	}
	// Output:
	// event toy/desk/message/1 message
	// 401 toy: receive: not proved to come from the platform: the signature does not fit the body
	// event toy/desk/malformed/d0c7c8ceb2469048b4670fd7 custom
	// 400 toy: receive: cannot be decoded: jsonread: invalid JSON at offset 12: unexpected end
	// 405 toy: receive: method not allowed
}
