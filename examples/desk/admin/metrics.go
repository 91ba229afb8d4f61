package admin

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/contactkit/contactkit/examples/desk/store"
)

// Metrics serves what the desk counts, in the text form of Prometheus, without signing in. If the
// environment names a DESK_METRICS_TOKEN, a scraper shows it ("Authorization: Bearer …") from
// wherever it comes. Without one, a desk that has a public address, be it set or entered by an
// administrator, answers no scraper, and any other desk answers this machine alone: a call that a
// proxy on this machine passed on is not this machine's.
func (a *Admin) Metrics() http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &collector{a: a})
	next := promhttp.HandlerFor(r, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
	token := os.Getenv("DESK_METRICS_TOKEN")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ok := mayScrape(r, token)
		if ok && token == "" { // only now: strangers cost no query
			public, err := a.public(r.Context())
			ok = public == "" && err == nil
		}
		if !ok {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "not for you", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func mayScrape(r *http.Request, token string) bool {
	if token != "" {
		shown, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		a, b := sha256.Sum256([]byte(shown)), sha256.Sum256([]byte(token))
		return ok && subtle.ConstantTimeCompare(a[:], b[:]) == 1
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !from.Addr().Unmap().IsLoopback() {
		return false
	}
	for _, h := range []string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip"} {
		if r.Header.Get(h) != "" {
			return false
		}
	}
	return isHere(r.Host)
}

// isHere reports whether a call names this machine by itself. A public name means a proxy that says
// nothing of it, or a page in a browser here whose name was made to lead to this machine.
func isHere(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// collector asks when it is asked, so that no figure is counted without a reader.
type collector struct{ a *Admin }

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("desk_"+name, help, labels, nil)
}

var (
	descCalls    = desc("webhooks_total", "Webhook calls, by whether they were taken.", "result")
	descEvents   = desc("events_total", "Events of platforms, by whether they were new.", "result")
	descSteps    = desc("steps_total", "Steps of sessions.")
	descSends    = desc("sends_total", "What became of the parts of messages that were sent.", "result")
	descPhases   = desc("conversations", "Conversations by phase of their session.", "phase")
	descQueue    = desc("queue_length", "Customers who wait for an agent.", "queue")
	descOldest   = desc("queue_oldest_seconds", "How long the first of them has waited.")
	descOutbox   = desc("outbox_open", "Messages on their way.")
	descTasks    = desc("tasks_open", "Work that waits, by kind.", "kind")
	descCommits  = desc("commits_total", "Transactions of the store's writer.")
	descJobs     = desc("commit_jobs_total", "Jobs that shared them.")
	descSeconds  = desc("commit_seconds_total", "How long they took.")
	descChannels = desc("channels", "Channels by platform and state.", "platform", "state")
)

func (c *collector) Describe(to chan<- *prometheus.Desc) { prometheus.DescribeByCollect(c, to) }

func (c *collector) Collect(to chan<- prometheus.Metric) {
	count := func(d *prometheus.Desc, n int64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	n := &c.a.engine.Count
	refused, repeated := n.Refused.Load(), n.Repeated.Load()
	count(descCalls, n.Webhooks.Load()-refused, "taken")
	count(descCalls, refused, "refused")
	count(descEvents, n.Events.Load(), "new")
	count(descEvents, repeated, "repeated")
	count(descSteps, n.Steps.Load())
	count(descSends, n.Sent.Load(), "sent")
	count(descSends, n.Failed.Load(), "failed")
	count(descSends, n.Uncertain.Load(), "uncertain")
	count(descSends, n.Retried.Load(), "retried")
	commits := &c.a.store.Commits
	count(descCommits, commits.Batches.Load())
	count(descJobs, commits.Jobs.Load())
	to <- prometheus.MustNewConstMetric(descSeconds, prometheus.CounterValue, time.Duration(commits.Nanos.Load()).Seconds())
	channels := make(map[[2]string]int)
	for e := range c.a.directory.All() {
		channels[[2]string{e.Channel().Info().Platform, string(e.State())}]++
	}
	for labels, n := range channels {
		gauge(descChannels, float64(n), labels[:]...)
	}

	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	var phases []store.Tally
	backlog, err := c.a.store.Backlog(ctx, c.a.now())
	if err == nil {
		err = c.a.store.View(ctx, func(t *store.Tx) (err error) {
			phases, err = t.Phases()
			return err
		})
	}
	if err != nil {
		to <- prometheus.NewInvalidMetric(descPhases, err)
		return
	}
	for _, p := range phases {
		gauge(descPhases, float64(p.N), p.Name)
	}
	for _, q := range backlog.Queue {
		gauge(descQueue, float64(q.N), q.Name)
	}
	gauge(descOldest, backlog.Oldest.Seconds())
	gauge(descOutbox, float64(backlog.Outbox))
	for _, k := range backlog.Tasks {
		gauge(descTasks, float64(k.N), k.Name)
	}
}
