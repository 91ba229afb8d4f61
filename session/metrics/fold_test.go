package metrics_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
)

// A foldRow is a desk, its working hours if it has any, what happens, and the figures.
type foldRow struct {
	name  string
	cfg   func(*session.Config)
	play  func(*thread)
	want  []string
	hours string
}

// Each path of a session, and the figures that it leaves.
func TestFold(t *testing.T) {
	contact, by := session.Event{Kind: session.ContactMessage}, func(k session.EventKind, agent string) session.Event {
		return session.Event{Kind: k, Agent: agent}
	}
	tests := []foldRow{
		{"an agent answers and closes", nil, func(t *thread) {
			t.at("09:00:00", contact)
			t.found("09:00:30", "ann")
			t.at("09:01:00", by(session.AgentMessage, "ann"))
			t.at("09:02:00", contact)
			t.at("09:02:20", contact)
			t.at("09:02:50", by(session.AgentMessage, "ann"))
			t.at("09:05:00", session.Event{Kind: session.CloseRequested, By: session.Agent, Agent: "ann"})
		}, []string{
			"agents / 1", "answer /ann 1m50s (2)", "asked / 1", "began / 1", "closed / agent-done 5m0s",
			"first-answer /ann 1m0s", "handling /ann 4m30s", "queued / 1", "wait /ann 30s",
		}, ""},
		{"the robot alone", func(c *session.Config) { c.Mode = session.Hybrid }, func(t *thread) {
			t.at("09:00:00", contact)
			t.at("09:00:02", session.Event{Kind: session.RobotMessage})
			t.at("09:01:00", session.Event{Kind: session.CloseRequested, By: session.Robot})
		}, []string{"agents / 0", "began / 1", "closed / robot-done 1m0s", "contained / robot-done 1m0s", "robot-answer / 2s"}, ""},
		{"the robot hands over, and the contact leaves the queue", func(c *session.Config) { c.Mode = session.Hybrid }, func(t *thread) {
			t.at("09:00:00", contact)
			t.at("09:00:02", session.Event{Kind: session.RobotMessage})
			t.at("09:00:10", session.Event{Kind: session.TransferRequested, Force: true, To: session.Queue})
			t.at("09:01:00", session.Event{Kind: session.CloseRequested, By: session.Contact})
		}, []string{"agents / 0", "asked / 1", "began / 1", "closed / contact-left 1m0s", "given / contact-left 50s", "queued / 1", "robot-answer / 2s"}, ""},
		{"the contact leaves the queue", nil, func(t *thread) {
			t.at("09:00:00", contact)
			t.at("09:00:40", session.Event{Kind: session.CloseRequested, By: session.Contact})
		}, []string{"agents / 0", "asked / 1", "began / 1", "closed / contact-left 40s", "given / contact-left 40s", "queued / 1"}, ""},
		{"a transfer to another queue by force, and a session that goes on", func(c *session.Config) { c.Queue = "sales" }, func(t *thread) {
			t.at("09:00:00", contact)
			t.at("09:00:10", session.Event{Kind: session.TransferRequested, Force: true, To: session.Queue, Queue: "help"})
			t.found("09:00:40", "ann")
			t.at("09:01:40", session.Event{Kind: session.CloseRequested, By: session.Host})
			t.at("09:02:00", contact)
		}, []string{
			"agents help/ 1", "asked help/ 1", "asked sales/ 1", "began / 2 (2)", "closed help/ host 1m40s", "handling help/ann 1m0s",
			"moved sales/ 10s", "queued help/ 2 (2)", "queued sales/ 1", "reopened / 1", "wait help/ann 30s",
		}, ""},
		{"a person answers in the platform's inbox", nil, func(t *thread) {
			t.at("09:00:00", contact)
			t.at("09:01:00", session.Event{Kind: session.PersonMessage})
			t.at("09:02:00", contact)
			t.at("09:03:00", session.Event{Kind: session.PersonMessage})
			t.at("09:04:00", session.Event{Kind: session.ContactGone})
		}, []string{
			"agents / 1", "asked / 1", "began / 1", "closed / unreachable 4m0s", "handling / 3m0s", "queued / 1", "wait / 1m0s",
		}, ""},
		{"a machine's message is owed no answer", nil, func(t *thread) {
			t.at("09:00:00", contact)
			t.found("09:00:00", "ann")
			t.at("09:01:00", by(session.AgentMessage, "ann"))
			t.at("09:02:00", session.Event{Kind: session.ContactMessage, Automatic: true})
			t.at("09:05:00", by(session.AgentMessage, "ann"))
		}, []string{"answer /ann 1m0s", "asked / 1", "began / 1", "first-answer /ann 1m0s", "queued / 1", "wait /ann 0s"}, ""},
		{"a helper answers", nil, func(t *thread) {
			t.at("09:00:00", contact)
			t.found("09:00:00", "ann")
			t.at("09:00:30", session.Event{Kind: session.JoinRequested, Agent: "ann", Target: "bob", Role: session.Joined, Force: true})
			t.at("09:01:00", by(session.AgentMessage, "bob"))
			t.at("09:02:00", by(session.AgentLeft, "ann"))
			t.at("09:03:00", session.Event{Kind: session.CloseRequested, By: session.Host})
		}, []string{
			"agents / 2", "answer /bob 1m0s", "asked / 1", "began / 1", "closed / host 3m0s", "first-answer /bob 1m0s",
			"handling /ann 2m0s", "handling /bob 1m0s", "queued / 1", "wait /ann 0s",
		}, ""},
		{"a message crosses the answer", nil, func(t *thread) {
			t.at("09:00:00", session.Event{Kind: session.ContactMessage, ID: "m1"})
			t.found("09:00:00", "ann")
			t.at("09:01:00", session.Event{Kind: session.ContactMessage, ID: "m2"})
			t.at("09:01:10", session.Event{Kind: session.AgentMessage, Agent: "ann", Saw: "m1"})
			t.at("09:01:40", session.Event{Kind: session.AgentMessage, Agent: "ann", Saw: "m2"})
		}, []string{"answer /ann 1m40s (2)", "asked / 1", "began / 1", "first-answer /ann 1m10s", "queued / 1", "wait /ann 0s"}, ""},
		{"a message that the agent does not answer", nil, func(t *thread) {
			t.at("09:00:00", contact)
			t.found("09:00:00", "ann")
			t.at("09:01:00", by(session.AgentMessage, "ann"))
			t.at("09:02:00", contact)
			t.at("09:03:00", by(session.Waived, "ann"))
			t.at("09:09:00", by(session.AgentMessage, "ann"))
		}, []string{"answer /ann 1m0s", "asked / 1", "began / 1", "first-answer /ann 1m0s", "queued / 1", "wait /ann 0s"}, ""},
		{"an offline message", func(c *session.Config) { c.Offline = true }, func(t *thread) {
			t.at("09:00:00", contact)
			t.at("09:00:20", session.Event{Kind: session.NoAgent})
			t.at("09:10:00", by(session.AgentAccepted, "ann"))
			t.at("09:11:00", by(session.AgentMessage, "ann"))
		}, []string{
			"answer /ann 11m0s", "asked / 1", "began / 1", "first-answer /ann 11m0s", "given / 20s", "left / 1", "queued / 1",
		}, ""},
		{"the queue closes and the message is kept", func(c *session.Config) { c.Offline = true }, func(t *thread) {
			t.at("09:28:00", contact)
			t.at("09:30:00", session.Event{})
			t.at("09:40:00", by(session.AgentAccepted, "ann"))
			t.at("09:41:00", by(session.AgentMessage, "ann"))
		}, []string{
			"answer /ann 13m0s", "asked / 1", "began / 1", "first-answer /ann 13m0s", "given / 2m0s", "left / 1", "queued / 1",
		}, "09:00-09:30"},
		{"the queue closes, the contact waits on, and nothing new is counted", func(c *session.Config) { c.Offline = false }, func(t *thread) {
			t.at("09:28:00", contact)
			t.at("09:30:00", session.Event{})
			t.found("09:33:00", "ann")
			t.at("09:34:00", by(session.AgentMessage, "ann"))
		}, []string{"answer /ann 6m0s", "asked / 1", "began / 1", "first-answer /ann 6m0s", "queued / 1", "wait /ann 5m0s"}, "09:00-09:30"},
		{"the queue closes for a break", func(c *session.Config) { c.Queue = "sales" }, func(t *thread) {
			t.at("09:28:00", contact)
			t.at("09:31:00", session.Event{})
			t.at("09:32:00", session.Event{Kind: session.CloseRequested, By: session.Contact})
		}, []string{
			"agents sales/ 0", "asked sales/ 1", "began / 1", "closed sales/ contact-left 4m0s", "given sales/ contact-left 4m0s", "queued sales/ 1",
		}, "09:00-09:30,09:31-10:00"},
		{"thanks are owed no answer, and end nothing", nil, func(t *thread) {
			t.at("09:00:00", contact)
			t.found("09:00:00", "ann")
			t.at("09:01:00", by(session.AgentMessage, "ann"))
			t.at("09:02:00", session.Event{Kind: session.ContactMessage, Thanks: true})
			t.at("09:05:00", by(session.AgentMessage, "ann"))
		}, []string{"answer /ann 1m0s", "asked / 1", "began / 1", "first-answer /ann 1m0s", "queued / 1", "wait /ann 0s"}, ""},
		{"another app takes the thread and gives it back", nil, func(t *thread) {
			t.at("09:00:00", contact)
			t.at("09:01:00", session.Event{Kind: session.ContactMessage, Standby: true})
			t.at("09:02:00", session.Event{Kind: session.ControlReturned})
		}, []string{
			"agents / 0", "asked / 2 (2)", "began / 2 (2)", "closed / control-lost 1m0s", "given / control-lost 1m0s", "queued / 2 (2)", "reopened / 1",
		}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := people()
			if tt.cfg != nil {
				tt.cfg(&c)
			}
			s := sheet(t)
			x := newThread(c, s)
			if tt.hours != "" {
				x.policy.Hours = open(tt.hours)
			}
			tt.play(x)
			if diff := cmp.Diff(tt.want, figures(s)); diff != "" {
				t.Errorf("figures (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSpanJSON(t *testing.T) {
	x := newThread(people(), sheet(t))
	x.at("09:00:00", session.Event{Kind: session.ContactMessage})
	x.found("09:01:00", "ann")
	b, err := json.Marshal(x.span)
	var back metrics.Span
	if err2 := json.Unmarshal(b, &back); err != nil || err2 != nil || back != x.span {
		t.Errorf("%+v came back as %+v: %v, %v", x.span, back, err, err2)
	}
	if b, _ := json.Marshal(metrics.Span{}); string(b) != "{}" {
		t.Errorf("a thread without a session is %s", b)
	}
}
