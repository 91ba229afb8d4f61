package facebook_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func TestUsageHeaders(t *testing.T) {
	app, account := channel.ScopeApp, channel.ScopeAccount
	tests := []struct {
		name   string
		header http.Header
		pace   []channel.Pace
		wait   time.Duration // of a 613
	}{
		{"none", nil, nil, time.Minute},
		{"room left", http.Header{"X-App-Usage": {`{"call_count":99,"total_time":25,"total_cputime":3}`}, "X-Page-Usage": {`{"call_count":1}`}}, nil, time.Minute},
		{"app full", http.Header{"X-App-Usage": {`{"call_count":28,"total_time":100,"total_cputime":25}`}}, []channel.Pace{{Scope: app, Reset: time.Minute}}, time.Minute},
		{"page full", http.Header{"X-Page-Usage": {`{"call_count":"120"}`}}, []channel.Pace{{Scope: account, Reset: time.Minute}}, time.Minute},
		{"minutes named", http.Header{"X-Business-Use-Case-Usage": {`{"104070000000001":[{"type":"ads_management","call_count":100,"estimated_time_to_regain_access":99},` +
			`{"type":"messenger","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":19}]}`}},
			[]channel.Pace{{Scope: account, Reset: 19 * time.Minute}}, 19 * time.Minute},
		{"full without minutes", http.Header{"X-Business-Use-Case-Usage": {`{"1":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":0}]}`}},
			[]channel.Pace{{Scope: account, Reset: time.Minute}}, time.Minute},
		{"minutes beyond reason", http.Header{"X-Business-Use-Case-Usage": {`{"1":[{"type":"instagram","estimated_time_to_regain_access":9223372036854775807}]}`}},
			[]channel.Pace{{Scope: account, Reset: 24 * time.Hour}}, 24 * time.Hour},
		{"no JSON", http.Header{"X-App-Usage": {"bad-json"}, "X-Page-Usage": {"[1]"}, "X-Business-Use-Case-Usage": {`{"1":7}`}}, nil, time.Minute},
		{"a gateway's Retry-After", http.Header{"Retry-After": {"90"}}, nil, 90 * time.Second},
	}
	for _, tt := range tests {
		f := accepting()
		f.header = tt.header
		sent, err := sendingChannel(t, f, nil).Send(t.Context(), thread(personID), channel.Message{Text: "x"})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.pace, sent.Pace); diff != "" {
			t.Errorf("%s: pace (-want +got):\n%s", tt.name, diff)
		}
		f = &transport{status: 400, body: `{"error":{"code":613}}`, header: tt.header}
		_, err = sendingChannel(t, f, nil).Send(t.Context(), thread(personID), channel.Message{Text: "x"})
		if e, ok := errors.AsType[*channel.Error](err); !ok || e.Wait != tt.wait {
			t.Errorf("%s: %v, want to wait %v", tt.name, err, tt.wait)
		}
	}
}
