package export

import (
	"context"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestRunRefusesTooMany(t *testing.T) {
	tests := []struct {
		name string
		rows int
		most int
		want string
	}{
		{"over the cap", 100_001, 0, "export: 100001 rows, and one export may hold 100000: too many rows for one export"},
		{"over a lower cap", 6, 5, "export: 6 rows, and one export may hold 5: too many rows for one export"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sink := newMemory()
			cfg := config(sink)
			cfg.MaxRows, cfg.FileRows = tt.most, 0
			source := list(nil)
			source.Total = tt.rows
			task, err := Run(t.Context(), pending(), source, cfg)
			if !errors.Is(err, ErrTooMany) || task.Status != Failed || task.Error != tt.want || task.Total != tt.rows {
				t.Errorf("Run: %v, task %+v; want %s", err, task, tt.want)
			}
			if sink.steps != 0 {
				t.Errorf("the sink was touched %d times before the refusal", sink.steps)
			}
		})
	}
}

// At the caps themselves an export runs: 100,000 rows in 50 files.
func TestRunAtTheCaps(t *testing.T) {
	sink := newMemory()
	cfg := config(sink)
	cfg.FileRows = 0
	task, err := Run(t.Context(), pending(), list(desks(MaxRows)), cfg)
	require.NoError(t, err)
	m, err := ReadManifest(t.Context(), sink, "desks")
	require.NoError(t, err)
	if task.Done != MaxRows || len(m.Files) != 50 || m.Files[0].Name != "desks-0001-of-0050.csv" || m.Files[49].Name != "desks-0050-of-0050.csv" {
		t.Errorf("%d rows in %d files, %v … %v", task.Done, len(m.Files), m.Files[0], m.Files[len(m.Files)-1])
	}
	for _, e := range m.Files {
		if e.Rows != MaxFileRows {
			t.Errorf("%s has %d rows, want %d", e.Name, e.Rows, MaxFileRows)
		}
	}
}

// A source that breaks a promise fails the task for good and leaves nothing behind, also of the
// files that were whole already.
func TestRunLeavesNothingOfABrokenSource(t *testing.T) {
	doubled := desks(25)
	doubled[17].ID = doubled[16].ID
	nan := deskColumns()
	nan[3].Value = func(d desk) Value {
		if d.ID == "desk-000014" {
			return FloatValue(math.NaN())
		}
		return FloatValue(d.Load)
	}
	wrongKind := deskColumns()
	wrongKind[2].Value = func(desk) Value { return TextValue("many") }
	tests := []struct {
		name    string
		rows    []desk
		total   int
		columns []Column[desk]
		err     error
		want    string
	}{
		{"one row too many", desks(21), 20, deskColumns(), ErrSource, "export: more rows than the 20 of Total: the source broke its promise"},
		{"a row where there are none", desks(1), 0, deskColumns(), ErrSource, "export: more rows than the 0 of Total: the source broke its promise"},
		{"a key twice", doubled, 25, deskColumns(), ErrSource, `export: row 18: key "desk-000016" comes after "desk-000016": the source broke its promise`},
		{"no number", desks(25), 25, nan, ErrValue, `export: row "desk-000014": a value that has no text form in the number column "load": a cell cannot be written`},
		{"a value of another kind", desks(25), 25, wrongKind, ErrValue, `export: row "desk-000000": a text in the number column "agents": a cell cannot be written`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sink := newMemory()
			cfg := config(sink)
			cfg.Columns = tt.columns
			source := list(tt.rows)
			source.Total = tt.total
			task, err := Run(t.Context(), pending(), source, cfg)
			if !errors.Is(err, tt.err) || task.Status != Failed || task.Error != tt.want {
				t.Errorf("Run: %v\ntask %+v\nwant %s", err, task, tt.want)
			}
			if len(sink.names()) != 0 || sink.open != 0 {
				t.Errorf("left behind: %v, %d unfinished", sink.names(), sink.open)
			}
		})
	}
}

