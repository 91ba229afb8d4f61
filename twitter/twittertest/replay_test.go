package twittertest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

// webhookID is the id of the only webhook.
func webhookID(t *testing.T, s *twittertest.Server) string {
	t.Helper()
	var list struct{ Data []struct{ ID string } }
	bearer(t, s, "GET", "/2/webhooks", "").into(t, &list)
	if len(list.Data) != 1 {
		t.Fatalf("webhooks %v", list)
	}
	return list.Data[0].ID
}

// texts are the texts of messages in deliveries; of a job's end, its state.
func texts(t *testing.T, h *host) (out []string) {
	t.Helper()
	for _, raw := range h.raw {
		var e struct {
			Messages []struct {
				Create struct {
					Data struct{ Text string } `json:"message_data"`
				} `json:"message_create"`
			} `json:"direct_message_events"`
			Job struct {
				State string `json:"job_state"`
				ID    string `json:"job_id"`
			} `json:"replay_job_status"`
		}
		if err := json.Unmarshal([]byte(raw), &e); err != nil {
			t.Fatal(err)
		}
		for _, m := range e.Messages {
			out = append(out, m.Create.Data.Text)
		}
		if e.Job.ID != "" {
			out = append(out, e.Job.State)
		}
	}
	return out
}

func at(d time.Duration) string { return noon.Add(d).Format("200601021504") }

func TestReplay(t *testing.T) {
	s := frozen(twittertest.Config{Retries: []time.Duration{}})
	s.Say("2001", "at 12:00")
	s.Deliver(&host{})
	s.Say("2001", "tried later")
	s.Advance(10 * time.Minute)
	s.Say("2001", "at 12:10")
	s.Deliver(&host{statuses: []int{200, 500}}) // what failed is replayed too
	s.Advance(10 * time.Minute)
	s.Say("2001", "at 12:20")
	s.Deliver(&host{})
	s.Advance(40 * time.Minute)
	id := webhookID(t, s)
	v1 := func(from, to string) reply {
		return bearer(t, s, "POST", "/1.1/account_activity/replay/webhooks/"+id+"/subscriptions/all.json?from_date="+from+"&to_date="+to, "")
	}
	v2 := func(from, to string) reply {
		return bearer(t, s, "POST", "/2/webhooks/replay", `{"webhook_id":"`+id+`","from_date":"`+from+`","to_date":"`+to+`"}`)
	}
	for _, tt := range []struct {
		name     string
		r        reply
		want1    int
		status   int
		contains string
	}{
		{"v1.1 without dates", v1("", ""), 357, 400, ""},
		{"v1.1 with a bad date", v1("yesterday", at(0)), 358, 400, ""},
		{"v1.1 too late", v1(at(0), at(51*time.Minute)), 368, 400, ""},
		{"v1.1 from too late", v1(at(30*time.Minute), at(50*time.Minute)), 368, 400, ""},
		{"v1.1 backwards", v1(at(20*time.Minute), at(20*time.Minute)), 356, 400, ""},
		{"v1.1 too old", v1(at(-5*24*time.Hour), at(0)), 356, 400, ""},
		{"v2 with a bad date", v2("yesterday", at(0)), 0, 400, "QueryParamInvalid: from_date"},
		{"v2 too old", v2(at(-24*time.Hour), at(0)), 0, 400, "QueryParamInvalid: from_date"},
		{"v2 too late", v2(at(0), at(51*time.Minute)), 0, 400, "QueryParamInvalid: to_date"},
		{"v2 backwards", v2(at(5*time.Minute), at(0)), 0, 400, "QueryParamInvalid: to_date"},
		{"v1.1 another webhook", bearer(t, s, "POST", "/1.1/account_activity/replay/webhooks/12/subscriptions/all.json?from_date=1&to_date=2", ""), 34, 404, ""},
		{"v1.1 a negative one", bearer(t, s, "POST", "/1.1/account_activity/replay/webhooks/-12/subscriptions/all.json", ""), 360, 400, ""},
		{"v2 another webhook", bearer(t, s, "POST", "/2/webhooks/replay", `{"webhook_id":"12","from_date":"","to_date":""}`), 0, 400, "WebhookIdInvalid"},
		{"v1.1 with a user's token", call(t, s, "POST", "/1.1/account_activity/replay/webhooks/"+id+"/subscriptions/all.json", "", ""), 61, 401, ""},
	} {
		if tt.r.status != tt.status || tt.r.code() != tt.want1 || !strings.Contains(tt.r.body, tt.contains) {
			t.Errorf("%s = %d %s, want %d/%d", tt.name, tt.r.status, tt.r.body, tt.status, tt.want1)
		}
	}

	r := v1(at(0), at(10*time.Minute)) // until before 12:10
	if r.status != 202 || !strings.Contains(r.body, `"created_at":"2026-03-02T13:00:00Z"`) {
		t.Fatalf("v1.1 = %d %s", r.status, r.body)
	}
	if r := v2(at(0), at(10*time.Minute)); r.status != 400 || !strings.Contains(r.body, "ReplayConflictError") {
		t.Errorf("v2 meanwhile = %d %s", r.status, r.body)
	}
	if r := v1(at(0), at(10*time.Minute)); r.code() != 355 || r.status != 409 {
		t.Errorf("v1.1 meanwhile = %d %s", r.status, r.body)
	}
	h := &host{}
	s.Deliver(h)
	s.Deliver(h)
	if diff := cmp.Diff([]string{"at 12:00", "tried later", "Complete"}, texts(t, h)); diff != "" {
		t.Errorf("v1.1 (-want +got):\n%s", diff)
	}
	if r := v2(at(0), at(10*time.Minute)); r.status != 200 || !strings.Contains(r.body, `"created_at":"2026-03-02T13:00:00.000Z"`) { // 12:10 included
		t.Fatalf("v2 = %d %s", r.status, r.body)
	}
	h = &host{statuses: []int{200, 503}}
	s.Hook(h)
	if err := s.Flush(t.Context()); err == nil {
		t.Error("nothing was lost")
	}
	// The time of the event counts, not that of the attempt.
	if diff := cmp.Diff([]string{"at 12:00", "tried later", "at 12:10", "Incomplete"}, texts(t, h)); diff != "" {
		t.Errorf("v2 (-want +got):\n%s", diff)
	}
	v1(at(40*time.Minute-time.Hour), at(-time.Minute))
	h = &host{}
	s.Deliver(h)
	if diff := cmp.Diff([]string{"Complete"}, texts(t, h)); diff != "" {
		t.Errorf("an empty stretch (-want +got):\n%s", diff)
	}
}

