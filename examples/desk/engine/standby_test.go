package engine_test

import (
	"fmt"
	"testing"

	"github.com/contactkit/contactkit/session"
)

// A message comes on standby and then live, with one ID: the live copy takes the place of the
// other, and the session hears that the thread is ours. A redelivery of either changes nothing.
func TestLiveMessageReplacesItsCopyOnStandby(t *testing.T) {
	b := newBench(t, says("Good day"))
	list := func(name string) {
		b.server.Raw(fmt.Appendf(nil, `{"object":"page","entry":[{"id":%q,"time":%d,"%s":[{"sender":{"id":%q},"recipient":{"id":%q},"timestamp":%d,"message":{"mid":"m_1","text":"Hello"}}]}]}`,
			b.thread.Account, b.server.Now().UnixMilli(), name, b.thread.Contact, b.thread.Account, b.server.Now().UnixMilli()))
		b.deliver()
	}
	list("standby")
	b.rest()
	if s := b.state(); s.Control == session.ControlOurs || s.Phase == session.PhaseRobot {
		t.Fatalf("on standby the thread is ours: %+v", s)
	}
	b.want("on standby", []string{"customer: Hello"}, b.lines())
	list("messaging")
	b.rest()
	if s := b.state(); s.Control != session.ControlOurs {
		t.Errorf("the live message does not prove control: %+v", s)
	}
	// The stand-in does not know this contact, so the answer fails: that there is one is the point.
	b.want("live", []string{"customer: Hello", "robot: Good day failed"}, b.lines())
	before := b.state()
	list("standby")
	list("messaging")
	b.rest()
	if after := b.state(); after != before {
		t.Errorf("a redelivery changed the session: %+v, then %+v", before, after)
	}
	b.want("after redeliveries", []string{"customer: Hello", "robot: Good day failed"}, b.lines())
}
