package channel_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

// What does a host's webhook handler look like?
func ExampleReceiver() {
	ch, err := channeltest.NewMemory(channeltest.MemoryConfig{}) // or telegram.New, facebook.New, twitter.New
	if err != nil {
		panic(err)
	}
	store := func(events []channel.Event) error { // the host's own; unique on Event.ID
		for _, e := range events {
			fmt.Println("stored", e.ID, channel.Kind(e.Body))
		}
		return nil
	}
	hook := func(w http.ResponseWriter, r *http.Request) {
		call, err := channel.ReadWebhook(r)
		if err == nil {
			var got channel.Delivery
			got, err = ch.Receive(call)
			if stored := store(got.Events); stored != nil {
				err = stored // the platform delivers again
			}
			if err == nil {
				got.Reply.ServeHTTP(w, r)
				return
			}
		}
		http.Error(w, http.StatusText(channel.StatusCode(err)), channel.StatusCode(err))
	}

	// The platform calls, and somebody else does.
	call := ch.Webhook(channel.Event{Body: channel.Message{Text: "Hello"}}, channel.Event{Body: channel.Press{Payload: "yes"}})
	for _, header := range []http.Header{call.Header, {"X-Memory-Signature": {"00"}}} {
		r := httptest.NewRequest(call.Method, "/hook", strings.NewReader(string(call.Body)))
		r.Header = header
		w := httptest.NewRecorder()
		hook(w, r)
		fmt.Println(w.Code)
	}
	// Output:
	// stored memory/desk/in-1 message
	// stored memory/desk/in-2 press
	// 200
	// 401
}

// What happened? Bodies are plain values in one closed set.
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
