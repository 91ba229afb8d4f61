package xlsx

import (
	"testing"
)

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
