package session_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/session"
)

// complaints lists the fields that an error complains about.
func complaints(err error) []string {
	if err == nil {
		return nil
	}
	var fields []string
	for _, one := range err.(interface{ Unwrap() []error }).Unwrap() {
		f, ok := errors.AsType[*session.FieldError](one)
		if !ok || f.Code == "" || !strings.HasPrefix(f.Reason, "must be ") || !strings.Contains(f.Error(), f.Reason) {
			return append(fields, "untyped: "+one.Error())
		}
		fields = append(fields, f.Field)
	}
	return fields
}

func TestCheck(t *testing.T) {
	rung := func(d time.Duration, do session.Consequence) session.Rung { return session.Rung{Silence: d, Then: do} }
	const m = time.Minute
	negative, late := -m, 10081*m
	long := strings.Repeat("q", 129)
	for _, tt := range []struct {
		name   string
		change func(*session.Config)
		want   []string
	}{
		{"the default", func(*session.Config) {}, nil},
		{"words", func(c *session.Config) { c.Mode, c.Routing, c.Anchor, c.OfflineTo, c.ReopenTo = 3, 2, 2, 3, 2 }, []string{"Mode", "Routing", "Anchor", "OfflineTo", "ReopenTo"}},
		{"queue", func(c *session.Config) { c.Queue = "a\nb" }, []string{"Queue"}},
		{"queue too long", func(c *session.Config) { c.Queue = long }, []string{"Queue"}},
		{"queue no UTF-8", func(c *session.Config) { c.Fallback = "\xff" }, []string{"Fallback"}},
		{"fallback is the queue", func(c *session.Config) { c.Queue, c.Fallback = "a", "a" }, []string{"Fallback"}},
		{"ladders off", func(c *session.Config) {
			c.ContactSilent, c.CalledSilent, c.AgentSilent, c.QueueWait = nil, nil, nil, nil
		}, nil},
		{"robot ladder off", func(c *session.Config) { c.RobotSilent = nil }, []string{"RobotSilent"}},
		{"contact too short", func(c *session.Config) {
			c.ContactSilent, c.CalledSilent = session.ContactLadder(59*time.Second, 0), nil
		}, []string{"ContactSilent[0].Silence"}},
		{"contact too long", func(c *session.Config) { c.ContactSilent = session.ContactLadder(61*m, 0) }, []string{"ContactSilent[0].Silence"}},
		{"warning after the end", func(c *session.Config) {
			c.ContactSilent = []session.Rung{rung(21*m, session.Warn), rung(20*m, session.End)}
		}, []string{"ContactSilent[1].Silence"}},
		{"warning with the end", func(c *session.Config) {
			c.ContactSilent = []session.Rung{rung(20*m, session.Warn), rung(20*m, session.End)}
		}, []string{"ContactSilent[1].Silence"}},
		{"no end", func(c *session.Config) { c.ContactSilent = []session.Rung{rung(20*m, session.Warn)} }, []string{"ContactSilent[0].Then"}},
		{"two ends", func(c *session.Config) {
			c.ContactSilent = []session.Rung{rung(10*m, session.End), rung(20*m, session.End)}
		}, []string{"ContactSilent[0].Then"}},
		{"reminding the contact", func(c *session.Config) {
			c.ContactSilent = []session.Rung{rung(10*m, session.Remind), rung(20*m, session.End)}
		}, []string{"ContactSilent[0].Then"}},
		{"agent's ladder ends the session", func(c *session.Config) { c.AgentSilent = []session.Rung{rung(5*m, session.End)} }, []string{"AgentSilent[0].Then"}},
		{"zero is not off", func(c *session.Config) {
			c.AgentSilent = []session.Rung{rung(0, session.Remind), rung(5*m, session.Pass)}
		}, []string{"AgentSilent[0].Silence"}},
		{"half a second", func(c *session.Config) {
			c.AgentSilent = []session.Rung{rung(m+time.Second/2, session.Remind), rung(5*m, session.Pass)}
		}, []string{"AgentSilent[0].Silence"}},
		{"nine rungs", func(c *session.Config) {
			c.AgentSilent = nil
			for i := range 8 {
				c.AgentSilent = append(c.AgentSilent, rung(time.Duration(i+1)*m, session.Remind))
			}
			c.AgentSilent = append(c.AgentSilent, rung(9*m, session.Pass))
		}, []string{"AgentSilent"}},
		{"called as long as silent", func(c *session.Config) {
			c.ContactSilent, c.CalledSilent = session.ContactLadder(3*m, m), []session.Rung{rung(3*m, session.End)}
		}, []string{"CalledSilent"}},
		{"wait longer than the contact may be silent", func(c *session.Config) { c.QueueWait = []session.Rung{rung(20*m, session.Pass)} }, []string{"QueueWait"}},
		{"offer as long as the wait", func(c *session.Config) { c.QueueWait, c.OfferTime = []session.Rung{rung(5*m, session.Pass)}, 5*m }, []string{"OfferTime"}},
		{"nothing may be off", func(c *session.Config) { c.OfferTime, c.TransferTime, c.HoldMax, c.MaxHops = 0, 0, 0, 0 }, []string{"OfferTime", "TransferTime", "HoldMax", "MaxHops"}},
		{"too many hops", func(c *session.Config) { c.MaxHops = 11 }, []string{"MaxHops"}},
		{"reopen", func(c *session.Config) { c.Reopen = 73 * time.Hour }, []string{"Reopen"}},
		{"reopen never", func(c *session.Config) { c.Reopen, c.LastAgent = 0, 0 }, nil},
		{"last agent", func(c *session.Config) { c.LastAgent, c.LastAgentWait = 31*24*time.Hour, 59*time.Second }, []string{"LastAgent", "LastAgentWait"}},
		{"waiting for the last agent as long as for any", func(c *session.Config) {
			c.QueueWait, c.LastAgentWait = []session.Rung{rung(5*m, session.Pass)}, 5*m
		}, []string{"LastAgentWait"}},
		{"offline without agents", func(c *session.Config) { c.Mode = session.RobotOnly }, []string{"Offline"}},
		{"offline to a robot that is not there", func(c *session.Config) { c.Mode, c.OfflineTo = session.AgentOnly, session.ToRobot }, []string{"OfflineTo"}},
		{"offline times count when off, too", func(c *session.Config) {
			c.Offline, c.OfflineLimit, c.OfflineReassign, c.OfflineMax = false, 61*m, m, 0
		}, []string{"OfflineLimit", "OfflineReassign", "OfflineMax"}},
		{"outbound", func(c *session.Config) { c.Outbound = &negative }, []string{"Outbound"}},
		{"outbound too long", func(c *session.Config) { c.Outbound = &late }, []string{"Outbound"}},
		{"outbound zero", func(c *session.Config) { c.Outbound = new(time.Duration) }, nil},
		{"spread", func(c *session.Config) { c.Spread = 61 * m }, []string{"Spread"}},
		{"window", func(c *session.Config) { c.ReplyWindow, c.WindowMargin, c.Stale = -m, 61*m, -m }, []string{"ReplyWindow", "WindowMargin", "Stale"}},
		{"margin as long as the window", func(c *session.Config) { c.ReplyWindow, c.WindowMargin = 30*m, 30*m }, []string{"WindowMargin"}},
		{"silence longer than the window", func(c *session.Config) { c.ReplyWindow = 20 * m }, []string{"ContactSilent"}},
		{"agents' window without another", func(c *session.Config) { c.AgentWindow = time.Hour }, []string{"AgentWindow"}},
		{"agents' window shorter", func(c *session.Config) { c.ReplyWindow, c.AgentWindow = 24*time.Hour, 23*time.Hour }, []string{"AgentWindow"}},
		{"agents' window as long", func(c *session.Config) { c.ReplyWindow, c.AgentWindow = 24*time.Hour, 24*time.Hour }, nil},
		{"answer margin", func(c *session.Config) { c.AnswerMargin = 61 * m }, []string{"AnswerMargin"}},
		{"answer margin as long as the window", func(c *session.Config) {
			c.ContactSilent, c.CalledSilent, c.ReplyWindow, c.AnswerMargin = nil, nil, 30*m, 30*m
		}, []string{"AnswerMargin"}},
		{"answer margin in the agents' window", func(c *session.Config) {
			c.ContactSilent, c.CalledSilent, c.ReplyWindow, c.AgentWindow, c.AnswerMargin = nil, nil, 30*m, time.Hour, 30*m
		}, nil},
		{"grace", func(c *session.Config) { c.CloseGrace = 241 * m }, []string{"CloseGrace"}},
		{"loop", func(c *session.Config) { c.LoopTurns, c.LoopGap = 2, 0 }, []string{"LoopTurns", "LoopGap"}},
		{"loop off", func(c *session.Config) { c.LoopTurns, c.LoopGap = 0, 0 }, nil},
		{"since before time began", func(c *session.Config) { c.Since = time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC) }, []string{"Since"}},
		{"everything", func(c *session.Config) { *c = session.Config{} }, []string{"RobotSilent", "OfferTime", "TransferTime",
			"HoldMax", "MaxHops", "OfflineLimit", "OfflineReassign", "OfflineMax"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := session.DefaultConfig()
			tt.change(&c)
			if diff := cmp.Diff(tt.want, complaints(session.AICCBounds().Check(c))); diff != "" {
				t.Errorf("Check complains about (-want +got):\n%s", diff)
			}
		})
	}
}

