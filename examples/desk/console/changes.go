package console

import (
	"fmt"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/examples/desk/web"
)

const (
	beat   = 20 * time.Second // something is said so often, so that proxies keep the stream open, and who signed out is told no more
	stream = 10 * time.Minute // then the browser comes back by itself, and is asked anew who it is
)

// changes streams the keys of conversations as they change (server-sent events). The script then
// asks for what it shows.
func (c *console) changes(w http.ResponseWriter, r *http.Request) {
	leave, ok := c.streams.join(web.Who(r.Context()).ID)
	if !ok {
		http.Error(w, "too many open pages", http.StatusTooManyRequests)
		return
	}
	defer leave()
	changes, quit := c.engine.Hub.Join()
	defer quit()
	rc := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no")
	fmt.Fprint(w, "retry: 1000\n\n")
	ticker, end := time.NewTicker(c.beat), time.NewTimer(stream)
	defer ticker.Stop()
	defer end.Stop()
	for {
		_ = rc.SetWriteDeadline(time.Now().Add(2 * beat)) // not every writer has one
		if err := rc.Flush(); err != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-end.C:
			return
		case key := <-changes:
			fmt.Fprintf(w, "data: %s\n\n", key)
		case <-ticker.C:
			if !c.site.Still(r) {
				return
			}
			fmt.Fprint(w, ": still here\n\n")
		}
	}
}
