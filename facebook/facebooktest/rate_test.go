package facebooktest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestRates(t *testing.T) {
	for _, tt := range []struct {
		code         int
		header, want string
	}{
		{613, "X-Business-Use-Case-Usage", `{"` + pageA + `":[{"call_count":100,"estimated_time_to_regain_access":2,"total_cputime":50,"total_time":50,"type":"messenger"}]}`},
		{80006, "X-Business-Use-Case-Usage", `{"` + pageA + `":[{"call_count":100,"estimated_time_to_regain_access":2,"total_cputime":50,"total_time":50,"type":"messenger"}]}`},
		{4, "X-App-Usage", `{"call_count":100,"total_cputime":50,"total_time":50}`},
	} {
		s := frozen(facebooktest.Config{RateCode: tt.code, Rate: standin.Rate{Kind: standin.FixedWindow, N: 2, Per: 90e9}})
		s.Say("24001", "hi")
		if r := say(t, s, "24001", "one"); r.status != 200 || !strings.Contains(r.header.Get(tt.header), `"call_count":50`) {
			t.Errorf("the first = %s %v", r.body, r.header)
		}
		say(t, s, "24001", "two")
		r := say(t, s, "24001", "three")
		if diff := cmp.Diff(tt.want, r.header.Get(tt.header)); diff != "" || r.Error.Code != tt.code || r.status != 400 {
			t.Errorf("the third = %s (-want +got):\n%s", r.body, diff)
		}
		s.Advance(90e9)
		if r := say(t, s, "24001", "four"); r.status != 200 {
			t.Errorf("after the window = %s", r.body)
		}
	}
}
