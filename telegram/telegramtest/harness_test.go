package telegramtest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// reply is an answer of the API.
type reply struct {
	OK          bool            `json:"ok"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Result      json.RawMessage `json:"result"`
	Parameters  map[string]int64
	status      int
	header      http.Header
}

// message is the part of a Message that tests look at.
type message struct {
	ID       int64                      `json:"message_id"`
	Text     string                     `json:"text"`
	Entities []map[string]any           `json:"entities"`
	Chat     struct{ ID int64 }         `json:"chat"`
	Reply    *message                   `json:"reply_to_message"`
	Markup   json.RawMessage            `json:"reply_markup"`
	Photo    []map[string]any           `json:"photo"`
	Document map[string]any             `json:"document"`
	Venue    map[string]json.RawMessage `json:"venue"`
	Location map[string]float64         `json:"location"`
	Business string                     `json:"business_connection_id"`
	From     struct{ ID int64 }         `json:"from"`
}

func call(t *testing.T, s *telegramtest.Server, method, body string) reply {
	t.Helper()
	return do(t, s, "/bot"+s.Config().Token+"/"+method, "application/json", body)
}

func do(t *testing.T, s *telegramtest.Server, path, contentType, body string) reply {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, "https://api.telegram.org"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	r := reply{status: resp.StatusCode, header: resp.Header}
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return r
}

func (r reply) message(t *testing.T) message {
	t.Helper()
	if !r.OK {
		t.Fatalf("refused: %d %s", r.Code, r.Description)
	}
	var m message
	if err := json.Unmarshal(r.Result, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// host is a webhook handler that keeps what it gets and answers with the next of its statuses, then
// 200.
type host struct {
	statuses []int
	header   http.Header // of the answers
	body     string      // of the answers
	got      []update
	raw      [][]byte
	headers  []http.Header
	paths    []string
}

type update struct {
	ID         int64                      `json:"update_id"`
	Message    *message                   `json:"message"`
	Edited     *message                   `json:"edited_message"`
	Press      map[string]json.RawMessage `json:"callback_query"`
	Member     map[string]json.RawMessage `json:"my_chat_member"`
	Connection map[string]json.RawMessage `json:"business_connection"`
	Business   *message                   `json:"business_message"`
	Reaction   map[string]json.RawMessage `json:"message_reaction"`
}

func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	var u update
	_ = json.Unmarshal(b, &u)
	h.got, h.raw = append(h.got, u), append(h.raw, b)
	h.headers, h.paths = append(h.headers, r.Header), append(h.paths, r.URL.Path)
	for k, v := range h.header {
		w.Header()[k] = v
	}
	status := http.StatusOK
	if len(h.statuses) > 0 {
		status, h.statuses = h.statuses[0], h.statuses[1:]
	}
	w.WriteHeader(status)
	_, _ = io.Copy(w, bytes.NewReader([]byte(h.body)))
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// frozen is a server whose wall clock does not move.
func frozen(cfg telegramtest.Config) *telegramtest.Server {
	cfg.Now = func() time.Time { return noon }
	return telegramtest.New(cfg)
}
