package facebooktest_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestDelivery(t *testing.T) {
	s := frozen(facebooktest.Config{AppSecret: "app-secret", NoEchoes: true})
	mid := s.Say("24001", "äöå 👍 https://x.example/?a=1%2B <tag> me@x.example")
	h := &host{}
	if diff := cmp.Diff([]int{200}, s.Deliver(h)); diff != "" {
		t.Fatalf("statuses (-want +got):\n%s", diff)
	}
	want := `{"object":"page","entry":[{"id":"108000000000001","messaging":[{"message":{"mid":"` + mid + `",` +
		`"text":"\u00e4\u00f6\u00e5 \ud83d\udc4d https:\/\/x.example\/?a=1\u00252B \u003Ctag> me\u0040x.example"},` +
		`"recipient":{"id":"108000000000001"},"sender":{"id":"24001"},"timestamp":1772452800000}],"time":1772452800000}]}`
	if diff := cmp.Diff(want, h.raw[0]); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	mac, old := hmac.New(sha256.New, []byte("app-secret")), hmac.New(sha1.New, []byte("app-secret"))
	mac.Write([]byte(h.raw[0]))
	old.Write([]byte(h.raw[0]))
	if got := h.headers[0].Get("X-Hub-Signature-256"); got != "sha256="+hex.EncodeToString(mac.Sum(nil)) {
		t.Errorf("X-Hub-Signature-256 = %s", got)
	}
	if got := h.headers[0].Get("X-Hub-Signature"); got != "sha1="+hex.EncodeToString(old.Sum(nil)) {
		t.Errorf("X-Hub-Signature = %s", got)
	}
	s.Raw([]byte(`{"object":"page","entry":[]}`))
	s.Deliver(h)
	if h.raw[1] != `{"object":"page","entry":[]}` || h.headers[1].Get("X-Hub-Signature-256") == "" {
		t.Errorf("Raw delivered %q", h.raw[1])
	}
}

func TestAnHourOfFailuresUnsubscribes(t *testing.T) {
	s := frozen(facebooktest.Config{Pages: map[string]string{pageA: tokenA, "108000000000002": "EAAother"}})
	s.Say("24001", "one")
	s.Say("108000000000002/24002", "other")
	var tries []time.Duration
	s.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		if strings.Contains(string(b), pageA) {
			tries = append(tries, s.Now().Sub(noon))
			w.WriteHeader(204) // anything but 200 is a failure
		}
	}))
	if err := s.Flush(t.Context()); err == nil || !strings.Contains(err.Error(), "204") {
		t.Errorf("Flush = %v", err)
	}
	if n := len(tries); tries[n-1] != time.Hour || tries[2] != 0 {
		t.Errorf("tries at %v", tries)
	}
	if s.Say("24001", "two"); s.Pending() != 0 {
		t.Error("the page is still subscribed")
	}
	if s.Say("108000000000002/24002", "more"); s.Pending() != 1 {
		t.Error("the other page lost its subscription too")
	}
	call(t, s, "POST", "/"+pageA+"/subscribed_apps?subscribed_fields=messages&access_token="+tokenA, "", "")
	if s.Say("24001", "three"); s.Pending() != 2 {
		t.Error("subscribing again brings no events")
	}
}

func TestHandshake(t *testing.T) {
	s := frozen(facebooktest.Config{})
	h := &host{}
	if err := s.Handshake(h); err == nil {
		t.Error("an empty answer passes")
	}
	q := h.queries[0]
	if q.Get("hub.mode") != "subscribe" || q.Get("hub.verify_token") != s.Config().VerifyToken || q.Get("hub.challenge") == "" {
		t.Errorf("asked %v", q)
	}
	good := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.URL.Query().Get("hub.challenge")) })
	if err := s.Handshake(good); err != nil {
		t.Errorf("a right answer fails: %v", err)
	}
	quoted := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `"`+r.URL.Query().Get("hub.challenge")+`"`)
	})
	if err := s.Handshake(quoted); err == nil {
		t.Error("a quoted answer passes")
	}
	forbidden := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(403)
		io.WriteString(w, r.URL.Query().Get("hub.challenge"))
	})
	if err := s.Handshake(forbidden); err == nil {
		t.Error("a 403 passes")
	}
}

