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
			`<cols><col min="1" max="1" width="9.140625" style="3"/><col min="4" max="4" width="24" customWidth="1"/></cols><sheetData>`,
		`<row r="1"><c r="A1" s="2" t="inlineStr"><is><t>text</t></is></c><c r="B1" s="2" t="inlineStr"><is><t>number</t></is></c>` +
			`<c r="C1" s="2" t="inlineStr"><is><t>bool</t></is></c><c r="D1" s="2" t="inlineStr"><is><t>time</t></is></c></row>`,
		`<row r="2"><c r="A2" s="3" t="inlineStr"><is><t xml:space="preserve">=1 </t></is></c><c r="B2"><v>-0.5</v></c><c r="C2" t="b"><v>1</v></c><c r="D2" s="1"><v>46346.5</v></c></row>`,
		`<row r="3"><c r="A3" t="inlineStr"><is><t></t></is></c></row>`,
		`<row r="4"><c r="A4" s="3" t="inlineStr"><is><t>_x005F_x000D_</t></is></c><c r="B4" t="inlineStr"><is><t>1000000000000000</t></is></c>` +
			`<c r="C4" t="b"><v>0</v></c><c r="D4" t="inlineStr"><is><t>2026-11-20T12:00:00.0001Z</t></is></c></row></sheetData></worksheet>`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sheet (-want +got):\n%s", diff)
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
		{"a character that is escaped is one", strings.Repeat("x", 32_766) + "\x00", true},
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
