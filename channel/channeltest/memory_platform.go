package channeltest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// book is the platform's side of a Memory: what it took and what it will do next.
type book struct {
	now      func() time.Time
	profiles []channel.Profile

	mu       sync.Mutex
	sent     []MemorySent
	log      []string
	files    map[string]record
	told     []channel.Event // what Webhook told, for History
	named    int             // how many events Webhook gave a name
	hook     string
	failures []failure
}

// failure is one that a test asked for.
type failure struct {
	err  error
	late bool // after the platform acted
}

// record is a call from the channel to the platform.
type record struct {
	Thread  channel.Thread  `json:"thread,omitzero"`
	Message channel.Message `json:"message,omitzero"`
	ID      string          `json:"id,omitempty"`   // of the message, the press or the file
	Text    string          `json:"text,omitempty"` // emoji, answer or URL
	File    []byte          `json:"file,omitempty"`
	Name    string          `json:"name,omitempty"`
	Type    string          `json:"type,omitempty"`
}

// refusal is the platform's answer to what it does not take.
type refusal struct {
	Word string  `json:"error"`
	Wait float64 `json:"wait,omitempty"` // seconds
}

// ServeHTTP is the platform's API.
func (b *book) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+memoryToken {
		reply(w, http.StatusUnauthorized, refusal{Word: "unauthorized"})
		return
	}
	var in record
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		reply(w, http.StatusBadRequest, refusal{Word: "rejected"})
		return
	}
	out, ok := b.take(r.URL.Path[1:], in)
	if !ok {
		reply(w, http.StatusBadRequest, refusal{Word: "rejected"})
		return
	}
	reply(w, http.StatusOK, out)
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// take does what a call asks for and returns the answer; it is not ok if the call names what does
// not exist.
func (b *book) take(op string, in record) (answer any, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := slices.IndexFunc(b.sent, func(s MemorySent) bool { return s.ID == in.ID && s.Thread == in.Thread })
	entry, answer := op, any(struct{}{})
	if in.ID != "" {
		entry += " " + in.ID
	}
	switch op {
	case opSend, opReplyPost:
		id := strconv.Itoa(len(b.sent) + 1)
		entry += " " + id
		b.sent = append(b.sent, MemorySent{ID: id, Thread: in.Thread, Message: in.Message, Time: b.now().UTC(), Post: in.ID})
		answer = channel.Sent{IDs: []string{id}, Time: b.now().UTC()}
	case opEdit, opDelete:
		if at < 0 {
			return nil, false
		}
		if op == opDelete {
			b.sent[at].Deleted = true
		} else {
			b.sent[at].Message, b.sent[at].Edited = in.Message, true
		}
	case opDeletePost:
		if at >= 0 && b.sent[at].Post == "" {
			return nil, false // a private message is no post
		} else if at >= 0 {
			b.sent[at].Deleted = true
		}
	case opReadPost:
		p, there := b.post(in.Thread, in.ID)
		if !there {
			return nil, false
		}
		answer = p
	case opHidePost, opLikePost:
		if in.Text != "" {
			entry += " " + in.Text
		}
	case opReact:
		if at >= 0 {
			b.sent[at].Reaction = in.Text
		}
	case opUpload:
		id := fmt.Sprintf("file-%d", len(b.files)+1)
		b.files[id] = in
		answer = channel.Attachment{ID: id}
	case opOpenMedia:
		f, known := b.files[in.ID]
		if !known {
			return nil, false
		}
		answer = f
	case opProfile:
		i := slices.IndexFunc(b.profiles, func(p channel.Profile) bool { return p.ID == in.Thread.Contact })
		if i < 0 {
			return nil, false
		}
		answer = b.profiles[i]
	case opSubscribe, opUnsubscribe:
		b.hook = in.Text
	case opCheck:
		answer = channel.Subscription{URL: b.hook, Active: b.hook != ""}
	}
	b.log = append(b.log, entry)
	return answer, true
}

// fail plans failures.
func (b *book) fail(f failure, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failures = append(b.failures, slices.Repeat([]failure{f}, n)...)
}

// next takes the failure of the next call; its err is nil if there is none.
func (b *book) next() failure {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.failures) == 0 {
		return failure{}
	}
	f := b.failures[0]
	b.failures = b.failures[1:]
	return f
}

// name makes a name for an event.
func (b *book) name() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.named++
	return "in-" + strconv.Itoa(b.named)
}

// tell keeps an event for History.
func (b *book) tell(e channel.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.told = append(b.told, e)
}