// A desk on a messenger counts in days: both rules that only live chat keeps are off.
func TestCheckOfMessengers(t *testing.T) {
	c := session.DefaultConfig()
	c.ContactSilent, c.ReplyWindow = session.ContactLadder(7*24*time.Hour, 12*time.Hour), 24*time.Hour
	c.QueueWait = []session.Rung{{Silence: 8 * 24 * time.Hour, Then: session.Pass}}
	if err := c.Check(); err != nil {
		t.Errorf("a messenger's times: %v", err)
	}
	want := []string{"ContactSilent[1].Silence", "QueueWait[0].Silence", "QueueWait", "ContactSilent"}
	c.ContactSilent[0].Silence = time.Minute
	if diff := cmp.Diff(want, complaints(session.AICCBounds().Check(c))); diff != "" {
		t.Errorf("the same in live chat: complaints (-want +got):\n%s", diff)
	}
}

func TestConfigJSON(t *testing.T) {
	for seed := range 100 {
		c := anyConfig(&tape{x: uint64(seed)})
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var back session.Config
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, back); diff != "" {
			t.Fatalf("seed %d, %s (-want +got):\n%s", seed, b, diff)
		}
	}
}

func TestEventCheck(t *testing.T) {
	for _, tt := range []struct {
		name string
		e    session.Event
		want []string
	}{
		{"tick", session.Event{}, nil},
		{"whole", session.Event{Kind: session.AgentFound, ID: "r1", Agent: "ann"}, nil},
		{"unnamed", session.Event{Kind: session.ContactMessage}, []string{"ID"}},
		{"unknown", session.Event{Kind: 99, ID: "x"}, []string{"Kind"}},
		{"unknown role", session.Event{Kind: session.JoinRequested, ID: "x", Role: 4}, []string{"Role"}},
		{"ids", session.Event{Kind: session.TransferRequested, ID: "x", Agent: "a\x00", Target: "\xff", Queue: strings.Repeat("q", 129)}, []string{"Agent", "Target", "Queue"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, complaints(tt.e.Check())); diff != "" {
				t.Errorf("Check complains about (-want +got):\n%s", diff)
			}
		})
	}
}
