package conversation_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	fit "github.com/contactkit/contactkit/channel/plan"
)

// A Change tells what the platform cannot take of a message.
func TestPlanTellsWhatIsDegraded(t *testing.T) {
	r := planRules(t)
	prepare := r.Prepare
	r.Prepare = func(key string, to channel.Thread, m channel.Message) (dispatch.Receipt, []fit.Degradation, error) {
		receipt, _, err := prepare(key, to, m)
		return receipt, []fit.Degradation{{Field: "text"}}, err
	}
	c := plan(t, r, conversation.View{Now: nine, Row: conversation.Row{Thread: ann}, Inputs: []conversation.Input{input("1", "agent", 0)}})
	if len(c.New) != 1 || len(c.Degraded[c.New[0].Key]) != 1 {
		t.Errorf("%d new, degraded %v", len(c.New), c.Degraded)
	}
}
