package standin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// echoing is a core whose API answers with the number of the call, and whose webhooks are retried
// every minute.
func echoing(now func() time.Time) (*Core, *atomic.Int32) {
	var acted atomic.Int32
	c := New(Platform{
		Name: "test", Now: now,
		Serve: func(w http.ResponseWriter, r *http.Request, body []byte) {
			fmt.Fprintf(w, "call %d: %s", acted.Add(1), body)
		},
		Post: func(h Hook) *http.Request { return Request(http.MethodPost, "https://host.example/hook", nil, h.Body) },
		After: func(h Hook, a Answer) Verdict {
			switch {
			case a.Status == 200:
				return Verdict{}
			case h.Tries == 3:
				return Verdict{Lost: true}
			}
			return Verdict{Again: now().Add(time.Duration(h.Tries) * time.Minute)}
		},
		Timeout: 5 * time.Second,
	})
	return c, &acted
}

func post(c *Core, ctx context.Context) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://api.example/secret/do?x=1", strings.NewReader("body secret"))
	if err != nil {
		return "", err
	}
	resp, err := c.Client().Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return fmt.Sprintf("%d %s", resp.StatusCode, b), err
}

func TestFaults(t *testing.T) {
	tests := []struct {
		name   string
		fault  Fault
		acts   bool
		dial   bool
		want   string
		status int
	}{
		{"refuse", Refuse(), false, true, "", 0},
		{"drop", Drop(), false, false, "", 0},
		{"lose answer", LoseAnswer(), true, false, "", 0},
		{"reset", Reset(), true, false, "200 call 1: b", 200},
		{"status", Status(503, "later"), false, false, "503 later", 503},
		{"another path", Drop().On("/other"), true, false, "200 call 1: body secret", 200},
		{"no chance", Drop().Chance(1e-12), true, false, "200 call 1: body secret", 200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, acted := echoing(time.Now)
			c.Hide("secret")
			c.Fail(tt.fault, 1)
			got, err := post(c, t.Context())
			op, _ := errors.AsType[*net.OpError](err)
			if (err != nil) != (tt.want == "" || tt.name == "reset") || (op != nil && op.Op == "dial") != tt.dial || got != tt.want {
				t.Errorf("the call answers %q, %v", got, err)
			}
			if (acted.Load() == 1) != tt.acts {
				t.Errorf("acted %d times", acted.Load())
			}
			want := Call{Method: "POST", Host: "api.example", Path: "/[cut]/do?x=1", Body: "body [cut]", Status: tt.status}
			if tt.name == "refuse" {
				want.Body = ""
			}
			log := c.Calls()
			log[0].At = time.Time{}
			if diff := cmp.Diff([]Call{want}, log); diff != "" {
				t.Errorf("log (-want +got):\n%s", diff)
			}
			if tt.name == "another path" {
				return
			}
			if got, err := post(c, t.Context()); err != nil || !strings.HasSuffix(got, "body secret") {
				t.Errorf("the next call answers %q, %v", got, err)
			}
		})
	}
}

func TestFaultsOverASocket(t *testing.T) {
	c, acted := echoing(time.Now)
	srv := httptest.NewServer(c)
	defer srv.Close()
	for _, f := range []Fault{Refuse(), Drop(), LoseAnswer(), Reset()} {
		c.Fail(f, 1)
		resp, err := http.Post(srv.URL, "text/plain", strings.NewReader("x"))
		if err == nil {
			_, err = io.ReadAll(resp.Body)
			resp.Body.Close()
		}
		if err == nil {
			t.Errorf("fault %d: no error", f.kind)
		}
	}
	if acted.Load() != 2 {
		t.Errorf("acted %d times, want 2", acted.Load())
	}
}

