package export

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// A resumed run goes on only if everything is as it was; else it starts anew, and nothing of before
// is left.
func TestResumeVerifies(t *testing.T) {
	tests := []struct {
		name    string
		resumed int
		change  func(*Config[desk], *Task, *memory)
	}{
		{"nothing changed", 10, func(*Config[desk], *Task, *memory) {}},
		{"another schema version", 0, func(c *Config[desk], _ *Task, _ *memory) { c.Schema = 2 }},
		{"a column renamed", 0, func(c *Config[desk], _ *Task, _ *memory) { c.Columns[1].Name = "title" }},
		{"a column of another kind", 0, func(c *Config[desk], _ *Task, _ *memory) {
			c.Columns[1] = Column[desk]{Name: "name", Kind: Bool, Value: func(desk) Value { return BoolValue(true) }}
		}},
		{"a column withheld", 0, func(c *Config[desk], _ *Task, _ *memory) { c.Columns[1].Withheld = true }},
		{"columns in another order", 0, func(c *Config[desk], _ *Task, _ *memory) { c.Columns[0], c.Columns[1] = c.Columns[1], c.Columns[0] }},
		{"another format", 0, func(c *Config[desk], _ *Task, _ *memory) { c.Format = JSONLines{} }},
		{"another dialect", 0, func(c *Config[desk], _ *Task, _ *memory) { c.Format = CSV{NoMark: true} }},
		{"smaller files", 0, func(c *Config[desk], _ *Task, _ *memory) { c.FileRows = 7 }},
		{"another filter", 0, func(_ *Config[desk], task *Task, _ *memory) { task.Filter = "open" }},
		{"a file that changed", 0, func(_ *Config[desk], _ *Task, m *memory) { m.files["desks-0001-of-0003.csv"][20] ^= 1 }},
		{"a file that grew", 0, func(_ *Config[desk], _ *Task, m *memory) {
			m.files["desks-0001-of-0003.csv"] = append(m.files["desks-0001-of-0003.csv"], '\n')
		}},
		{"a file that is gone", 0, func(_ *Config[desk], _ *Task, m *memory) { delete(m.files, "desks-0001-of-0003.csv") }},
		{"a journal that is gone", 0, func(_ *Config[desk], _ *Task, m *memory) { delete(m.files, "desks-journal.json") }},
		{"a journal that is torn", 0, func(_ *Config[desk], _ *Task, m *memory) {
			m.files["desks-journal.json"] = m.files["desks-journal.json"][:100]
		}},
		{"a journal without its place", 0, edit("desks-journal.json", `"last":"`, `"lost":"`)},
		{"a journal that counts wrong", 0, edit("desks-journal.json", `"rows":10,"gone":0,"files"`, `"rows":11,"gone":0,"files"`)},
		{"a journal of other files", 0, edit("desks-journal.json", "0001-of-0003", "../0001-of-0003")},
		{"a journal of a later layout", 0, edit("desks-journal.json", `"layout":1`, `"layout":2`)},
		{"a torn manifest of before", 10, func(_ *Config[desk], _ *Task, m *memory) { m.files["desks-manifest.json"] = []byte("{") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sink, faulty := newMemory(), true
			source := list(desks(25))
			source.Rows = interrupted(source.Rows, 15, &faulty)
			task, err := Run(t.Context(), pending(), source, config(sink))
			require.ErrorIs(t, err, errFault)

			cfg := config(sink)
			tt.change(&cfg, &task, sink)
			task, err = Run(t.Context(), task, list(desks(25)), cfg)
			require.NoError(t, err)
			if task.Resumed != tt.resumed {
				t.Errorf("%d rows were taken over, want %d", task.Resumed, tt.resumed)
			}
			fresh := newMemory()
			cfg.Sink = fresh
			_, err = Run(t.Context(), Task{ID: task.ID, Base: task.Base, Filter: task.Filter, Created: task.Created}, list(desks(25)), cfg)
			require.NoError(t, err)
			if diff := cmp.Diff(fresh.files, sink.files); diff != "" {
				t.Errorf("files, against those of a run of its own (-want +got):\n%s", diff)
			}
		})
	}
}

// edit replaces text in a file, which must be there.
func edit(name, old, with string) func(*Config[desk], *Task, *memory) {
	return func(_ *Config[desk], _ *Task, m *memory) {
		text := string(m.files[name])
		if !strings.Contains(text, old) {
			panic(name + " has no " + old)
		}
		m.files[name] = []byte(strings.Replace(text, old, with, 1))
	}
}

// The same task with other settings takes a finished export back before it replaces it.
func TestRunAgainAfterChange(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Config[desk], *Task, *memory)
	}{
		{"another schema version", func(c *Config[desk], _ *Task, _ *memory) { c.Schema = 2 }},
		{"a file that is gone", func(_ *Config[desk], _ *Task, m *memory) { delete(m.files, "desks-0002-of-0003.csv") }},
		{"larger files", func(c *Config[desk], _ *Task, _ *memory) { c.FileRows = 20 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			steps := 0
			for at := 0; at <= steps; at++ {
				sink := newMemory()
				_, err := Run(t.Context(), pending(), list(desks(25)), config(sink))
				require.NoError(t, err)
				cfg, task := config(sink), pending()
				tt.change(&cfg, &task, sink)
				sink.restart(fault{at: at, kill: true})
				task, err = Run(t.Context(), task, list(desks(25)), cfg)
				if at == 0 {
					require.NoError(t, err)
					steps = sink.steps
				} else {
					require.ErrorIs(t, err, errFault)
				}
				if tt.name != "a file that is gone" { // which the manifest no longer describes
					published(t, sink, tt.name)
				}
				sink.restart(fault{})
				_, err = Run(t.Context(), task, list(desks(25)), cfg)
				require.NoError(t, err)
				fresh := newMemory()
				cfg.Sink = fresh
				_, err = Run(t.Context(), pending(), list(desks(25)), cfg)
				require.NoError(t, err)
				if diff := cmp.Diff(fresh.files, sink.files); diff != "" {
					t.Fatalf("after a fault at %d: files (-want +got):\n%s", at, diff)
				}
			}
		})
	}
}

// A manifest that a later version of this package wrote is not touched.
func TestRunLeavesALaterManifestAlone(t *testing.T) {
	sink := newMemory()
	_, err := Run(t.Context(), pending(), list(desks(5)), config(sink))
	require.NoError(t, err)
	edit("desks-manifest.json", `"layout": 1`, `"layout": 2`)(nil, nil, sink)
	before := content(t, sink, "desks-manifest.json")
	task, err := Run(t.Context(), pending(), list(desks(5)), config(sink))
	if want := `export: the manifest of "desks": layout 2, not 1`; err == nil || err.Error() != want || task.Status != Failed {
		t.Errorf("Run: %v, %v; want %s", err, task.Status, want)
	}
	if got := content(t, sink, "desks-manifest.json"); got != before {
		t.Error("the manifest was replaced")
	}
}
