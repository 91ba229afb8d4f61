package channeltest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/channeltest"
)

// Nothing is left out silently.
func TestPlan(t *testing.T) {
	whole := greeting(right)(harness())
	run, left, faults := channeltest.Plan(whole)
	if diff := cmp.Diff(channeltest.Names(), run); diff != "" || len(left)+len(faults) > 0 {
		t.Fatalf("a whole harness: left %q, faults %q, cases (-all +run):\n%s", left, faults, diff)
	}
	tests := []struct {
		name   string
		change func(h *channeltest.Harness)
		gone   []string // cases that do not run
		left   []string // beginnings of the notes
		faults []string // beginnings of the complaints
	}{
		{"data missing with a reason", func(h *channeltest.Harness) {
			h.Standby, h.Lacks = nil, map[string]string{"standby": "one app each"}
		}, []string{"standby"}, []string{"standby: not run: one app each"}, nil},
		{"data missing without a reason", func(h *channeltest.Harness) { h.Echo = nil },
			[]string{"echo"}, nil, []string{"echo: the harness has neither the data nor"}},
		{"a form of body that has no malformed bodies, without a reason", func(h *channeltest.Harness) { h.Malformed = [][]byte{} },
			[]string{"malformed"}, nil, []string{"malformed: the harness has neither the data nor"}},
		{"a form of body that has no malformed bodies, with a reason", func(h *channeltest.Harness) {
			h.Malformed, h.Lacks = [][]byte{}, map[string]string{"malformed": "every text is a body"}
		}, []string{"malformed"}, []string{"malformed: not run: every text is a body"}, nil},
		{"malformed bodies by default and a reason", func(h *channeltest.Harness) { h.Lacks = map[string]string{"malformed": "none"} },
			[]string{"malformed"}, nil, []string{"malformed: the harness has the data"}},
		{"an empty reason", func(h *channeltest.Harness) { h.Echo, h.Lacks = nil, map[string]string{"echo": ""} },
			[]string{"echo"}, nil, []string{"echo: the harness leaves the case out and does not say why"}},
		{"data there and a reason", func(h *channeltest.Harness) { h.Lacks = map[string]string{"echo": "none"} },
			[]string{"echo"}, nil, []string{"echo: the harness has the data"}},
		{"the proof covers the body and is said not to", func(h *channeltest.Harness) { h.Lacks = map[string]string{"tampered": "a shared secret"} },
			[]string{"tampered"}, nil, []string{"tampered: the harness has the data"}},
		{"a case that every platform must pass", func(h *channeltest.Harness) { h.Lacks = map[string]string{"forged": "we trust everybody"} },
			[]string{"forged"}, nil, []string{"forged: no platform may leave this case out"}},
		{"no such case", func(h *channeltest.Harness) { h.Lacks = map[string]string{"telepathy": "none"} },
			nil, nil, []string{"telepathy: the harness says that the platform lacks it, and there is no such case"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := whole
			tt.change(&h)
			run, left, faults := channeltest.Plan(h)
			want := slices.DeleteFunc(channeltest.Names(), func(name string) bool { return slices.Contains(tt.gone, name) })
			if diff := cmp.Diff(want, run); diff != "" {
				t.Errorf("cases (-want +got):\n%s", diff)
			}
			if !slices.EqualFunc(tt.left, left, func(want, got string) bool { return strings.HasPrefix(got, want) }) {
				t.Errorf("left out: %q, want %q …", left, tt.left)
			}
			if !slices.EqualFunc(tt.faults, faults, func(want, got string) bool { return strings.HasPrefix(got, want) }) {
				t.Errorf("complaints: %q, want %q …", faults, tt.faults)
			}
		})
	}
}

func TestSpansFindEveryValue(t *testing.T) {
	got := channeltest.Spans([]byte("{ \"a\" : [1, {\"b\":\"x,y\"}, []],\"c\":null}"))
	want := []string{`[1, {"b":"x,y"}, []]`, `1`, `{"b":"x,y"}`, `"x,y"`, `[]`, `null`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
}