func TestHealAndForever(t *testing.T) {
	c, _ := echoing(time.Now)
	c.Fail(Status(500, ""), -1)
	c.Fail(Status(500, ""), 0)
	for range 3 {
		if got, _ := post(c, t.Context()); got != "500 " {
			t.Errorf("got %q", got)
		}
	}
	c.Heal()
	if got, _ := post(c, t.Context()); !strings.HasPrefix(got, "200") {
		t.Errorf("healed: %q", got)
	}
}

func TestDelayAndLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, acted := echoing(time.Now)
		c.Fail(Delay(time.Minute), 1)
		c.Fail(Latency(20*time.Millisecond, 80*time.Millisecond), 2)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		if _, err := post(c, ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Second || acted.Load() != 1 {
			t.Errorf("delayed: %v after %v, acted %d times", err, time.Since(begin), acted.Load())
		}
		begin = time.Now()
		if _, err := post(c, t.Context()); err != nil || time.Since(begin) < 20*time.Millisecond || time.Since(begin) > 80*time.Millisecond {
			t.Errorf("slow: %v after %v", err, time.Since(begin))
		}
	})
}

func TestClientTellsHTTPTrace(t *testing.T) {
	c, _ := echoing(time.Now)
	var got []string
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		GetConn:      func(host string) { got = append(got, "get "+host) },
		GotConn:      func(httptrace.GotConnInfo) { got = append(got, "got") },
		WroteRequest: func(httptrace.WroteRequestInfo) { got = append(got, "wrote") },
	})
	c.Fail(Refuse(), 1)
	for range 2 {
		_, _ = post(c, ctx)
	}
	if diff := cmp.Diff([]string{"get api.example", "get api.example", "got", "wrote"}, got); diff != "" {
		t.Errorf("trace (-want +got):\n%s", diff)
	}
}

func TestRates(t *testing.T) {
	start := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	seconds := func(s float64) time.Time { return start.Add(time.Duration(s * float64(time.Second))) }
	tests := []struct {
		rate  Rate
		calls []float64
		want  []float64 // granted: -1; refused: seconds of the reset
	}{
		{Rate{}, []float64{0, 0, 0}, []float64{-1, -1, -1}},
		{Rate{Kind: FixedWindow, N: 2, Per: 10 * time.Second}, []float64{0, 9, 9.5, 10, 10, 10}, []float64{-1, -1, 10, -1, -1, 20}},
		{Rate{Kind: SlidingWindow, N: 2, Per: 10 * time.Second}, []float64{0, 9, 9.5, 10, 10, 19}, []float64{-1, -1, 10, -1, 19, -1}},
		{Rate{Kind: TokenBucket, N: 10, Per: 10 * time.Second}, []float64{0, 0, 0, 1, 1, 9, 9, 9}, []float64{-1, -1, 1, -1, 2, -1, -1, 10}},
		{Rate{Kind: TokenBucket, N: 10, Per: 10 * time.Second, Depth: 1}, []float64{0, 0.5, 1}, []float64{-1, 1, -1}},
	}
	for _, tt := range tests {
		var l Limiter
		var got []float64
		for _, at := range tt.calls {
			g := l.Take("k", tt.rate, seconds(at))
			if g.OK {
				got = append(got, -1)
			} else {
				got = append(got, g.Reset.Sub(start).Seconds())
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.rate, diff)
		}
	}
	var l Limiter
	r := Rate{Kind: FixedWindow, N: 3, Per: time.Minute}
	l.Take("k", r, start)
	if g := l.Take("k", r, start); g.Limit != 3 || g.Remaining != 1 || !g.Reset.Equal(start.Add(time.Minute)) {
		t.Errorf("headers would say %+v", g)
	}
	if g := l.Take("other", r, start); g.Remaining != 2 {
		t.Errorf("another key: %+v", g)
	}
}

