package twitter_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
)

// An authentic call never panics, loses no event, and fails only as ErrMalformed; then its bytes
// are kept.
func FuzzReceive(f *testing.F) {
	for _, body := range bodies(f) {
		f.Add(body)
	}
	f.Add([]byte(`{"for_user_id":"1","direct_message_events":[{"type":"message_create","id":"1","created_timestamp":"9223372036854775807"}]}`))
	f.Add([]byte(`{"data":[{"event_type":"dm.sent","payload":{"direct_message_events":[1,{}]}}],"user_event":{"revoke":{"date_time":"9999-12-31T23:59:59-12:00","source":{"user_id":1}}}}`))
	ch := open(f, config())
	f.Fuzz(func(t *testing.T, body []byte) {
		w := post(body)
		got, err := ch.Receive(w)
		switch {
		case errors.Is(err, channel.ErrForged):
			// Only for what X never sends: see the next target.
			if len(got.Events) > 0 || json.Valid(body) && isObject(body) {
				t.Errorf("a proved call is called forged: %q", body)
			}
			return
		case err != nil:
			if !errors.Is(err, channel.ErrMalformed) || len(got.Events) != 1 || isObject(body) && len(body) < 500 {
				t.Errorf("Receive: %d events, %v", len(got.Events), err)
			}
		default:
			if want, ok := countEvents(body); ok && len(got.Events) != want {
				t.Errorf("%d events of %q, want %d", len(got.Events), body, want)
			}
		}
		for _, ev := range got.Events {
			if ev.ID == "" || ev.Body == nil || ev.Thread.Account == "" {
				t.Errorf("an event lacks what every event has: %+v", ev)
			}
			text, err := json.Marshal(ev)
			if err != nil {
				t.Fatalf("an event cannot be stored: %v", err)
			}
			var back channel.Event
			if err := json.Unmarshal(text, &back); err != nil {
				t.Errorf("an event cannot be read back: %v", err)
			}
			for _, s := range []string{ev.ID, ev.Thread.Contact, ev.From.Name, ev.From.Handle} {
				if channel.Clean(s) != s {
					t.Errorf("%q is not clean", s)
				}
			}
			if m, ok := ev.Body.(channel.Message); ok {
				checkSpans(t, m)
			}
		}
	})
}

func checkSpans(t *testing.T, m channel.Message) {
	t.Helper()
	end := 0
	for _, s := range m.Spans {
		if s.Start < end || s.End <= s.Start || s.End > len(m.Text) || channel.Clean(m.Text[s.Start:s.End]) != m.Text[s.Start:s.End] {
			t.Errorf("span %+v of %q", s, m.Text)
		}
		end = s.End
	}
}

func isObject(body []byte) bool {
	var o map[string]json.RawMessage
	return json.Unmarshal(body, &o) == nil && o != nil
}

// countEvents counts, with encoding/json, the elements that a body of the Account Activity API
// carries; not ok: it is of another form, or so deep or so written that the two readers may differ.
func countEvents(body []byte) (n int, ok bool) {
	var o map[string]json.RawMessage
	if json.Unmarshal(body, &o) != nil {
		return 0, false
	}
	var again []byte
	for key, value := range o {
		again = append(again, key...)
		var list []json.RawMessage
		switch key {
		case "for_user_id", "users", "apps", "user_has_blocked":
			continue
		case "data":
			return 0, false
		}
		switch value[0] {
		case '[':
			if json.Unmarshal(value, &list) != nil {
				return 0, false
			}
			n += len(list)
		case '{':
			n++
		case 'n':
		default:
			if strings.HasSuffix(key, "_events") || key == "user_event" || key == "replay_job_status" {
				n++
			}
		}
	}
	return n, channel.Clean(string(again)) == string(again) && !repeats(body)
}

// repeats reports whether a name of the outermost object is a duplicate: that is two lists here and
// one in a map.
func repeats(body []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(body))
	if _, err := dec.Token(); err != nil {
		return true
	}
	seen := make(map[json.Token]bool)
	for dec.More() {
		name, err := dec.Token()
		if err != nil || seen[name] {
			return true
		}
		seen[name] = true
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return true
		}
	}
	return false
}

// No text that is signed as a challenge proves a POST.
func FuzzChallengeProvesNothing(f *testing.F) {
	for _, body := range bodies(f) {
		f.Add(string(body))
	}
	for _, s := range []string{" ", "a b", "\ufeff{}", "[]", "\x00{}", "crc_token=a"} {
		f.Add(s)
	}
	ch := open(f, config())
	f.Fuzz(func(t *testing.T, text string) { checkNoOracle(t, ch, text) })
}

// With any query and header, a GET is answered with a signature of its token or refused, and a
// signature that is not over the query as X may have sent it proves nothing.
func FuzzHandshake(f *testing.F) {
	f.Add("crc_token=a%2Bb+c&nonce=n", "sha256=x")
	f.Add("nonce=n&crc_token=a/b&x=1", sign(secret, "crc_token=a%2Fb&nonce=n"))
	f.Add("crc_token=%7B%7D", "")
	ch := open(f, config())
	f.Fuzz(func(t *testing.T, query, signature string) {
		values, _ := url.ParseQuery(query)
		answer := `{"response_token":"` + sign(secret, values.Get("crc_token")) + `"}`
		for _, w := range []channel.Webhook{get(query, signature), get(query)} {
			got, err := ch.Receive(w)
			if err == nil && (!got.Handshake || string(got.Reply.Body) != answer) || err != nil && got.Handshake || len(got.Events) > 0 {
				t.Errorf("Receive(%q): %s, %v", query, got.Reply.Body, err)
			}
			if err != nil && channel.StatusCode(err) != http.StatusBadRequest && channel.StatusCode(err) != http.StatusForbidden {
				t.Errorf("Receive(%q): %v", query, err)
			}
		}
		if ch.Verify(get(query, sign("guess", query))) == nil {
			t.Errorf("another app's signature proves %q", query)
		}
	})
}
