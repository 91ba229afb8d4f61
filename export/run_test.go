package export

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestRun(t *testing.T) {
	tests := []struct {
		name  string
		rows  int
		files []string
		sizes []int
	}{
		{"no rows: one file with the header", 0, []string{"desks-0001-of-0001.csv"}, []int{0}},
		{"one row", 1, []string{"desks-0001-of-0001.csv"}, []int{1}},
		{"one full file", 10, []string{"desks-0001-of-0001.csv"}, []int{10}},
		{"one row too many for a file", 11, []string{"desks-0001-of-0002.csv", "desks-0002-of-0002.csv"}, []int{10, 1}},
		{"several", 25, []string{"desks-0001-of-0003.csv", "desks-0002-of-0003.csv", "desks-0003-of-0003.csv"}, []int{10, 10, 5}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sink := newMemory()
			all := desks(tt.rows)
			task, err := Run(t.Context(), pending(), list(all), config(sink))
			require.NoError(t, err)
			if task.Status != Success || task.Total != tt.rows || task.Done != tt.rows || task.Gone != 0 {
				t.Errorf("the task ended as %+v", task)
			}
			want := Manifest{
				Layout: 1, Task: "task-1", Base: "desks", Created: t0, Filter: "all", Schema: 1, Format: "csv/2", Ext: "csv",
				Columns:  []Field{{"id", Text}, {"name", Text}, {"agents", Number}, {"load", Number}, {"open", Bool}, {"changed", Time}},
				Withheld: []string{"secret"}, FileRows: 10, Total: tt.rows, Rows: tt.rows, Files: []ManifestFile{},
			}
			var back []desk
			for i, name := range tt.files {
				text := content(t, sink, name)
				want.Files = append(want.Files, ManifestFile{name, tt.sizes[i], 0, int64(len(text)), fmt.Sprintf("%x", sha256.Sum256([]byte(text)))})
				rows := readDesks(t, text)
				if len(rows) != tt.sizes[i] {
					t.Errorf("%s: %d rows; want %d rows", name, len(rows), tt.sizes[i])
				}
				back = append(back, rows...)
			}
			got, err := ReadManifest(t.Context(), sink, "desks")
			require.NoError(t, err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("manifest (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(append(tt.files, "desks-manifest.json"), sink.names()); diff != "" {
				t.Errorf("names in the sink (-want +got):\n%s", diff)
			}
			if err := got.Verify(t.Context(), sink); err != nil {
				t.Errorf("Verify: %v", err)
			}
			for i := range all {
				all[i].Secret = ""
				all[i].Name = strings.ReplaceAll(all[i].Name, "\r\n", "\n")
			}
			if diff := cmp.Diff(all, append([]desk{}, back...)); diff != "" {
				t.Errorf("read back (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRunCountsWhatIsGone(t *testing.T) {
	all := desks(25)
	sink := newMemory()
	source := Frozen(ids(all), func(_ context.Context, ids []string) (map[string]desk, error) {
		found := make(map[string]desk)
		for _, d := range all {
			if d.ID[len(d.ID)-1] != '3' && d.ID < "desk-000020" { // 03, 13, and the whole last file
				found[d.ID] = d
			}
		}
		return found, nil
	})
	task, err := Run(t.Context(), pending(), source, config(sink))
	require.NoError(t, err)
	m, err := ReadManifest(t.Context(), sink, "desks")
	require.NoError(t, err)
	type count struct{ Rows, Gone int }
	var got []count
	for _, e := range m.Files {
		got = append(got, count{e.Rows, e.Gone})
	}
	if diff := cmp.Diff([]count{{9, 1}, {9, 1}, {0, 5}}, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if m.Rows != 18 || m.Gone != 7 || m.Total != 25 || task.Gone != 7 || task.Done != 25 {
		t.Errorf("manifest %d rows, %d gone of %d; task %+v", m.Rows, m.Gone, m.Total, task)
	}
}

// A withheld column is named in the manifest; its values are nowhere, and are never asked for.
func TestRunWithholds(t *testing.T) {
	sink := newMemory()
	cfg := config(sink)
	cfg.Columns[6].Value = func(d desk) Value { t.Error("the secret was asked for"); return TextValue(d.Secret) }
	source, faulty := list(desks(25)), true
	source.Rows = interrupted(source.Rows, 15, &faulty)
	task, err := Run(t.Context(), pending(), source, cfg)
	require.ErrorIs(t, err, errFault)
	sinkHas := func(when string) {
		for _, name := range sink.names() {
			if strings.Contains(content(t, sink, name), "hunter2") || strings.Contains(name, "hunter2") {
				t.Errorf("%s, %s holds the secret", when, name)
			}
		}
	}
	sinkHas("after a fault")
	faulty = false
	_, err = Run(t.Context(), task, source, cfg)
	require.NoError(t, err)
	sinkHas("at the end")
	if got := content(t, sink, "desks-manifest.json"); !strings.Contains(got, "\"withheld\": [\n\t\t\"secret\"\n\t]") {
		t.Errorf("the manifest does not name the withheld column:\n%s", got)
	}
}

// A panic in the host's code goes on to the host, and leaves no half file.
func TestRunAbortsOnPanic(t *testing.T) {
	sink := newMemory()
	cfg := config(sink)
	cfg.Columns[1].Value = func(d desk) Value {
		if d.ID == "desk-000015" {
			panic("nil map")
		}
		return TextValue(d.Name)
	}
	func() {
		defer func() {
			if got := recover(); got != "nil map" {
				t.Errorf("recovered %v", got)
			}
		}()
		Run(t.Context(), pending(), list(desks(25)), cfg)
	}()
	if diff := cmp.Diff([]string{"desks-0001-of-0003.csv", "desks-journal.json"}, sink.names()); diff != "" || sink.open != 0 {
		t.Errorf("%d unfinished; names (-want +got):\n%s", sink.open, diff)
	}
}

func TestRunOfATaskThatIsOver(t *testing.T) {
	tests := []struct {
		state Status
		want  error
	}{{Success, nil}, {Cancelled, ErrOver}, {Expired, ErrOver}}
	for _, tt := range tests {
		sink := newMemory()
		task := pending()
		task.Status = tt.state
		got, err := Run(t.Context(), task, list(desks(5)), config(sink))
		if err != tt.want || got != task || sink.steps != 0 {
			t.Errorf("Run of a task in state %v: %+v, %v; want it unchanged, %v", tt.state, got, err, tt.want)
		}
	}
}

// A process that dies between manifest and answer finds its export finished.
func TestRunFindsTheManifest(t *testing.T) {
	sink := newMemory()
	_, err := Run(t.Context(), pending(), list(desks(25)), config(sink))
	require.NoError(t, err)
	before := content(t, sink, "desks-manifest.json")
	task, err := Run(t.Context(), pending(), Source[desk]{Total: 25, Rows: unread(t)}, config(sink))
	if err != nil || task.Status != Success || task.Done != 25 || task.Resumed != 25 {
		t.Errorf("Run: %v, %+v", err, task)
	}
	if got := content(t, sink, "desks-manifest.json"); got != before {
		t.Errorf("the manifest changed from\n%s to\n%s", before, got)
	}
}

func TestReadManifestOfNothing(t *testing.T) {
	if _, err := ReadManifest(t.Context(), newMemory(), "desks"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("ReadManifest: %v, want fs.ErrNotExist", err)
	}
}
