package facebooktest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

const (
	pageA  = "108000000000001"
	tokenA = "EAAexamplePageToken"
)

// reply is an answer of the API.
type reply struct {
	Recipient  string `json:"recipient_id"`
	Message    string `json:"message_id"`
	Attachment string `json:"attachment_id"`
	Success    bool   `json:"success"`
	Data       json.RawMessage
	Error      struct {
		Message string
		Type    string
		Code    int
		Sub     int    `json:"error_subcode"`
		Trace   string `json:"fbtrace_id"`
	}
	status int
	header http.Header
	body   []byte
}

func call(t *testing.T, s *facebooktest.Server, method, path, contentType, body string, header ...string) reply {
	t.Helper()
	req, err := http.NewRequest(method, "https://graph.facebook.com"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	r := reply{status: resp.StatusCode, header: resp.Header}
	if r.body, err = io.ReadAll(resp.Body); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(r.body, &r); err != nil {
		t.Fatalf("%s: %v", r.body, err)
	}
	return r
}

// send posts a body to the Send API of the example Page.
func send(t *testing.T, s *facebooktest.Server, body string) reply {
	t.Helper()
	return call(t, s, "POST", "/v26.0/"+pageA+"/messages?access_token="+tokenA, "application/json", body)
}

// say is a plain text to a contact.
func say(t *testing.T, s *facebooktest.Server, contact, text string) reply {
	t.Helper()
	return send(t, s, `{"recipient":{"id":"`+contact+`"},"messaging_type":"RESPONSE","message":{"text":"`+text+`"}}`)
}

// host is a webhook handler that keeps what it gets and answers with the next of its statuses, then
// 200.
type host struct {
	statuses []int
	raw      []string
	headers  []http.Header
	queries  []url.Values
	events   []map[string]json.RawMessage // of messaging and standby
}

func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	var e struct {
		Entry []struct {
			Messaging []map[string]json.RawMessage
			Standby   []map[string]json.RawMessage
		}
	}
	_ = json.Unmarshal(b, &e)
	for _, entry := range e.Entry {
		h.events = append(append(h.events, entry.Messaging...), entry.Standby...)
	}
	h.raw, h.headers, h.queries = append(h.raw, string(b)), append(h.headers, r.Header), append(h.queries, r.URL.Query())
	if len(h.statuses) > 0 {
		w.WriteHeader(h.statuses[0])
		h.statuses = h.statuses[1:]
	}
}

// kinds tells the events by their key and its content.
func (h *host) kinds(key string) (out []string) {
	for _, e := range h.events {
		if v, ok := e[key]; ok {
			out = append(out, string(v))
		}
	}
	return out
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// frozen is a server whose wall clock does not move.
func frozen(cfg facebooktest.Config) *facebooktest.Server {
	cfg.Now = func() time.Time { return noon }
	return facebooktest.New(cfg)
}
