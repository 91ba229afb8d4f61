package channeltest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/call"
)

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
	Error string  `json:"error"`
	Text  string  `json:"text,omitempty"`
	Wait  float64 `json:"wait,omitempty"` // seconds
}

// refusals are the platform's words.
var refusals = map[string]error{
	"unauthorized": channel.ErrUnauthorized, "rate_limited": channel.ErrRateLimited, "unavailable": channel.ErrUnavailable,
	"unreachable": channel.ErrUnreachable, "window_closed": channel.ErrWindowClosed, "not_owner": channel.ErrNotOwner, "rejected": channel.ErrRejected,
}

// call makes one call to the platform. out takes its answer; nil: none is expected.
func (m *Memory) call(ctx context.Context, op string, r record, out any) error {
	fail := func(kind, err error) error {
		return &channel.Error{Op: op, Platform: MemoryPlatform, Kind: kind, Err: err}
	}
	if err := context.Cause(ctx); err != nil {
		return fail(channel.ErrUnavailable, err)
	}
	planned, failing := m.book.next()
	if failing && !planned.late {
		return m.failure(op, planned.err)
	}
	body, err := json.Marshal(r)
	if err != nil {
		return fail(channel.ErrRejected, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://memory.invalid/"+urlWord(op), bytes.NewReader(body))
	if err != nil {
		return fail(channel.ErrRejected, err)
	}
	req.Header.Set("Authorization", "Bearer "+memoryToken)
	req.Header.Set("Content-Type", "application/json")
	secrets := []string{memoryToken}
	for _, k := range m.keys {
		secrets = append(secrets, k.Secret.Reveal())
	}
	answer, err := call.Call{Platform: MemoryPlatform, Op: op, Secrets: secrets, Limit: 64 << 20}.Do(m.client, req)
	if err != nil {
		return err
	}
	if failing {
		return m.failure(op, planned.err)
	}
	if answer.Status != http.StatusOK {
		return refused(op, answer, secrets)
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(answer.Body, &object); err != nil || object == nil {
		return fail(channel.ErrUncertain, errors.New("the answer cannot be understood"))
	}
	if out != nil {
		if err := json.Unmarshal(answer.Body, out); err != nil {
			return fail(channel.ErrUncertain, errors.New("the answer cannot be understood"))
		}
	}
	return nil
}

// refused says what a refusal means.
func refused(op string, a call.Answer, secrets []string) error {
	e := &channel.Error{Op: op, Platform: MemoryPlatform, Kind: channel.ErrRejected, Code: strconv.Itoa(a.Status)}
	if a.Status/100 == 5 {
		e.Kind = channel.ErrUncertain
	}
	var r refusal
	if err := json.Unmarshal(a.Body, &r); err != nil {
		return e
	}
	if kind := refusals[r.Error]; kind != nil {
		e.Kind, e.Code = kind, r.Error
	}
	if r.Text != "" {
		e.Err = errors.New(call.Redact(r.Text, secrets...))
	}
	if r.Wait > 0 {
		e.Wait = time.Duration(r.Wait * float64(time.Second))
	}
	if errors.Is(e.Kind, channel.ErrRateLimited) {
		e.Scope = channel.ScopeAccount
	}
	return e
}

// failure is a failure that a test asked for.
func (m *Memory) failure(op string, err error) error {
	e := channel.Error{Kind: channel.ErrUnavailable, Err: err}
	if given, ok := errors.AsType[*channel.Error](err); ok {
		e = *given
	} else {
		for _, kind := range append(sortedKinds(), channel.ErrUncertain, channel.ErrMalformed) {
			if errors.Is(err, kind) {
				e = channel.Error{Kind: kind}
				if err != kind {
					e.Err = err
				}
				break
			}
		}
	}
	e.Op, e.Platform = op, MemoryPlatform
	return &e
}

func sortedKinds() []error {
	var kinds []error
	for _, word := range slices.Sorted(mapKeys(refusals)) {
		kinds = append(kinds, refusals[word])
	}
	return kinds
}

func mapKeys(m map[string]error) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func urlWord(op string) string {
	return string(bytes.ReplaceAll([]byte(op), []byte(" "), []byte("-")))
}

// ServeHTTP is the platform's API.
func (b *book) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in record
	if r.Header.Get("Authorization") != "Bearer "+memoryToken {
		w.WriteHeader(http.StatusUnauthorized)
		_ = json.NewEncoder(w).Encode(refusal{Error: "unauthorized"})
		return
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(refusal{Error: "rejected", Text: err.Error()})
		return
	}
	out, word := b.take(r.URL.Path[1:], in)
	if word != "" {
		w.WriteHeader(http.StatusBadRequest)
		out = refusal{Error: word}
	}
	_ = json.NewEncoder(w).Encode(out)
}

// take does what a call asks for and returns the answer, or the word of a refusal.
func (b *book) take(op string, in record) (any, string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	entry := op
	if in.ID != "" {
		entry += " " + in.ID
	}
	var out any = struct{}{}
	switch op {
	case channel.OpSend:
		id := strconv.Itoa(len(b.sent) + 1)
		entry += " " + id
		b.sent = append(b.sent, MemorySent{ID: id, Thread: in.Thread, Message: in.Message, Time: b.now().UTC()})
		out = channel.Sent{IDs: []string{id}, Time: b.now().UTC()}
	case "edit", "delete", "react":
		i := slices.IndexFunc(b.sent, func(s MemorySent) bool { return s.ID == in.ID && s.Thread == in.Thread })
		if i < 0 && op != "react" {
			return nil, "rejected"
		}
		if i >= 0 {
			b.change(&b.sent[i], op, in)
		}
	case "upload":
		id := fmt.Sprintf("file-%d", len(b.files)+1)
		b.files[id] = stored{in.Name, in.Type, in.File}
		out = channel.Attachment{ID: id}
	case "open-media":
		f, ok := b.files[in.ID]
		if !ok {
			return nil, "rejected"
		}
		out = record{File: f.data, Name: f.name, Type: f.mime}
	case "profile":
		i := slices.IndexFunc(b.profiles, func(p channel.Profile) bool { return p.ID == in.Thread.Contact })
		if i < 0 {
			return nil, "rejected"
		}
		out = b.profiles[i]
	case "subscribe":
		b.hook = in.Text
	case "unsubscribe":
		b.hook = ""
	case "check-subscription":
		out = channel.Subscription{URL: b.hook, Active: b.hook != ""}
	}
	b.log = append(b.log, entry)
	return out, ""
}

func (b *book) change(s *MemorySent, op string, in record) {
	switch op {
	case "edit":
		s.Message, s.Edited = in.Message, true
	case "delete":
		s.Deleted = true
	case "react":
		s.Reacted = nil
		if in.Text != "" {
			s.Reacted = []string{in.Text}
		}
	}
}
