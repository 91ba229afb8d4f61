package standin

import (
	"context"
	"io"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

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
