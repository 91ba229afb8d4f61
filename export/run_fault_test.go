package export

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

type seq = iter.Seq2[Row[desk], error]

func ids(all []desk) []string {
	names := make([]string, len(all))
	for i, d := range all {
		names[i] = d.ID
	}
	return names
}

// interrupted fails before it yields its n-th row, counted from 1, as long as on is set.
func interrupted(rows func(context.Context, string) seq, n int, on *bool) func(context.Context, string) seq {
	return func(ctx context.Context, after string) seq {
		return func(yield func(Row[desk], error) bool) {
			i := 0
			for row, err := range rows(ctx, after) {
				if i++; i == n && *on {
					yield(Row[desk]{}, errFault)
					return
				}
				if !yield(row, err) {
					return
				}
			}
		}
	}
}

// unread is a source that must not be asked.
func unread(t *testing.T) func(context.Context, string) seq {
	return func(context.Context, string) seq {
		t.Error("the source was asked for rows")
		return func(func(Row[desk], error) bool) {}
	}
}

// With nothing changed, any fault and resume gives byte-equal files: a fault at every operation of
// the sink, before and after it took effect, in a process that lives on and in one that dies.
func TestEveryFaultOfTheSink(t *testing.T) {
	reference := newMemory()
	_, err := Run(t.Context(), pending(), list(desks(25)), config(reference))
	require.NoError(t, err)
	steps := reference.steps
	if steps < 15 {
		t.Fatalf("a run has %d operations only", steps)
	}
	for _, kill := range []bool{false, true} {
		for _, after := range []bool{false, true} {
			for at := 1; at <= steps; at++ {
				sink := newMemory()
				sink.restart(fault{at, after, kill})
				task, err := Run(t.Context(), pending(), list(desks(25)), config(sink))
				if err == nil || task.Status != Failed || !errors.Is(err, errFault) {
					t.Fatalf("fault at %d (after %v, kill %v): %v, %v", at, after, kill, err, task.Status)
				}
				published(t, sink, fmt.Sprintf("fault at %d (after %v, kill %v)", at, after, kill))
				if !kill && sink.open != 0 {
					t.Errorf("fault at %d (after %v): %d files left unfinished", at, after, sink.open)
				}
				// A second fault hits the resumed run, too.
				sink.restart(fault{at/2 + 1, after, kill})
				task, _ = Run(t.Context(), task, list(desks(25)), config(sink))
				sink.restart(fault{})
				if task, err = Run(t.Context(), task, list(desks(25)), config(sink)); err != nil || task.Status != Success {
					t.Fatalf("resumed after a fault at %d (after %v, kill %v): %v", at, after, kill, err)
				}
				if diff := cmp.Diff(reference.files, sink.files); diff != "" {
					t.Fatalf("resumed after a fault at %d (after %v, kill %v): files (-want +got):\n%s", at, after, kill, diff)
				}
			}
		}
	}
}

// published checks that every file that a manifest names is there and whole, and that other files
// are whole, too.
func published(t *testing.T, sink *memory, when string) {
	t.Helper()
	held := &memory{files: maps.Clone(sink.files)}
	m, err := ReadManifest(t.Context(), held, "desks")
	if err == nil {
		if err := m.Verify(t.Context(), held); err != nil {
			t.Errorf("%s: a manifest stands, and %v", when, err)
		}
	}
	for name, text := range held.files {
		if strings.HasSuffix(name, ".csv") && !strings.HasSuffix(string(text), "\r\n") {
			t.Errorf("%s: %s is half", when, name)
		}
	}
}

// The same for a fault of the source at every row, and for the host's Save at every call.
func TestEveryFaultOfTheHost(t *testing.T) {
	reference := newMemory()
	_, err := Run(t.Context(), pending(), list(desks(25)), config(reference))
	require.NoError(t, err)
	for at := 1; at <= 25; at++ {
		sink, faulty := newMemory(), true
		source := list(desks(25))
		source.Rows = interrupted(source.Rows, at, &faulty)
		task, err := Run(t.Context(), pending(), source, config(sink))
		if want := fmt.Sprintf("export: reading row %d of 25: the disk is on fire", at); err == nil || err.Error() != want || task.Status != Failed {
			t.Fatalf("fault at row %d: %v, %v", at, err, task.Status)
		}
		faulty = false
		task, err = Run(t.Context(), task, source, config(sink))
		if err != nil || task.Resumed != (at-1)/10*10 {
			t.Errorf("after a fault at row %d: %v, %d rows resumed", at, err, task.Resumed)
		}
		if diff := cmp.Diff(reference.files, sink.files); diff != "" {
			t.Fatalf("after a fault at row %d: files (-want +got):\n%s", at, diff)
		}
	}
	for at := 1; ; at++ {
		sink, calls := newMemory(), 0
		cfg := config(sink)
		cfg.Save = func(context.Context, Task) error {
			if calls++; calls == at {
				return errFault
			}
			return nil
		}
		task, err := Run(t.Context(), pending(), list(desks(25)), cfg)
		if calls < at {
			if err != nil || at < 4 {
				t.Errorf("Save was called %d times, %v", calls, err)
			}
			break
		}
		if !errors.Is(err, errFault) || task.Status != Failed {
			t.Fatalf("fault of Save %d: %v, %v", at, err, task.Status)
		}
		if _, err := Run(t.Context(), task, list(desks(25)), cfg); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(reference.files, sink.files); diff != "" {
			t.Fatalf("after a fault of Save %d: files (-want +got):\n%s", at, diff)
		}
	}
}

