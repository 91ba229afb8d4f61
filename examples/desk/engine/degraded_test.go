package engine

import (
	"testing"

	"github.com/contactkit/contactkit/channel/plan"
)

func TestDegradedInPlainWords(t *testing.T) {
	tests := []struct {
		list  []plan.Degradation
		parts int
		want  string
	}{
		{nil, 1, ""},
		{[]plan.Degradation{{Change: plan.Divided, Field: "text", Code: "too_long"}}, 2, "sent as 2 messages"},
		{[]plan.Degradation{{Change: plan.Moved, Field: "attachments[1]"}, {Change: plan.Divided, Field: "text"}}, 3, "sent as 3 messages"},
		{[]plan.Degradation{{Change: plan.Listed, Field: "quickReplies[3].text"}, {Change: plan.Listed, Field: "quickReplies[4].text"}}, 1, "quick replies sent as text"},
		{[]plan.Degradation{{Change: plan.Dropped, Field: "replyTo"}, {Change: plan.Divided, Field: "text"}}, 2, "the quoted message left out, sent as 2 messages"},
		{[]plan.Degradation{{Change: plan.Cleaned, Field: "text"}}, 1, ""},
	}
	for _, tt := range tests {
		if got := degraded(tt.list, tt.parts).English(); got != tt.want {
			t.Errorf("degraded(%v, %d) = %q, want %q", tt.list, tt.parts, got, tt.want)
		}
	}
}
