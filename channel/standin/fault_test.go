package standin

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

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
		{"truncate", Truncate(), true, false, "200 call 1: b", 200},
		{"slow close", SlowClose(time.Millisecond), true, false, "200 call 1: body secret", 200},
		{"status", Status(503, "later"), false, false, "503 later", 503},
		{"another path", Drop().On("/other"), true, false, "200 call 1: body secret", 200},
		{"no chance", Drop().Chance(0), true, false, "200 call 1: body secret", 200},
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
	for _, tt := range []struct {
		fault Fault
		want  string
	}{{Truncate(), "call"}, {SlowClose(time.Millisecond), "call 4: x"}} {
		c.Fail(tt.fault, 1)
		resp, err := http.Post(srv.URL, "text/plain", strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if string(body) != tt.want || resp.ContentLength == int64(len("call 4: x")) || err != nil {
			t.Errorf("fault %d: %q of %d bytes, %v, want %q", tt.fault.kind, body, resp.ContentLength, err, tt.want)
		}
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

// Faults that are in force together count the same calls, and the first one given strikes.
func TestFaultsTogether(t *testing.T) {
	c, _ := echoing(time.Now)
	c.Fail(Status(500, ""), 1)
	c.Fail(Status(400, ""), 2)
	for _, want := range []string{"500 ", "400 ", "200 call 1: body secret"} {
		if got, err := post(c, t.Context()); got != want || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
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

// A half-open connection ends when the caller gives up, and an answer whose end comes late can be
// read until then.
func TestConnectionsThatStayOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, acted := echoing(time.Now)
		limit := func() (context.Context, context.CancelFunc) { return context.WithTimeout(t.Context(), time.Minute) }
		c.Fail(HalfOpen(), 1)
		ctx, cancel := limit()
		begin := time.Now()
		if _, err := post(c, ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Minute || acted.Load() != 0 {
			t.Errorf("half-open: %v after %v, acted %d times", err, time.Since(begin), acted.Load())
		}
		cancel()
		for d, late := range map[time.Duration]bool{30 * time.Second: false, time.Hour: true} {
			c.Fail(SlowClose(d), 1)
			ctx, cancel := limit()
			begin, before := time.Now(), acted.Load()
			got, err := post(c, ctx)
			if errors.Is(err, context.DeadlineExceeded) != late || !strings.HasSuffix(got, "body secret") || time.Since(begin) != min(d, time.Minute) || acted.Load() != before+1 {
				t.Errorf("closed after %v: %q, %v after %v", d, got, err, time.Since(begin))
			}
			cancel()
		}
	})
}
