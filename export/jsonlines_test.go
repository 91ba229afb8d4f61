package export

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestJSONLines(t *testing.T) {
	at := TimeValue(time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC))
	tests := []struct {
		name string
		note note
		want string
	}{
		{"empty cells", note{}, `{"text":"","number":null,"bool":null,"time":null}`},
		{"every kind", note{TextValue("a"), FloatValue(-0.5), BoolValue(true), at}, `{"text":"a","number":-0.5,"bool":true,"time":"2026-11-20T09:30:00Z"}`},
		{"nothing is guarded", note{Text: TextValue("=1")}, `{"text":"=1","number":null,"bool":null,"time":null}`},
		{
			"escapes", note{Text: TextValue("\"\\\n\r\t\x00\x1f\x7f<&>\u2028\u2029é\U0001F600")},
			`{"text":"\"\\\n\r\t\u0000\u001f\u007f<&>\u2028\u2029é😀","number":null,"bool":null,"time":null}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := written(t, JSONLines{}, tt.note); got != tt.want+"\n" {
				t.Errorf("wrote\n%s, want\n%s", got, tt.want)
			}
		})
	}
	if got := written(t, JSONLines{}); got != "" {
		t.Errorf("a file without rows is %q", got)
	}
}

// Every line is JSON with the text that was put in, one line for each row.
func TestJSONLinesRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var notes []note
	for range 5_000 {
		notes = append(notes, note{Text: TextValue(nasty(r) + "\u2028\xed\xa0\x80"), Number: IntValue(r.Int64())})
	}
	lines := strings.SplitAfter(written(t, JSONLines{}, notes...), "\n")
	if len(lines) != len(notes)+1 {
		t.Fatalf("%d lines for %d rows", len(lines)-1, len(notes))
	}
	for i, n := range notes {
		var got struct {
			Text   string
			Number int64
		}
		if err := json.Unmarshal([]byte(lines[i]), &got); err != nil {
			t.Fatalf("%q is no JSON: %v", lines[i], err)
		}
		if want, _ := n.Number.Int(); got.Text != n.Text.Text() || got.Number != want {
			t.Fatalf("%q reads %+v, want %q and %d", lines[i], got, n.Text.Text(), want)
		}
	}
}
