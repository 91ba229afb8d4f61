package conversation_test

import (
	"errors"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	fit "github.com/contactkit/contactkit/channel/plan"
	"github.com/contactkit/contactkit/session"
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

// A thread whose limits stay unknown goes on after a while: the contact comes to people, and what
// would be said fails.
func TestPlanIsNotPatientForEver(t *testing.T) {
	r := planRules(t)
	r.Patience = 10 * time.Second
	r.Prepare = func(string, channel.Thread, channel.Message) (dispatch.Receipt, []fit.Degradation, error) {
		return dispatch.Receipt{}, nil, &channel.Error{Kind: channel.ErrUnavailable}
	}
	v := conversation.View{Now: nine.Add(10 * time.Second), Row: conversation.Row{Thread: ann}, Inputs: []conversation.Input{input("1", "agent", 0)}}
	if _, err := conversation.Plan(r, v); !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("after ten seconds: %v, want unavailable", err)
	}
	v.Now = v.Now.Add(time.Second)
	c := plan(t, r, v)
	if len(c.New) != 1 || c.New[0].Status() != dispatch.Failed || len(c.Closed) != 1 || c.Row.State.Phase == session.PhaseRobot {
		t.Errorf("%d new, %d closed, phase %v; want a notice that failed, and people", len(c.New), len(c.Closed), c.Row.State.Phase)
	}
}
