package observe

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/contactkit/contactkit/channel/dispatch"
)

// Metrics counts what becomes of messages. Its labels have few values: never a key, a thread or the
// text of an error. Its method may be called concurrently.
type Metrics struct {
	events *prometheus.CounterVec   // by platform and event
	took   *prometheus.HistogramVec // seconds of a call
	waited *prometheus.HistogramVec // seconds from Accept to the end of a call
}

// NewMetrics registers the metrics, which a host serves with promhttp.HandlerFor.
func NewMetrics(r prometheus.Registerer) *Metrics {
	m := &Metrics{
		events: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "dispatch_events_total", Help: "What happened to messages and their parts."}, []string{"platform", "event"}),
		took:   prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "dispatch_call_seconds", Help: "How long calls took.", Buckets: prometheus.DefBuckets}, []string{"platform", "event"}),
		waited: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "dispatch_wait_seconds", Help: "How long sent parts had waited.", Buckets: prometheus.ExponentialBuckets(0.05, 4, 8)}, []string{"platform"}),
	}
	r.MustRegister(m.events, m.took, m.waited)
	return m
}

// Observe is a dispatch.Config.Observe. It only counts: nothing in it waits for a network.
func (m *Metrics) Observe(o dispatch.Observation) {
	platform, event := o.To.Platform, string(o.Event)
	m.events.WithLabelValues(platform, event).Inc()
	switch o.Event {
	case dispatch.EventSent, dispatch.EventUncertain, dispatch.EventFailed, dispatch.EventRetried: // after a call
		m.took.WithLabelValues(platform, event).Observe(o.Took.Seconds())
	}
	if o.Event == dispatch.EventSent {
		m.waited.WithLabelValues(platform).Observe(o.Waited.Seconds())
	}
}
