package standin

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
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
