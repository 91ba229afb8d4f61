package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/export"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestSheet(t *testing.T) {
	book := written(t, Format{}, note{export.TextValue("=1 "), export.FloatValue(-0.5), export.BoolValue(true), at("2026-11-20T12:00:00Z")}, note{},
		note{export.TextValue("_x000D_"), export.IntValue(1e15), export.BoolValue(false), at("2026-11-20T12:00:00.0001Z")})
	got := strings.Split(strings.ReplaceAll(part(t, book, sheetName), "<row", "\n<row"), "\n")
	want := []string{
		`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`,
		`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">` +
			`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
			`<cols><col min="4" max="4" width="24" customWidth="1"/></cols><sheetData>`,
		`<row r="1"><c r="A1" s="2" t="inlineStr"><is><t>text</t></is></c><c r="B1" s="2" t="inlineStr"><is><t>number</t></is></c>` +
			`<c r="C1" s="2" t="inlineStr"><is><t>bool</t></is></c><c r="D1" s="2" t="inlineStr"><is><t>time</t></is></c></row>`,
		`<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve">=1 </t></is></c><c r="B2"><v>-0.5</v></c><c r="C2" t="b"><v>1</v></c><c r="D2" s="1"><v>46346.5</v></c></row>`,
		`<row r="3"><c r="A3" t="inlineStr"><is><t></t></is></c></row>`,
		`<row r="4"><c r="A4" t="inlineStr"><is><t>_x005F_x000D_</t></is></c><c r="B4" t="inlineStr"><is><t>1000000000000000</t></is></c>` +
			`<c r="C4" t="b"><v>0</v></c><c r="D4" t="inlineStr"><is><t>2026-11-20T12:00:00.0001Z</t></is></c></row></sheetData></worksheet>`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sheet (-want +got):\n%s", diff)
	}
}

func TestText(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"plain", "a b", "a b"},
		{"markup", `<a href="x">&'`, `&lt;a href="x"&gt;&amp;'`},
		{"line breaks", "a\r\nb\rc\nd\te", "a&#13;\nb&#13;c\nd\te"},
		{"control characters go", "\x00a\x01\x1fb\x7f", "ab\x7f"},
		{"noncharacters go", "a\uFFFE\uFFFFb", "ab"},
		{"an escape", "_x000D_", "_x005F_x000D_"},
		{"an escape of an escape", "_x005F_x000D_", "_x005F_x005F_x005F_x000D_"},
		{"two that share an underscore", "_x000D_x000A_", "_x005F_x000D_x005F_x000A_"},
		{"half a pair", "_xD83D_", "_x005F_xD83D_"},
		{"small letters", "_xabcd_", "_x005F_xabcd_"},
		{"almost", "_x00_ _xGGGG_ _X000D_ x000D_ _x000D", "_x00_ _xGGGG_ _X000D_ x000D_ _x000D"},
		{"an escape only after a control character goes", "_x00\x000D_", "_x005F_x000D_"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(appendText(nil, clean(tt.text))); got != tt.want {
				t.Errorf("wrote %q, want %q", got, tt.want)
			}
		})
	}
}

