package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// judge compares what customers said and got with what the desk has stored.
func (c *town) judge(t *testing.T, open func() (*store.Store, error)) {
	s, err := open()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	stored := make(map[channel.Thread][]store.Message)
	err = s.View(t.Context(), func(tx *store.Tx) error {
		list, err := tx.Conversations(10000)
		for _, conversation := range list {
			if err == nil {
				stored[conversation.Thread], err = tx.Messages(conversation.Thread, 1_000_000)
			}
			if row, err := s.Conversations.Row(t.Context(), conversation.Thread); err != nil || !row.Wake.IsZero() || conversation.State.Phase != session.PhaseClosed {
				t.Errorf("%v has not ended: %v until %v, %v", conversation.Thread, conversation.State.Phase, row.Wake, err)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	became := make(map[string]int)
	for _, list := range stored {
		for _, m := range list {
			became[fmt.Sprint(m.Side, " ", m.State)]++
		}
	}
	t.Logf("stored: %v", became)
	c.heard(t, stored)
	c.got(t, stored)
	for thread, list := range stored {
		overtaken(t, thread, list)
	}
}

// heard: everything that customers said is stored, once.
func (c *town) heard(t *testing.T, stored map[channel.Thread][]store.Message) {
	times := make(map[said]int)
	for thread, list := range stored {
		for _, m := range list {
			if m.Side == store.Customer {
				times[said{thread, m.Text}]++
			}
		}
	}
	for _, s := range c.said {
		if n := times[s]; n != 1 {
			t.Errorf("%q of %v is stored %d times", s.text, s.thread, n)
		}
	}
	t.Logf("customers said %d messages", len(c.said))
}

// got: whatever customers got is stored as sent, or shown as uncertain; nothing came twice; and it
// came in its order.
func (c *town) got(t *testing.T, stored map[channel.Thread][]store.Message) {
	count, uncertain := 0, 0
	for _, p := range c.world.Platforms {
		got := make(map[said]int)
		last := make(map[string]int64)
		order := make(map[said]int64)
		for thread, list := range stored {
			for _, m := range list {
				order[said{thread, m.Text}] = m.Seq
			}
		}
		for _, m := range p.Received() {
			key := said{channel.Thread{Platform: p.Name, Account: p.Account, Contact: m.Contact}, m.Text}
			got[key]++
			count++
			if !strings.HasPrefix(m.Text, "re: ") && !strings.HasPrefix(m.Text, "agent ") {
				continue // a notice, which may come again
			}
			if got[key] > 1 {
				t.Errorf("%v got %q %d times", key.thread, m.Text, got[key])
			}
			if order[key] < last[m.Contact] {
				t.Errorf("%v got %q after what was said later", key.thread, m.Text)
			}
			last[m.Contact] = max(last[m.Contact], order[key])
		}
		sure, perhaps := make(map[said]int), make(map[said]int)
		for thread, list := range stored {
			for _, m := range list {
				key := said{thread, m.Text}
				switch {
				case thread.Platform != p.Name || m.Side != store.Agent && m.Side != store.Robot && m.Side != store.Notice:
				case m.State == store.Sent || m.State == store.Delivered || m.State == store.Read:
					sure[key]++
				case m.State == store.Uncertain:
					perhaps[key]++
					uncertain++
				case m.State == store.Sending:
					t.Errorf("%q to %v is on its way for ever", m.Text, thread)
				}
			}
		}
		for key, n := range sure {
			if got[key] < n {
				t.Errorf("%v got %q %d times, and it is stored as sent %d times", key.thread, key.text, got[key], n)
			}
		}
		for key, n := range got {
			if n > sure[key]+perhaps[key] {
				t.Errorf("%v got %q %d times, and it is stored as sent %d times and as uncertain %d times", key.thread, key.text, n, sure[key], perhaps[key])
			}
		}
	}
	t.Logf("customers got %d messages; %d are shown as uncertain", count, uncertain)
	if count == 0 {
		t.Error("nobody got anything")
	}
}

// overtaken: what the robot says once a person has taken over is not sent.
func overtaken(t *testing.T, thread channel.Thread, list []store.Message) {
	taken := ""
	for _, m := range list {
		switch {
		case m.Side == store.Desk && strings.Contains(m.Text, "has ended"):
			taken = ""
		case m.Side == store.Desk && strings.Contains(m.Text, "serves the customer"):
			taken = m.Text
		case m.Side == store.Robot && taken != "" && m.State != store.Refused && m.State != store.Cancelled:
			t.Errorf("%v: the robot's %q is %s after %q", thread, m.Text, m.State, taken)
		}
	}
}
