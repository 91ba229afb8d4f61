package channel_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Which column names a conversation?
func ExampleThread_Key() {
	t := channel.Thread{Platform: "telegram", Account: "7100000001", Contact: "group:-100200", Topic: "3"}
	key := t.Key()
	back, err := channel.ParseThread(key)
	scheme, id := back.Scheme()
	fmt.Println(key, back == t, err, scheme, id)
	// Output: telegram/7100000001/group:-100200//3 true <nil> group -100200
}

// How does a platform of one's own name an event? By the thing and what happened to it, never by
// the envelope.
func ExampleEventID() {
	fmt.Println(channel.EventID("pager", "hotline", "m/17"))
	fmt.Println(channel.EventID("pager", "hotline", "m/17", "edit.2"))
	// Output:
	// pager/hotline/m%2F17
	// pager/hotline/m%2F17/edit.2
}

// Events are plain data: a row of JSON keeps all of them.
func ExampleEvent_MarshalJSON() {
	e := channel.Event{
		ID: "telegram/7/42/5", Thread: channel.Thread{Platform: "telegram", Account: "7", Contact: "42"},
		Time: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), Body: channel.Message{ID: "5", Text: "Hello"},
	}
	row, err := json.Marshal(e)
	fmt.Println(string(row), err)
	var back channel.Event
	err = json.Unmarshal(row, &back)
	fmt.Println(back.Body.(channel.Message).Text, err)
	// Output:
	// {"id":"telegram/7/42/5","thread":{"platform":"telegram","account":"7","contact":"42"},"time":"2026-03-02T12:00:00Z","kind":"message","body":{"id":"5","text":"Hello"}} <nil>
	// Hello <nil>
}

// Why clone? An event holds the body of the whole call until then.
func ExampleEvent_Clone() {
	body := []byte(`[{"id":1},{"id":2}]`)
	e := channel.Event{Body: channel.Typing{}, Raw: body[1:9]}
	kept := e.Clone()
	copy(body, "xxxxxxxxxxxxxxxxxxx") // the buffer is used again
	fmt.Println(string(e.Raw), string(kept.Raw))
	// Output: xxxxxxxx {"id":1}
}

// A call can be kept and logged: what carries a credential is left out.
func ExampleWebhook_MarshalJSON() {
	call := channel.Webhook{
		Method: "GET", RawQuery: "hub.mode=subscribe&hub.verify_token=hunter2&hub.challenge=17",
		Header: http.Header{"X-Hub-Signature-256": {"sha256=00"}, "X-Telegram-Bot-Api-Secret-Token": {"hunter2"}},
	}
	text, err := json.Marshal(call)
	fmt.Println(string(text), err)
	// Output: {"method":"GET","query":"hub.mode=subscribe\u0026hub.challenge=17","header":{"X-Hub-Signature-256":["sha256=00"]}} <nil>
}

// Platforms deliver late and mixed.
func ExampleSortEvents() {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	events := []channel.Event{{ID: "b", Time: noon.Add(time.Second)}, {ID: "c (no time)"}, {ID: "a", Time: noon}}
	channel.SortEvents(events)
	for _, e := range events {
		fmt.Println(e.ID)
	}
	// Output:
	// a
	// b
	// c (no time)
}

// A text for a database that takes neither U+0000 nor bytes that are not UTF-8.
func ExampleClean() {
	fmt.Printf("%+q\n", channel.Clean("caf\xe9\x00!"))
	// Output: "caf\ufffd\ufffd!"
}