func TestUnescape(t *testing.T) {
	tests := []struct{ text, want string }{
		{"a_x000D_b", "a\rb"},
		{"_x005F_x000D_", "_x000D_"},
		{"_x005F_x000D_x005F_x000A_", "_x000D_x000A_"},
		{"_xD83D__xDE00_", "\U0001F600"},
		{"_xD83D_", "\uFFFD"},
		{"_xD83D_x", "\uFFFDx"},
		{"_xDE00__xD83D_", "\uFFFD\uFFFD"},
		{"_x_x0041_", "_xA"},
		{"none", "none"},
	}
	for _, tt := range tests {
		if got := unescape(tt.text); got != tt.want {
			t.Errorf("unescape(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestSerial(t *testing.T) {
	tests := []struct {
		time string
		want float64
		ok   bool
	}{
		{"1970-01-01T00:00:00Z", 25569, true},
		{"1900-03-01T00:00:00Z", 61, true},
		{"1900-02-28T23:59:59.999Z", 0, false},
		{"2026-11-20T18:00:00+06:00", 46346.5, true},
		{"1969-12-31T18:00:00Z", 25568.75, true},
		{"9999-12-31T23:59:59.999Z", 2958465.9999999884, true},
		{"2026-11-20T12:00:00.0001Z", 0, false},
	}
	for _, tt := range tests {
		if got, ok := serial(at(tt.time).Time()); got != tt.want || ok != tt.ok {
			t.Errorf("serial(%s) = %v, %v; want %v, %v", tt.time, got, ok, tt.want, tt.ok)
		}
	}
	// Every millisecond comes back.
	r := rand.New(rand.NewPCG(5, 6))
	for range 100_000 {
		want := time.UnixMilli((firstDay-epoch)*dayMS + r.Int64N((lastDay-firstDay)*dayMS)).UTC()
		s, ok := serial(want)
		if got, err := instant(s, false); !ok || err != nil || got != want {
			t.Fatalf("%v is %v and comes back as %v, %v", want, s, got, err)
		}
		if got, err := instant(s-since04, true); err != nil || got.Sub(want).Abs() > time.Millisecond {
			t.Fatalf("%v counted from 1904 comes back as %v, %v", want, got, err)
		}
	}
	for _, s := range []float64{0, 60.9, 2958466, -1} {
		if got, err := instant(s, false); err == nil {
			t.Errorf("day %v is %v", s, got)
		}
	}
}

func TestLetters(t *testing.T) {
	tests := map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", maxColumns - 1: "XFD"}
	for i, want := range tests {
		if got := letters(i); got != want {
			t.Errorf("letters(%d) = %s, want %s", i, got, want)
		}
		if got, ok := column(want + "12"); got != i || !ok {
			t.Errorf("column(%s12) = %d, %v; want %d", want, got, ok, i)
		}
	}
	for _, ref := range []string{"", "A", "1", "XFE1", "ZZZZZZZZZZZZZZ1", "a1", "A0", "A-1"} {
		if got, ok := column(ref); ok {
			t.Errorf("column(%q) = %d", ref, got)
		}
	}
}

// A text that a cell cannot hold is refused, never cut.
func TestLongTexts(t *testing.T) {
	tests := []struct {
		name, text string
		ok         bool
	}{
		{"as long as may be", strings.Repeat("x", 32_767), true},
		{"one more", strings.Repeat("x", 32_768), false},
		{"bytes do not count", strings.Repeat("转", 32_767), true},
		{"halves of pairs do", strings.Repeat("\U0001F600", 16_384), false},
		{"nor what is stripped", strings.Repeat("x", 32_767) + "\x00", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := Format{}.NewWriter(io.Discard, []export.Field{{Name: "id"}, {Name: "text"}})
			require.NoError(t, err)
			err = w.WriteRow([]export.Value{{}, export.TextValue(tt.text)})
			if tt.ok && err != nil || !tt.ok && (!errors.Is(err, export.ErrValue) || err.Error() != "xlsx: column B: a text of more than 32767 characters: a cell cannot be written") {
				t.Errorf("WriteRow: %v", err)
			}
		})
	}
}

func TestWriterRefuses(t *testing.T) {
	_, err := Format{}.NewWriter(io.Discard, make([]export.Field, maxColumns+1))
	if !errors.Is(err, export.ErrValue) {
		t.Errorf("16,385 columns: %v", err)
	}
	if _, err = (Format{}).NewWriter(io.Discard, []export.Field{{Name: "a\uFFFE"}}); !errors.Is(err, export.ErrValue) {
		t.Errorf("a name that XML forbids: %v", err)
	}
	w, err := Format{}.NewWriter(io.Discard, fields())
	require.NoError(t, err)
	if err := w.WriteRow(make([]export.Value, 3)); err == nil {
		t.Error("three cells were written under four heads")
	}
}

// The writer's errors reach the caller, wherever they happen.
func TestWriterReportsErrors(t *testing.T) {
	whole := written(t, Format{}, notes()...)
	for room := 0; room < len(whole); room += 97 {
		w, err := Format{}.NewWriter(&narrow{room}, fields())
		for _, n := range notes() {
			if err == nil {
				err = w.WriteRow([]export.Value{n.Text, n.Number, n.Bool, n.Time})
			}
		}
		if err == nil {
			err = w.Close()
		}
		if !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("with room for %d of %d bytes: %v", room, len(whole), err)
		}
	}
}

type narrow struct{ room int }

func (n *narrow) Write(b []byte) (int, error) {
	if n.room -= len(b); n.room < 0 {
		return 0, io.ErrShortWrite
	}
	return len(b), nil
}

// The same rows give the same bytes, and the parts bear a date that every program can show.
func TestSameBytes(t *testing.T) {
	first, second := written(t, Format{}, notes()...), written(t, Format{}, notes()...)
	if !bytes.Equal(first, second) {
		t.Error("the same rows gave other bytes")
	}
	archive, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	require.NoError(t, err)
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
		if f.Modified.Year() != 1980 {
			t.Errorf("%s is dated %v", f.Name, f.Modified)
		}
	}
	if want := []string{"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", sheetName}; !slices.Equal(names, want) {
		t.Errorf("parts %v, want %v", names, want)
	}
}

func TestRoundTrip(t *testing.T) {
	sameNotes(t, "all kinds", written(t, Format{}, notes()...), notes())
	r := rand.New(rand.NewPCG(7, 8))
	bits := []string{"_x", "_", "x", "00", "0D", "D83D", "_x000D_", "\r", "\n", "\t", " ", "<", "&", "]]>", "é", "\U0001F600", "=", "'", "a", "\u0085"}
	var many []note
	for range 5_000 {
		var b strings.Builder
		for range r.IntN(9) {
			b.WriteString(bits[r.IntN(len(bits))])
		}
		many = append(many, note{
			export.TextValue("." + b.String()), export.FloatValue(r.NormFloat64() * 1e6), export.BoolValue(r.IntN(2) == 0),
			export.TimeValue(time.Unix(r.Int64N(1<<34)-1<<33, r.Int64N(1e9))),
		})
	}
	sameNotes(t, "many", written(t, Format{}, many...), many)
}