// A shutdown at every row leaves the task Running, to be resumed.
func TestEveryInterruption(t *testing.T) {
	reference := newMemory()
	_, err := Run(t.Context(), pending(), list(desks(25)), config(reference))
	require.NoError(t, err)
	for at := 0; at <= 25; at++ {
		sink := newMemory()
		ctx, stop := context.WithCancel(t.Context())
		task, err := Run(ctx, pending(), stopping(list(desks(25)), at, stop), config(sink))
		if !errors.Is(err, context.Canceled) || task.Status != Running {
			t.Fatalf("stopped at row %d: %v, %v", at, err, task.Status)
		}
		if sink.open != 0 {
			t.Errorf("stopped at row %d: %d files left unfinished", at, sink.open)
		}
		if _, err := Run(t.Context(), task, list(desks(25)), config(sink)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(reference.files, sink.files); diff != "" {
			t.Fatalf("stopped at row %d: files (-want +got):\n%s", at, diff)
		}
	}
}

// stopping calls stop before row n, counted from 0, and after the last.
func stopping(source Source[desk], n int, stop func()) Source[desk] {
	rows := source.Rows
	source.Rows = func(ctx context.Context, after string) seq {
		return func(yield func(Row[desk], error) bool) {
			i := 0
			for row, err := range rows(ctx, after) {
				if i == n {
					stop()
				}
				if i++; !yield(row, err) {
					return
				}
			}
			if i == n {
				stop()
			}
		}
	}
	return source
}

// A user who cancels finds nothing left, whichever row it was, and may find the sink failing while
// it is cleaned.
func TestEveryCancelling(t *testing.T) {
	for at := 0; at <= 25; at++ {
		sink := newMemory()
		ctx, cancel := context.WithCancelCause(t.Context())
		task, err := Run(ctx, pending(), stopping(list(desks(25)), at, func() { cancel(ErrCancelled) }), config(sink))
		if err != ErrCancelled || task.Status != Cancelled || task.Done != 0 {
			t.Fatalf("cancelled at row %d: %v, %+v", at, err, task)
		}
		if len(sink.names()) != 0 || sink.open != 0 {
			t.Errorf("cancelled at row %d: left behind %v, %d unfinished", at, sink.names(), sink.open)
		}
	}
	for at := 1; ; at++ {
		sink := newMemory()
		cfg := config(sink)
		cfg.Save = func(_ context.Context, task Task) error {
			if task.Done < 20 {
				return nil
			}
			sink.restart(fault{at: at, kill: true})
			return fmt.Errorf("by hand: %w", ErrCancelled)
		}
		task, err := Run(t.Context(), pending(), list(desks(25)), cfg)
		if sink.steps < at {
			if err != ErrCancelled || task.Status != Cancelled || len(sink.names()) != 0 || at < 6 {
				t.Errorf("cancelled without a fault: %v, %v, %v", err, task.Status, sink.names())
			}
			break
		}
		if !errors.Is(err, errFault) || task.Status != Running {
			t.Fatalf("cancelled with a fault at %d: %v, %v", at, err, task.Status)
		}
		sink.restart(fault{})
		if task, err = Cancel(t.Context(), task, sink, t0); err != nil || task.Status != Cancelled || len(sink.names()) != 0 {
			t.Errorf("cancelled again after a fault at %d: %v, %v, left behind %v", at, err, task.Status, sink.names())
		}
	}
}

// A folder keeps its promise whatever fails in the file system, and when the process dies.
func TestEveryFaultOfAFolder(t *testing.T) {
	reference := t.TempDir()
	counting := &badDisk{}
	_, err := Run(t.Context(), pending(), list(desks(12)), config(Folder{Dir: reference, disk: counting}))
	require.NoError(t, err)
	want := folder(t, reference)
	if counting.steps < 30 {
		t.Fatalf("a run has %d operations only", counting.steps)
	}
	for _, kill := range []bool{false, true} {
		for _, after := range []bool{false, true} {
			for at := 1; at <= counting.steps; at++ {
				when := fmt.Sprintf("fault at %d (after %v, kill %v)", at, after, kill)
				dir := filepath.Join(t.TempDir(), "new")
				disk := &badDisk{fault: fault{at, after, kill}}
				task, err := Run(t.Context(), pending(), list(desks(12)), config(Folder{Dir: dir, disk: disk}))
				if err == nil { // closing a folder after its names were listed, and the like
					t.Fatalf("%s: %s went unnoticed", when, disk.what)
				}
				got := folder(t, dir)
				for name, text := range got {
					switch {
					case strings.HasSuffix(name, ".part") && !kill && disk.what != "remove":
						t.Errorf("%s: %s is left", when, name)
					case strings.HasSuffix(name, ".csv") && text != want[name]:
						t.Errorf("%s: %s is not whole", when, name)
					case name == "desks-manifest.json" && len(got) < len(want):
						t.Errorf("%s: the manifest stands before the files", when)
					}
				}
				if task, err = Run(t.Context(), task, list(desks(12)), config(Folder{Dir: dir, disk: &badDisk{}})); err != nil || task.Status != Success {
					t.Fatalf("%s: resumed: %v", when, err)
				}
				if diff := cmp.Diff(want, folder(t, dir)); diff != "" {
					t.Fatalf("%s: resumed: files (-want +got):\n%s", when, diff)
				}
			}
		}
	}
}

// folder reads all files of a folder, hidden ones too.
func folder(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		files[e.Name()] = string(b)
	}
	return files
}
