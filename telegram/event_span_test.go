package telegram

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/google/go-cmp/cmp"
)

func TestByteOffsets(t *testing.T) {
	tests := []struct {
		text           string
		offset, length int
		want           string
	}{
		{"Hei 🧀 #K77", 7, 4, "#K77"},
		{"ひらがな @kiosk", 5, 6, "@kiosk"},
		{"🧑‍🚀 x https://k.example", 8, 17, "https://k.example"},
		{"e\u0301 combines, ja", 13, 2, "ja"},
		{"🇳🇴🇩🇰 hei", 9, 3, "hei"},
		{"plain", 0, 5, "plain"},
		{"plain", 3, 99, "in"},
		{"a🧀b", 2, 1, "🧀"}, // the second half of a pair
		{"a🧀b", 0, 2, "a🧀"},
		{"a🧀b", 2, 2, "🧀b"},
		{"plain", 5, 1, ""},
		{"plain", 2, 0, ""},
		{"", 0, 1, ""},
	}
	for _, tt := range tests {
		spans := toBytes(tt.text, []channel.Span{{Kind: channel.SpanBold, Start: tt.offset, End: tt.offset + tt.length}})
		got := ""
		for _, s := range spans {
			got += tt.text[s.Start:s.End]
		}
		if got != tt.want {
			t.Errorf("%q from %d, %d long: %q, want %q", tt.text, tt.offset, tt.length, got, tt.want)
		}
	}
}

// A long text is found in by marks; it must be as if by counting.
func TestByteOffsetsOfLongTexts(t *testing.T) {
	for _, piece := range []string{"a", "é", "ひ", "🧀", "a🧀é", "🧀a", "aé🧀ひ\n"} {
		text := strings.Repeat(piece, 700/len(piece)) + "end"
		encoded := utf16.Encode([]rune(text))
		u := newUnits(text)
		for unit := 0; unit <= len(encoded)+2; unit++ {
			at := min(unit, len(encoded))
			down, up := at, at
			if at > 0 && at < len(encoded) && utf16.IsSurrogate(rune(encoded[at])) && encoded[at] >= 0xDC00 {
				down, up = at-1, at+1
			}
			want := []int{len(string(utf16.Decode(encoded[:down]))), len(string(utf16.Decode(encoded[:up])))}
			if diff := cmp.Diff(want, []int{u.byteOffset(unit, false), u.byteOffset(unit, true)}); diff != "" {
				t.Fatalf("%q…, unit %d (-want +got):\n%s", piece, unit, diff)
			}
		}
	}
}

// A received text can be sent back and means the same.
func TestEntitiesThereAndBack(t *testing.T) {
	const text = "🧀 fat lenke kode"
	spans := []channel.Span{
		{Kind: channel.SpanBold, Start: 5, End: 8}, {Kind: channel.SpanLink, Start: 9, End: 14, Value: "https://k.example/"}, {Kind: channel.SpanCode, Start: 15, End: 19},
	}
	entities, err := toEntities(text, spans)
	if err != nil {
		t.Fatal(err)
	}
	var again []channel.Span
	for _, e := range entities {
		again = append(again, channel.Span{Kind: spanKind([]byte(e.Type)), Start: e.Offset, End: e.Offset + e.Length, Value: e.URL})
	}
	if diff := cmp.Diff(spans, toBytes(text, again)); diff != "" {
		t.Errorf("spans (-sent +back):\n%s", diff)
	}
}

// An offset that is in no text must not mark the text's beginning instead.
func TestEntitiesOutOfBounds(t *testing.T) {
	const entities = `[{"type":"bold","offset":5000000000,"length":3},{"type":"bold","offset":-1,"length":3},{"type":"bold","offset":0,"length":-1},
		{"type":"bold","offset":9223372036854775807,"length":9223372036854775807},{"type":"italic","offset":1,"length":5000000000}]`
	r := jsonread.Sub([]byte(entities))
	want := []channel.Span{{Kind: channel.SpanItalic, Start: 1, End: 5}}
	if diff := cmp.Diff(want, toBytes("plain", readSpans(&r, nil))); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
}