// A walk that ends early without an error is not taken for rows that are gone.
func TestRunNoticesAWalkCutShort(t *testing.T) {
	sink := newMemory()
	source := list(desks(24))
	source.Total = 25
	task, err := Run(t.Context(), pending(), source, config(sink))
	if want := "export: the source ended after 24 of 25 rows: unexpected EOF"; err == nil || err.Error() != want || task.Status != Failed {
		t.Errorf("Run: %v, %v; want %s", err, task.Status, want)
	}
	task, err = Run(t.Context(), task, list(desks(25)), config(sink))
	if err != nil || task.Status != Success || task.Resumed != 20 {
		t.Errorf("once more: %v, %+v", err, task)
	}
}

func TestRunLeavesOthersAlone(t *testing.T) {
	finished, unfinished := newMemory(), newMemory()
	other := pending()
	other.ID = "task-0"
	_, err := Run(t.Context(), other, list(desks(5)), config(finished))
	require.NoError(t, err)
	faulty := true
	source := list(desks(25))
	source.Rows = interrupted(source.Rows, 12, &faulty)
	_, err = Run(t.Context(), other, source, config(unfinished))
	require.ErrorIs(t, err, errFault)
	for name, sink := range map[string]*memory{"a finished export": finished, "an unfinished one": unfinished} {
		before := sink.names()
		task, err := Run(t.Context(), pending(), list(desks(25)), config(sink))
		if !errors.Is(err, ErrTaken) || task.Status != Failed {
			t.Errorf("%s under the same base: %v, %v; want ErrTaken", name, err, task.Status)
		}
		if task, err = Cancel(t.Context(), task, sink, t0); err != nil || task.Status != Cancelled {
			t.Errorf("cancelling beside %s: %v, %v", name, err, task.Status)
		}
		if diff := cmp.Diff(before, sink.names()); diff != "" {
			t.Errorf("%s was touched (-before +after):\n%s", name, diff)
		}
	}
}

// A sink that writes less than it was given, and does not say so, is noticed.
func TestRunNoticesShortWrites(t *testing.T) {
	task, err := Run(t.Context(), pending(), list(desks(25)), config(shortSink{newMemory()}))
	if !errors.Is(err, io.ErrShortWrite) || task.Status != Failed {
		t.Errorf("Run: %v, %v; want %v", err, task.Status, io.ErrShortWrite)
	}
	if err := writeDocument(t.Context(), shortSink{newMemory()}, "a.csv", 1); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("writeDocument: %v, want %v", err, io.ErrShortWrite)
	}
}

type shortSink struct{ *memory }

func (s shortSink) Create(ctx context.Context, name string) (File, error) {
	f, err := s.memory.Create(ctx, name)
	if strings.HasSuffix(name, ".csv") {
		f = shortFile{f}
	}
	return f, err
}

type shortFile struct{ File }

func (f shortFile) Write(b []byte) (int, error) { return f.File.Write(b[:len(b)-1]) }

// The frozen instant of a task has a year of four digits, as the manifest writes it.
func TestYearsOfATask(t *testing.T) {
	for year, ok := range map[int]bool{-1: false, 0: true, 9999: true, 10_000: false} {
		task := pending()
		task.Created = time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)
		if err := task.check(); (err == nil) != ok {
			t.Errorf("year %d: %v", year, err)
		}
	}
}

// A run that was stopped says so, and also why the host could not save the task, if that is another
// reason.
func TestStoppedRunSaysWhatFailed(t *testing.T) {
	broken := errors.New("the database is gone")
	for _, said := range []error{broken, context.Canceled} {
		ctx, stop := context.WithCancel(t.Context())
		cfg := config(newMemory())
		cfg.Save = func(context.Context, Task) error {
			stop()
			return said
		}
		_, err := Run(ctx, pending(), list(desks(3)), cfg)
		if !errors.Is(err, context.Canceled) || !errors.Is(err, said) {
			t.Errorf("the host says %q, and Run %v", said, err)
		}
	}
}
