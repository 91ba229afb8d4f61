package plan_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
)

func TestDegradationString(t *testing.T) {
	for want, d := range map[string]plan.Degradation{
		"card: dropped (unsupported)":                      {Change: plan.Dropped, Field: "card", Code: channel.CodeUnsupported},
		"text: divided (too_long, limit 20 utf16, got 33)": {Change: plan.Divided, Field: "text", Code: channel.CodeTooLong, Limit: 20, Got: 33, Unit: channel.UTF16},
		"buttons: listed (too_many, limit 0, got 3)":       {Change: plan.Listed, Field: "buttons", Code: channel.CodeTooMany, Got: 3},
		"attachments: dropped (too_large, limit 5, got 0)": {Change: plan.Dropped, Field: "attachments", Code: channel.CodeTooLarge, Limit: 5},
	} {
		if got := d.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
