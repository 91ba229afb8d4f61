package store

import (
	"database/sql"
	_ "embed"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

//go:embed testdata/former.sql
var formerSchema string

// former makes the file of a desk of version 1: a customer whom the robot serves, one answer sent,
// one that waits and one that may have arrived, a question, an event of a paused channel, and a
// person who is ready.
func former(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "desk.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	run := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	text := func(v any) string {
		t.Helper()
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	event := func(id, text string) channel.Event {
		return channel.Event{ID: id, Thread: here, Origin: channel.OriginContact, Renews: true, Time: noon, Body: channel.Message{ID: "m" + id, Text: text}}
	}
	run(formerSchema)
	state := session.State{ID: here.Key(), V: session.Version, Rev: 3, Session: 1, Phase: session.PhaseRobot, Owes: session.Robot}
	run(`INSERT INTO conversation(thread, channel, name, heard, state, phase, wake, last, summary, side) VALUES(?, 'bot', 'Carla', ?, ?, 'robot', ?, ?, 'hello', 'customer')`,
		here.Key(), noon.UnixMicro(), text(state), noon.UnixMicro(), noon.UnixMicro())
	for id, aside := range map[string]string{"e1": "", "e2": "paused"} {
		run(`INSERT INTO event(id, thread, channel, aside, at, data) VALUES(?, ?, 'bot', ?, 1, ?)`, id, here.Key(), aside, text(event(id, "hello")))
	}
	for key, status := range map[string]dispatch.Status{"agent/1": dispatch.Sent, "robot/2": "", "robot/3": dispatch.Uncertain, "robot/4": dispatch.Failed} {
		r := dispatch.Receipt{Key: key, To: here, Priority: dispatch.Robot, Parts: []dispatch.Part{{Message: channel.Message{Text: key}, Status: status}}}
		why, shown := "", Sending
		switch status {
		case dispatch.Failed:
			why, shown = "rejected", Failed
			r.Parts[0].Reason = dispatch.ReasonRejected
		case dispatch.Sent:
			shown = Sent
		case dispatch.Uncertain:
			shown = Uncertain
		}
		side, author, _ := strings.Cut(key, "/")
		run(`INSERT INTO message(thread, key, side, author, at, state, data) VALUES(?, ?, ?, ?, ?, ?, ?)`, here.Key(), key, side, author, noon.UnixMicro(), shown, text(channel.Message{Text: key}))
		run(`INSERT INTO outbox(key, thread, open, why, at, receipt) VALUES(?, ?, ?, ?, 1, ?)`, key, here.Key(), status == "", why, text(r))
	}
	run(`INSERT INTO task(key, kind, thread, data) VALUES('robot/q', 'robot', ?, 'e1'), ('file/1', 'file', ?, '{}')`, here.Key(), here.Key())
	run(`INSERT INTO person(id, name, role, password, room, ready, idle) VALUES('ann', 'Ann', 'agent', x'00', 3, 1, ?)`, noon.UnixMicro())
	run(`INSERT INTO locale(thread, locale) VALUES(?, 'de')`, here.Key())
	return dir
}

// The file of a former desk opens with everything that waited in it, and opens again.
func TestFormerFileIsMovedOver(t *testing.T) {
	dir := former(t)
	for range 2 {
		s, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		var view conversation.View
		enough := conversation.Said{Again: "agent/1"} // names a closed receipt
		ask := conversation.Input{ID: "ask", Thread: here, Said: &enough}
		err = s.Conversations.Update(t.Context(), here, []conversation.Input{ask}, func(v conversation.View) (conversation.Change, error) {
			view = v
			return conversation.Change{}, ErrNotFound // nothing is stored
		})
		if err == nil {
			t.Fatal("looking stored something")
		}
		if r := view.Row; r.Channel != "bot" || r.Person.Name != "Carla" || r.Person.Locale != "de" || r.State.Phase != session.PhaseRobot || !r.Wake.Equal(noon) {
			t.Errorf("the row: %+v", r)
		}
		var keys []string
		for _, r := range append(view.Receipts, view.Named...) {
			keys = append(keys, r.Key+" "+string(r.Status()))
		}
		want := map[string]bool{"agent/1 sent": true, "robot/2 ": true, "robot/3 uncertain": true}
		for _, key := range keys {
			if !want[key] {
				t.Errorf("receipt %q", key)
			}
			delete(want, key)
		}
		if len(want) > 0 {
			t.Errorf("missing %v of %v", want, keys)
		}
		if len(view.Calls) != 1 || view.Calls[0].Event == nil || view.Calls[0].Event.ID != "e1" {
			t.Errorf("questions: %+v", view.Calls)
		}
		skipped, err := s.Conversations.Skipped(t.Context(), "bot", 10)
		if err != nil || len(skipped) != 1 || skipped[0].Skipped != directory.SkippedPaused {
			t.Errorf("kept aside: %+v, %v", skipped, err)
		}
		again := conversation.Input{ID: "e1", Thread: here, Event: &channel.Event{ID: "e1", Thread: here, Body: channel.Typing{}}}
		form := conversation.Input{ID: "agent/1", Thread: here, Said: &conversation.Said{Agent: "1", Messages: []channel.Message{{Text: "again"}}}}
		if err := s.Conversations.Add(t.Context(), []conversation.Input{again, form}); err != nil {
			t.Fatal(err)
		}
		if b, err := s.Conversations.Backlog(t.Context()); err != nil || b.Inputs != 0 || b.Receipts != 1 {
			t.Errorf("after redeliveries: %+v, %v", b, err)
		}
		err = s.View(t.Context(), func(tx *Tx) error {
			if p, err := tx.Person("ann"); err != nil || !p.Since.Equal(noon) {
				t.Errorf("%+v, %v", p, err)
			}
			failures, err := tx.Failures(noon)
			if diff := cmp.Diff([]Tally{{"rejected", 1}}, failures); diff != "" || err != nil {
				t.Errorf("failures, %v (-want +got):\n%s", err, diff)
			}
			tasks, err := tx.Tasks(noon, 10, FetchFile, "robot")
			if err != nil || len(tasks) != 1 {
				t.Errorf("tasks %+v, %v", tasks, err)
			}
			c, err := tx.Conversation(here)
			if c.Name != "Carla" || c.Summary != "hello" {
				t.Errorf("%+v", c)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A file of a desk to come is refused.
// A file from before the index is opened with one, and the search finds what was there.
func TestTextsAreIndexedOnce(t *testing.T) {
	dir := former(t)
	for range 2 { // the second time it has its index
		s, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		err = s.View(t.Context(), func(tx *Tx) error {
			for text, want := range map[string]int{"robo": 3, "no such words": 0} {
				found, err := tx.SearchTexts(text, Filter{}, 10)
				if err != nil {
					return err
				}
				if len(found) != want {
					t.Errorf("%q is found in %d messages, want %d", text, len(found), want)
				}
			}
			return nil
		})
		if err = errors.Join(err, s.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNewerFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.in.(*file).db.Exec(`PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "99") {
		t.Errorf("opened: %v", err)
	}
}
