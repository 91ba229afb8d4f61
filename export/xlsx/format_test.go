package xlsx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/export"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func task() export.Task {
	return export.Task{ID: "1", Base: "notes", Created: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
}

func config(dir string) export.Config[note] {
	return export.Config[note]{Columns: columns(), Format: Format{}, FileRows: 10, Sink: export.Folder{Dir: dir}, Now: time.Now}
}

// files reads all files of a folder.
func files(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	all := make(map[string][]byte)
	for _, e := range entries {
		all[e.Name()] = load(t, filepath.Join(dir, e.Name()))
	}
	return all
}

// An export to sheets, interrupted at every row, comes out the same to the byte, and reads as it
// was written.
func TestRun(t *testing.T) {
	all := notes()
	reference := t.TempDir()
	_, err := export.Run(t.Context(), task(), source(all), config(reference))
	require.NoError(t, err)
	want := files(t, reference)
	var back []note
	for i := range (len(all) + 9) / 10 {
		book := want[fmt.Sprintf("notes-%04d-of-%04d.xlsx", i+1, (len(all)+9)/10)]
		got, wrong, err := Read(bytes.NewReader(book), int64(len(book)), columns())
		if err != nil || len(wrong) > 0 {
			t.Errorf("file %d: %v, %v", i+1, wrong, err)
		}
		back = append(back, got...)
	}
	if diff := cmp.Diff(shown(all), shown(back)); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	for at := range all {
		dir := t.TempDir()
		broken := source(all)
		rows := broken.Rows
		broken.Rows = func(ctx context.Context, after string) iter.Seq2[export.Row[note], error] {
			return func(yield func(export.Row[note], error) bool) {
				for row, err := range rows(ctx, after) {
					if row.Key == export.IntKey(int64(at)) {
						err = errors.New("connection reset")
					}
					if !yield(row, err) {
						return
					}
				}
			}
		}
		half, err := export.Run(t.Context(), task(), broken, config(dir))
		if err == nil {
			t.Fatalf("a fault at row %d went unnoticed", at)
		}
		_, err = export.Run(t.Context(), half, source(all), config(dir))
		require.NoError(t, err)
		if diff := cmp.Diff(want, files(t, dir)); diff != "" {
			t.Fatalf("resumed after a fault at row %d: files differ", at)
		}
	}
}

// A text that no cell holds ends the export for good, naming row and column but not the text.
func TestRunRefusesLongTexts(t *testing.T) {
	dir := t.TempDir()
	all := notes()
	all[15].Text = export.TextValue(strings.Repeat("x", 40_000))
	_, err := export.Run(t.Context(), task(), source(all), config(dir))
	want := `export: writing notes-0002-of-0004.xlsx: xlsx: column A: a text of more than 32767 characters: a cell cannot be written (row "` + export.IntKey(15) + `")`
	if !errors.Is(err, export.ErrValue) || err.Error() != want {
		t.Errorf("Run: %v, want %s", err, want)
	}
	if left := files(t, dir); len(left) > 0 {
		t.Errorf("%d files are left", len(left))
	}
}

// A withheld column is in no byte of any part.
func TestRunWithholds(t *testing.T) {
	dir := t.TempDir()
	cfg := config(dir)
	cfg.Columns = append(cfg.Columns, export.Column[note]{Name: "secret", Withheld: true, Value: func(note) export.Value {
		t.Error("the secret was asked for")
		return export.TextValue("hunter2")
	}})
	_, err := export.Run(t.Context(), task(), source(notes()), cfg)
	require.NoError(t, err)
	for name, book := range files(t, dir) {
		if !strings.HasSuffix(name, ".xlsx") {
			continue
		}
		sheet := part(t, book, sheetName)
		if strings.Contains(sheet, "secret") || strings.Contains(sheet, "hunter2") {
			t.Errorf("%s names the secret", name)
		}
	}
}
