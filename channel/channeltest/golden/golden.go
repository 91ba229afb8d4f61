// Package golden is for the tests of platform packages: it compares the events of recorded webhook
// bodies with golden files, and checks what holds for every event. The bodies are
// testdata/webhooks/<name>.json of the package under test; the events are <name>.golden.json in the
// same folder. The flag -update rewrites those that differ.
package golden

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

var update = flag.Bool("update", false, "rewrite the golden files that differ")

const dir = "testdata/webhooks"

// Bodies returns the recorded bodies by name.
func Bodies(tb testing.TB) map[string][]byte {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		tb.Fatal(err)
	}
	all := make(map[string][]byte)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		if strings.HasSuffix(name, ".golden") {
			continue
		}
		if all[name], err = os.ReadFile(file); err != nil {
			tb.Fatal(err)
		}
	}
	if len(all) == 0 {
		tb.Fatalf("there are no bodies in %s", dir)
	}
	return all
}

// Suite is what Run has to know of a platform.
type Suite struct {
	Platform string
	Receive  func(body []byte) (channel.Delivery, error) // signs the body as the platform does, and returns what the channel receives
	Least    int                                         // how many bodies there must be at least
	// Group returns the group of a body, by the body's name. Bodies of one group may report the
	// same things; bodies of different groups must not share an Event.ID. If nil, IDs are not
	// compared between bodies.
	Group func(name string) string
}

// Run compares every body's events with its golden file.
func (s Suite) Run(t *testing.T) {
	bodies := Bodies(t)
	if len(bodies) < s.Least {
		t.Errorf("there are %d bodies, want at least %d", len(bodies), s.Least)
	}
	ids := make(map[string]string) // group by ID
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			got, err := s.Receive(body)
			if err != nil {
				t.Fatalf("Receive: %v", err)
			}
			if diff := cmp.Diff(channel.Delivery{Events: got.Events}, got); diff != "" {
				t.Errorf("an event call must be answered by an empty 200 (-want +got):\n%s", diff)
			}
			Check(t, s.Platform, body, got.Events)
			compare(t, name, got.Events)
			again, err := s.Receive(bytes.Clone(body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, again); diff != "" {
				t.Errorf("a redelivery differs (-first +second):\n%s", diff)
			}
			if s.Group == nil {
				return
			}
			for _, ev := range got.Events {
				if other, ok := ids[ev.ID]; ok && other != s.Group(name) {
					t.Errorf("%s and %s have the same ID %s", name, other, ev.ID)
				}
				ids[ev.ID] = s.Group(name)
			}
		})
	}
}

// Check checks what holds for all events of a call: each has an ID, a body and the platform, an ID
// names one event only, Raw is a part of the body, times are in UTC, and an event that is stored as
// JSON comes back the same.
func Check(t testing.TB, platform string, body []byte, events []channel.Event) {
	t.Helper()
	seen := make(map[string][]byte)
	for i, ev := range events {
		if ev.ID == "" || ev.Body == nil || ev.Thread.Platform != platform {
			t.Errorf("event %d lacks ID, body or platform: %+v", i, ev)
		}
		if before, ok := seen[ev.ID]; ok && !bytes.Equal(before, ev.Raw) { // the same bytes are the same thing, told twice
			t.Errorf("the ID %s names two events", ev.ID)
		}
		seen[ev.ID] = ev.Raw
		if len(ev.Raw) == 0 || !bytes.Contains(body, ev.Raw) {
			t.Errorf("Raw of %s is not a part of the body", ev.ID)
		}
		if ev.Time.Location().String() != "UTC" {
			t.Errorf("the time of %s is not in UTC", ev.ID)
		}
		roundTrip(t, ev)
	}
}

// roundTrip checks that an event is the same after it was stored as JSON.
func roundTrip(t testing.TB, ev channel.Event) {
	t.Helper()
	text, err := json.Marshal(ev)
	if err != nil {
		t.Errorf("%s cannot be stored: %v", ev.ID, err)
		return
	}
	var again channel.Event
	if err := json.Unmarshal(text, &again); err != nil {
		t.Errorf("%s cannot be read back: %v", ev.ID, err)
		return
	}
	if _, custom := ev.Body.(channel.Custom); !custom {
		ev.Raw = nil // does not enter the JSON
	}
	if diff := cmp.Diff(ev, again); diff != "" {
		t.Errorf("%s changes in JSON (-sent +read):\n%s", ev.ID, diff)
	}
}

// compare compares events with a golden file by what the JSON says, not by how it is written.
func compare(t *testing.T, name string, events []channel.Event) {
	t.Helper()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	if events == nil {
		events = []channel.Event{}
	}
	if err := enc.Encode(events); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, name+".golden.json")
	want, err := os.ReadFile(file)
	diff := cmp.Diff(plain(want), plain(out.Bytes()))
	if *update && (err != nil || diff != "") {
		if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err != nil {
		t.Fatalf("%v: run go test -update and read the diff", err)
	}
	if diff != "" {
		t.Errorf("the events of %s (-want +got):\n%s", name, diff)
	}
}

// plain is a JSON text without its layout; null is an empty list.
func plain(text []byte) any {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil || v == nil {
		return []any{}
	}
	return v
}
