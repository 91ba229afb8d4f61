package xlsx

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"io/fs"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/export"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// A note is a record of one cell of every kind.
type note struct{ Text, Number, Bool, Time export.Value }

func columns() []export.Column[note] {
	return []export.Column[note]{
		{Name: "text", Value: func(n note) export.Value { return n.Text }, Set: func(n *note, v export.Value) error { n.Text = v; return nil }},
		{Name: "number", Kind: export.Number, Value: func(n note) export.Value { return n.Number },
			Set: func(n *note, v export.Value) error { n.Number = v; return nil }},
		{Name: "bool", Kind: export.Bool, Value: func(n note) export.Value { return n.Bool },
			Set: func(n *note, v export.Value) error { n.Bool = v; return nil }},
		{Name: "time", Kind: export.Time, Value: func(n note) export.Value { return n.Time },
			Set: func(n *note, v export.Value) error { n.Time = v; return nil }},
	}
}

func fields() []export.Field {
	return []export.Field{{Name: "text"}, {Name: "number", Kind: export.Number}, {Name: "bool", Kind: export.Bool}, {Name: "time", Kind: export.Time}}
}

// written is a file of notes in a format.
func written(t testing.TB, f export.Format, notes ...note) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := f.NewWriter(&out, fields())
	require.NoError(t, err)
	for _, n := range notes {
		require.NoError(t, w.WriteRow([]export.Value{n.Text, n.Number, n.Bool, n.Time}))
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

// sameNotes reads a workbook and compares.
func sameNotes(t *testing.T, who string, book []byte, want []note) {
	t.Helper()
	got, wrong, err := Read(bytes.NewReader(book), int64(len(book)), columns())
	if err != nil || len(wrong) > 0 {
		t.Errorf("%s: %v, %v", who, wrong, err)
	}
	if diff := cmp.Diff(shown(want), shown(got)); diff != "" {
		t.Errorf("%s: cells (-want +got):\n%s", who, diff)
	}
}

// shown makes values comparable and readable.
func shown(notes []note) []string {
	var lines []string
	for _, n := range notes {
		var cells []string
		for _, v := range []export.Value{n.Text, n.Number, n.Bool, n.Time} {
			cells = append(cells, v.Kind().String()+" "+v.String())
		}
		lines = append(lines, strings.Join(cells, " | "))
	}
	return lines
}

// part reads one part of a workbook.
func part(t *testing.T, book []byte, name string) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	require.NoError(t, err)
	text, err := fs.ReadFile(archive, name)
	require.NoError(t, err)
	return string(text)
}

// repacked is a workbook with one part changed; no text means without it.
func repacked(t testing.TB, book []byte, name string, change func(string) string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	require.NoError(t, err)
	var out bytes.Buffer
	packing := zip.NewWriter(&out)
	found := false
	for _, f := range archive.File {
		r, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		if f.Name == name {
			found = true
			if text = []byte(change(string(text))); len(text) == 0 {
				continue
			}
		}
		w, err := packing.Create(f.Name)
		require.NoError(t, err)
		_, err = w.Write(text)
		require.NoError(t, err)
	}
	if !found {
		w, err := packing.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(change("")))
		require.NoError(t, err)
	}
	require.NoError(t, packing.Close())
	return out.Bytes()
}

func at(text string) export.Value {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return export.TimeValue(t)
}

// notes are the cells that the other programs are asked about, too.
func notes() []note {
	text, n, yes := export.TextValue, export.IntValue, export.BoolValue
	all := []note{
		{text("Sales"), n(0), yes(true), at("2026-11-20T11:24:01.123Z")},
		{text("=1+1"), n(-12), yes(false), at("1900-03-01T00:00:00Z")},
		{text("+49 30 123"), export.FloatValue(1.1), export.Value{}, at("9999-12-31T23:59:59.999Z")},
		{text("'quoted"), export.FloatValue(1.0 / 3), export.Value{}, at("1969-12-31T23:59:59.999Z")},
		{text("007"), n(999_999_999_999_999), export.Value{}, at("2000-02-29T12:00:00Z")},
		{text("123456789012345678901234567890"), n(1_000_000_000_000_000), export.Value{}, at("1900-02-28T00:00:00Z")},
		{text("1e5"), n(-9_223_372_036_854_775_808), export.Value{}, at("2026-11-20T11:24:01.000001Z")},
		{text("TRUE"), export.FloatValue(-1e300), export.Value{}, at("2026-03-29T01:30:00Z")},
		{text("2026-11-20"), export.FloatValue(5e-7), export.Value{}, export.Value{}},
		{export.Value{}, n(1), export.Value{}, export.Value{}},
		{},
	}
	for _, s := range []string{
		" lead", "trail ", "in  side", "\ttab", "two\nlines", "<&>\"'", "é 转人工 \U0001F600", "e\u0301", "\u00a0\u3000",
		"_x000D_", "_x000D_x000A_", "_x005F_x000D_", "_xD83D_", "_xd83d__xde00_", "__x0041__", "_x_", "_x00G0_", "_",
		"#REF!", "[1]", "http://example.com/?a=1&b=2", "\u2028", "𝕏",
	} {
		all = append(all, note{Text: text(s)})
	}
	return all
}

func source(notes []note) export.Source[note] {
	return export.Source[note]{Total: len(notes), Rows: func(_ context.Context, after string) iter.Seq2[export.Row[note], error] {
		return func(yield func(export.Row[note], error) bool) {
			for i, n := range notes {
				if key := export.IntKey(int64(i)); key > after && !yield(export.Row[note]{Key: key, Value: n}, nil) {
					return
				}
			}
		}
	}}
}
