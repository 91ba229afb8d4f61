package channel_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

// A host's webhook endpoint. The handler refuses calls without a proof before it reads their body,
// and stores also the one event with the bytes of a body that cannot be decoded.
func ExampleHandler() {
	ch, err := channeltest.NewMemory(channeltest.MemoryConfig{}) // or telegram.New, facebook.New, twitter.New
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/hook", &channel.Handler{
		Channel: ch,
		Store: func(ctx context.Context, events []channel.Event) error { // the host's own; unique on Event.ID
			for _, e := range events {
				fmt.Println("stored", e.ID, channel.Kind(e.Body))
			}
			return nil // if it fails, the platform delivers again
		},
		OnError: func(r *http.Request, err error) { fmt.Println("log:", err) },
	})

	// The platform calls, also with a body that cannot be decoded; then a stranger calls.
	call := ch.Webhook(channel.Event{Body: channel.Message{Text: "Hello"}}, channel.Event{Body: channel.Press{Payload: "yes"}})
	forged := call
	forged.Header = nil
	for _, call := range []channel.Webhook{call, ch.Raw([]byte(`{"events":`)), forged} {
		r := httptest.NewRequest(call.Method, "/hook", bytes.NewReader(call.Body))
		r.Header = call.Header
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		fmt.Println(w.Code)
	}
	// Output:
	// stored memory/desk/in-1 message
	// stored memory/desk/in-2 press
	// 200
	// stored memory/desk/malformed/a46398328bdea8699b99dd25 custom
	// log: memory: receive: cannot be decoded
	// 200
	// log: memory: receive: not proved to come from the platform
	// 401
}

// The steps of Handler by hand, for a host that wants them apart. Events can come together with an
// error.
func ExampleReceiver() {
	ch, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		panic(err)
	}
	store := func(events []channel.Event) error {
		fmt.Println("stored", len(events))
		return nil
	}
	hook := func(w http.ResponseWriter, r *http.Request) {
		call, err := channel.ReadWebhook(r, ch.CheckHeader) // headers first, then the body, bounded
		var got channel.Delivery
		if err == nil {
			got, err = ch.Receive(call) // proved, then decoded
		}
		if len(got.Events) > 0 { // also with ErrMalformed: then it is one event with the bytes
			err = store(got.Events)
		}
		if err != nil {
			http.Error(w, http.StatusText(channel.StatusCode(err)), channel.StatusCode(err))
			return
		}
		got.Reply.ServeHTTP(w, r)
	}

	call := ch.Raw([]byte(`{"events":`)) // verified, but not decodable
	r := httptest.NewRequest(call.Method, "/hook", bytes.NewReader(call.Body))
	r.Header = call.Header
	w := httptest.NewRecorder()
	hook(w, r)
	fmt.Println(w.Code)
	// Output:
	// stored 1
	// 200
}

// The body says what happened. Bodies are plain values in one closed set.
func ExampleEvent() {
	for _, e := range []channel.Event{
		{From: channel.Person{Name: "Ann"}, Body: channel.Message{Text: "Where is my parcel?"}},
		{From: channel.Person{Name: "Ann"}, Body: channel.Press{Button: "Track it", Payload: "track:17"}},
		{From: channel.Person{Name: "Ann"}, Body: channel.Custom{Kind: "poll_answer", Data: []byte(`{"option":2}`)}},
	} {
		switch b := e.Body.(type) {
		case channel.Message:
			fmt.Println(e.From.Name, "wrote:", b.Text)
		case channel.Press:
			fmt.Println(e.From.Name, "pressed:", b.Button)
		case channel.Custom:
			fmt.Println("kept for later:", b.Kind, string(b.Data))
		}
	}
	// Output:
	// Ann wrote: Where is my parcel?
	// Ann pressed: Track it
	// kept for later: poll_answer {"option":2}
}
