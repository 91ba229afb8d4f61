package observe_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/observe"
)

// described are the metrics that are registered, with the names of their labels.
type described struct {
	prometheus.Registerer
	all map[string][]string
}

var desc = regexp.MustCompile(`fqName: "(\w+)".*variableLabels: \{([\w,]*)\}`)

func (d described) MustRegister(list ...prometheus.Collector) {
	for _, c := range list {
		to := make(chan *prometheus.Desc, 10)
		c.Describe(to)
		close(to)
		for one := range to {
			m := desc.FindStringSubmatch(one.String())
			d.all[m[1]] = strings.Split(m[2], ",")
		}
	}
}

// The alarms select by labels that the metrics have, and by values that the library gives them.
func TestAlarmsSelectWhatIsMeasured(t *testing.T) {
	data, err := os.ReadFile("../deploy/prometheus/alarms.yaml")
	if err != nil {
		t.Fatal(err)
	}
	metrics := described{all: make(map[string][]string)}
	observe.NewMetrics(metrics)
	observe.NewPlatforms(metrics, time.Minute)
	var got []string
	for _, m := range regexp.MustCompile(`(\w+)\{(\w+)[^}]*\}`).FindAllStringSubmatch(string(data), -1) {
		got = append(got, m[0])
		if !slices.Contains(metrics.all[m[1]], m[2]) {
			t.Errorf("%s: the metric has the labels %q", m[0], metrics.all[m[1]])
		}
	}
	want := []string{
		`contactkit_channel_findings{fatal="true"}`, // of a channel.Finding
		`contactkit_channel_findings{finding="` + channel.FindingTokenExpires + `"}`,
		`dispatch_events_total{event="` + string(dispatch.EventFailed) + `"}`,
		`dispatch_events_total{event="` + string(dispatch.EventSent) + `"}`,
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what alarms select (-want +got):\n%s", diff)
	}
}