func TestReplayNeedsAValidWebhook(t *testing.T) {
	s := frozen(twittertest.Config{})
	id := webhookID(t, s)
	if err := s.Recheck(http.NotFoundHandler()); err == nil {
		t.Error("the check passed")
	}
	s.Advance(29 * time.Hour)
	if err := s.Recheck(http.NotFoundHandler()); err == nil {
		t.Error("the check passed")
	}
	from, to := at(28*time.Hour), at(28*time.Hour+time.Minute)
	r := bearer(t, s, "POST", "/1.1/account_activity/replay/webhooks/"+id+"/subscriptions/all.json?from_date="+from+"&to_date="+to, "")
	if r.status != 400 || r.code() != 214 {
		t.Errorf("v1.1 = %d %s", r.status, r.body)
	}
	r = bearer(t, s, "POST", "/2/webhooks/replay", `{"webhook_id":"`+id+`","from_date":"`+from+`","to_date":"`+to+`"}`)
	if r.status != 400 || !strings.Contains(r.body, "CrcValidationFailed") {
		t.Errorf("v2 = %d %s", r.status, r.body)
	}
}

func TestPeriodicChecks(t *testing.T) {
	valid := func(s *twittertest.Server) bool {
		return strings.Contains(bearer(t, s, "GET", "/2/webhooks", "").body, `"valid":true`)
	}
	tests := []struct {
		name    string
		handler func(secret string) http.Handler
		after   time.Duration
		want    bool
	}{
		{"right", func(secret string) http.Handler { return &host{secret: secret} }, 48 * time.Hour, true},
		{"wrong", func(string) http.Handler { return &host{secret: "other"} }, 0, false},
		{"redirect", func(string) http.Handler { return http.RedirectHandler("/there/", http.StatusFound) }, 0, false},
		{"gzip announced", func(secret string) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				(&host{secret: secret}).ServeHTTP(w, r)
			})
		}, 0, false},
		{"down", func(string) http.Handler { return &host{statuses: []int{503, 503}} }, 27 * time.Hour, true},
		{"down for long", func(string) http.Handler { return http.NotFoundHandler() }, 28 * time.Hour, false},
	}
	for _, tt := range tests {
		s := frozen(twittertest.Config{})
		s.Say("2001", "waits")
		h := tt.handler(s.Config().APISecret)
		s.Advance(tt.after)
		err := s.Recheck(h)
		if got := valid(s); got != tt.want {
			t.Errorf("%s: valid %t after %v", tt.name, got, err)
		}
		if waits := s.Pending() == 1; waits != tt.want {
			t.Errorf("%s: %d webhooks wait", tt.name, s.Pending())
		}
	}
}

func TestOwnPauses(t *testing.T) {
	for _, tt := range []struct {
		pauses []time.Duration
		tries  int
		passed time.Duration
	}{
		{[]time.Duration{}, 1, 0},
		{[]time.Duration{time.Minute, time.Hour}, 3, 61 * time.Minute},
	} {
		s := frozen(twittertest.Config{Retries: tt.pauses})
		h := &host{statuses: []int{500, 500, 500}}
		s.Hook(h)
		s.Say("2001", "hi")
		if err := s.Flush(t.Context()); err == nil {
			t.Error("nothing was lost")
		}
		if got := s.Now().Sub(noon); len(h.raw) != tt.tries || got != tt.passed {
			t.Errorf("with %v: %d tries in %v, want %d in %v", tt.pauses, len(h.raw), got, tt.tries, tt.passed)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		s := twittertest.New(twittertest.Config{Timeout: 10 * time.Second, Retries: []time.Duration{}})
		s.Hook(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		}))
		s.Say("2001", "hi")
		began := time.Now()
		err := s.Flush(t.Context())
		if waited := time.Since(began); err == nil || waited != 10*time.Second {
			t.Error(fmt.Sprint("gave up after ", waited, ": ", err))
		}
	})
}
