package conversation_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// An echo of what was sent from here is told as such: by its id, and by what it settles.
func TestPlanTellsEchoes(t *testing.T) {
	sent := dispatch.Receipt{Key: "k", To: ann, Priority: dispatch.Robot, Parts: []dispatch.Part{
		{Message: channel.Message{Text: "one"}, Status: dispatch.Sent, IDs: []string{"m1"}}, {Message: channel.Message{Text: "two"}},
	}}
	echo := func(id string, o channel.Origin) conversation.Input {
		e := channel.Event{ID: "e" + id, Thread: ann, Origin: o, Body: channel.Message{ID: id, Text: "one"}}
		return conversation.Input{ID: e.ID, Thread: ann, Event: &e, At: nine}
	}
	c := plan(t, planRules(t), conversation.View{Now: nine, Row: conversation.Row{Thread: ann}, Receipts: []dispatch.Receipt{sent}, Inputs: []conversation.Input{
		echo("m1", channel.OriginUs), echo("m1", channel.OriginUnknown), echo("m2", channel.OriginUs), echo("m3", channel.OriginPerson),
		input("1", "hi", 0), input("m1", "what a contact says is shown, whatever its id", 1),
	}})
	if diff := cmp.Diff([]string{"em1", "em1"}, c.Echoes); diff != "" {
		t.Errorf("echoes (-want +got):\n%s", diff)
	}
}