func TestQueue(t *testing.T) {
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	c, _ := echoing(func() time.Time { return now })
	var got []string
	statuses := []int{500, 200, 200, 200, 500, 500, 500}
	host := Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got = append(got, string(b))
		w.WriteHeader(statuses[0])
		statuses = statuses[1:]
	}))
	c.Queue(Hook{Line: "a", Body: []byte("a1")})
	c.Queue(Hook{Line: "a", Body: []byte("a2")})
	c.Fail(Duplicate(), 1)
	c.Queue(Hook{Body: []byte("b")})
	c.Fail(Reorder(), 1)
	c.Queue(Hook{Body: []byte("c")}) // before the second b
	if diff := cmp.Diff([]int{500, 200, 200, 200}, c.Deliver(t.Context(), host)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a1", "b", "c", "b"}, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	got = nil
	c.Forget(func(h Hook) bool { return string(h.Body) == "a2" })
	if err := c.Flush(t.Context(), host); err == nil || err.Error() != "test: a webhook was lost: the last answer was 500" {
		t.Errorf("Flush = %v", err)
	}
	if diff := cmp.Diff([]string{"a1", "a1"}, got); diff != "" || c.Pending() != 0 {
		t.Errorf("tries (-want +got):\n%s", diff)
	}
	if d := c.Clock.Now().Sub(now); d != 2*time.Minute {
		t.Errorf("the clock moved by %v", d)
	}
}

func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := echoing(time.Now)
		begin := time.Now()
		var mu sync.Mutex // a handler that is too slow may run at the same time as the next
		var at []time.Duration
		host := Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			at = append(at, time.Since(begin))
			n := len(at)
			mu.Unlock()
			switch n {
			case 1:
				w.WriteHeader(500)
			case 2:
				<-r.Context().Done() // too slow
			}
		}))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			c.Run(ctx, host)
			close(done)
		}()
		synctest.Wait()
		c.Queue(Hook{Body: []byte("x")})
		time.Sleep(time.Hour)
		cancel()
		<-done
		if diff := cmp.Diff([]time.Duration{0, time.Minute, 3*time.Minute + 5*time.Second}, at); diff != "" {
			t.Errorf("tries (-want +got):\n%s", diff)
		}
	})
}

func TestAPanickingHostBreaksItsConnection(t *testing.T) {
	c, _ := echoing(time.Now)
	c.Queue(Hook{Body: []byte("x")})
	if got := c.Deliver(t.Context(), Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("host") }))); len(got) != 1 || got[0] != 0 {
		t.Errorf("Deliver = %v", got)
	}
}

func TestURLTarget(t *testing.T) {
	c, _ := echoing(time.Now)
	var got string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got = r.URL.Path + " " + string(b)
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	}))
	defer srv.Close()
	c.Queue(Hook{Body: []byte("x")})
	if s := c.Deliver(t.Context(), URL(srv.URL+"/mine", srv.Client())); len(s) != 1 || s[0] != 302 || got != "/mine x" {
		t.Errorf("Deliver = %v, got %q", s, got)
	}
}

func TestASCII(t *testing.T) {
	got := string(ASCII(JSON(map[string]string{"é/": "😀 \"<"}), func(r rune) string {
		if r == '/' {
			return `\/`
		}
		return ""
	}))
	if want := `{"\u00e9\/":"\ud83d\ude00 \"<"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestFetch(t *testing.T) {
	typ, body, err := Fetch(t.Context(), nil, "https://x.example/a.png?b=1")
	if typ != "image/png" || len(body) == 0 || err != nil {
		t.Errorf("Fetch = %q, %q, %v", typ, body, err)
	}
	web := http.NewServeMux()
	web.HandleFunc("/a", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Host) })
	if typ, body, err := Fetch(t.Context(), web, "https://x.example/a"); string(body) != "x.example" || !strings.HasPrefix(typ, "text/plain") || err != nil {
		t.Errorf("Fetch = %q, %q, %v", typ, body, err)
	}
	if _, _, err := Fetch(t.Context(), web, "https://x.example/b"); err == nil {
		t.Error("a 404 is no error")
	}
}