func TestCustomers(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.TapQuickReply("24001", "Red", "R")
	s.Answer("24001", "m_x", "that")
	s.Press("24001", "More", "MORE")
	s.Start("24001", "GO", "summer")
	s.Refer("24001", "link")
	s.React("24001", "m_x", "❤")
	s.React("24001", "m_x", "")
	s.Edit("24001", "m_x", "new", 1)
	sent := say(t, s, "24001", "ours").Message
	s.Reach("24001")
	s.Read("24001")
	s.SendLocation("24001", 1.5, 2.5)
	human := s.InboxSays("24001", "by hand")
	other := s.AppSays("24001", "88", "robot")
	h := &host{}
	s.Deliver(h)
	strip := func(list []string) (out []string) {
		for _, text := range list {
			var m map[string]json.RawMessage
			if err := json.Unmarshal([]byte(text), &m); err != nil {
				t.Fatal(err)
			}
			if m["is_echo"] == nil {
				delete(m, "mid")
			}
			b, _ := json.Marshal(m)
			out = append(out, string(b))
		}
		return out
	}
	for key, want := range map[string][]string{
		"message": {
			`{"quick_reply":{"payload":"R"},"text":"Red"}`, `{"reply_to":{"mid":"m_x"},"text":"that"}`,
			`{"app_id":519000000000001,"is_echo":true,"mid":"` + sent + `","text":"ours"}`,
			`{"attachments":[{"payload":{"coordinates":{"lat":1.5,"long":2.5}},"type":"location"}]}`,
			`{"app_id":263902037430900,"is_echo":true,"mid":"` + human + `","text":"by hand"}`,
			`{"app_id":88,"is_echo":true,"mid":"` + other + `","text":"robot"}`,
		},
		"postback": {
			`{"payload":"MORE","title":"More"}`,
			`{"payload":"GO","referral":{"ref":"summer","source":"SHORTLINK","type":"OPEN_THREAD"},"title":"Get Started"}`,
		},
		"referral":     {`{"ref":"link","source":"SHORTLINK","type":"OPEN_THREAD"}`},
		"reaction":     {`{"action":"react","emoji":"\u2764","reaction":"other"}`, `{"action":"unreact"}`},
		"message_edit": {`{"num_edit":1,"text":"new"}`},
		"delivery":     {`{"mids":["` + sent + `"],"watermark":1772452800000}`},
		"read":         {`{"watermark":1772452800000}`},
	} {
		if diff := cmp.Diff(want, strip(h.kinds(key))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", key, diff)
		}
	}
	for _, e := range h.events {
		if e["delivery"] != nil && e["timestamp"] != nil {
			t.Error("a delivery has a timestamp")
		}
	}
}

func TestMedia(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.SendPhoto("24001", "look", []byte("\xff\xd8\xff jpeg"))
	h := &host{}
	s.Deliver(h)
	var m struct {
		Attachments []struct {
			Type    string
			Payload struct{ URL string }
		}
	}
	if err := json.Unmarshal([]byte(h.kinds("message")[0]), &m); err != nil {
		t.Fatal(err)
	}
	get := func(u string) (int, string, string) {
		resp, err := s.Client().Get(u)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, resp.Header.Get("Content-Type"), string(b)
	}
	u := m.Attachments[0].Payload.URL
	if status, typ, body := get(u); status != 200 || typ != "image/jpeg" || body != "\xff\xd8\xff jpeg" {
		t.Errorf("read %d %s %q", status, typ, body)
	}
	bare, _, _ := strings.Cut(u, "?")
	if status, _, _ := get(bare); status != 403 {
		t.Errorf("without its signature: %d", status)
	}
	s.Advance(7 * 24 * time.Hour)
	if status, _, body := get(u); status != 403 || body != "URL signature expired\n" {
		t.Errorf("after a week: %d %s", status, body)
	}
	if len(h.kinds("message")) != 2 {
		t.Error("the caption is no message of its own")
	}
}

func TestTogether(t *testing.T) {
	s := frozen(facebooktest.Config{Pages: map[string]string{pageA: tokenA, "108000000000002": "EAAother"}})
	s.Say("24001", "one")
	s.Say("108000000000002/24002", "two")
	s.Together()
	h := &host{}
	s.Deliver(h)
	if len(h.raw) != 1 || len(h.events) != 2 {
		t.Errorf("%d calls with %d events", len(h.raw), len(h.events))
	}
}

func TestStandby(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Control("24001", "77")
	s.Say("24001", "to the other app")
	s.Press("24001", "More", "SECRET")
	h := &host{}
	s.Deliver(h)
	for _, body := range h.raw {
		if !strings.Contains(body, `"standby":[`) || strings.Contains(body, "SECRET") {
			t.Errorf("delivered %s", body)
		}
	}
	if len(h.raw) != 2 {
		t.Errorf("%d calls", len(h.raw))
	}
	s.Advance(24 * time.Hour)
	s.Say("24001", "to all")
	s.Deliver(h)
	if !strings.Contains(h.raw[2], `"messaging":[`) {
		t.Errorf("after a day: %s", h.raw[2])
	}
}

func TestComments(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Meet(facebooktest.Person{ID: "24001", First: "Ada", Last: "Muster"})
	id := s.Comment("24001", "9001", "price?")
	h := &host{}
	s.Deliver(h)
	want := `{"object":"page","entry":[{"changes":[{"field":"feed","value":{"comment_id":"` + id + `","created_time":1772452800,` +
		`"from":{"id":"24001","name":"Ada Muster"},"item":"comment","message":"price?","parent_id":"108000000000001_9001",` +
		`"post_id":"108000000000001_9001","verb":"add"}}],"id":"108000000000001","time":1772452800}]}`
	if diff := cmp.Diff(want, h.raw[0]); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}
