package observe

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
)

// Platforms measures what comes from platforms: how late webhook calls are, and what platforms say
// about the webhooks and credentials of channels. Its methods may be called concurrently.
type Platforms struct {
	lag      *prometheus.HistogramVec
	findings *prometheus.Desc
	keep     time.Duration

	mu    sync.Mutex
	at    time.Time // when Check ended last
	found map[finding]int
}

// finding is a kind of finding on a platform.
type finding struct {
	platform, code string
	fatal          bool
}

// NewPlatforms registers the metrics. Findings of Check are left out after a time: another node may
// have asked since.
func NewPlatforms(r prometheus.Registerer, keep time.Duration) *Platforms {
	p := &Platforms{
		keep: keep,
		lag: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "contactkit_webhook_lag_seconds", Help: "From what a contact did, by the platform's clock, to its webhook call.",
			Buckets: prometheus.ExponentialBuckets(0.5, 3, 9)}, []string{"platform"}),
		findings: prometheus.NewDesc("contactkit_channel_findings", "Findings of platforms about webhooks and credentials of active channels.", []string{"platform", "finding", "fatal"}, nil),
	}
	r.MustRegister(p.lag, p)
	return p
}

// Receive stores events and measures how late they are: for directory.Handler.Store. Events that
// the platform says it has delivered before, or held back, are left out.
func (p *Platforms) Receive(service *conversation.Service) func(context.Context, directory.Received) error {
	return func(ctx context.Context, got directory.Received) error {
		for _, e := range got.Events {
			if e.Event.Origin == channel.OriginContact && !e.Event.Late && !e.Event.Time.IsZero() {
				p.lag.WithLabelValues(e.Event.Thread.Platform).Observe(max(time.Since(e.Event.Time), 0).Seconds())
			}
		}
		return service.Receive(ctx, got.Events)
	}
}

// Check returns a function that asks the platforms about the webhooks of all active channels. One
// node should call it every few minutes. A channel that cannot be asked has the finding
// channel.FindingUnchecked.
func (p *Platforms) Check(d *directory.Directory) func(context.Context) error {
	return func(ctx context.Context) error {
		found := make(map[finding]int)
		for entry := range d.All() {
			if entry.State() != directory.Active {
				continue
			}
			platform := entry.Channel().Info().Platform
			s, err := channel.CheckSubscription(ctx, entry.Channel())
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil && !errors.Is(err, errors.ErrUnsupported) {
				found[finding{platform, channel.FindingUnchecked, false}]++
			}
			for _, f := range s.Findings {
				found[finding{platform, f.Code, f.Fatal}]++
			}
			if err == nil && len(s.Findings) == 0 {
				found[finding{platform, "none", false}]++ // a sign that the platform was asked
			}
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.at, p.found = time.Now(), found
		return nil
	}
}

// Describe sends what Collect may measure.
func (p *Platforms) Describe(to chan<- *prometheus.Desc) { to <- p.findings }

// Collect sends what Check has found.
func (p *Platforms) Collect(to chan<- prometheus.Metric) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.at) > p.keep {
		return
	}
	for f, n := range p.found {
		to <- prometheus.MustNewConstMetric(p.findings, prometheus.GaugeValue, float64(n), f.platform, f.code, strconv.FormatBool(f.fatal))
	}
}
