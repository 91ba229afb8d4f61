package keyword

import (
	"os"
	"strings"
	"testing"
)

// TestPairs asks the table of testdata/pairs.txt: what customers write for a keyword, by script,
// and what is another word.
func TestPairs(t *testing.T) {
	b, err := os.ReadFile("testdata/pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	type count struct{ same, other int }
	script, n := "", map[string]*count{}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(line, "\n")
		name, isName := strings.CutPrefix(line, "# ")
		if isName {
			script = name
			n[script] = new(count)
		}
		if line == "" || isName {
			continue
		}
		same := strings.HasPrefix(line, "= ")
		a, b, ok := strings.Cut(line[2:], " | ")
		if !ok || !same && !strings.HasPrefix(line, "! ") {
			t.Fatalf("%s: no pair: %q", script, line)
		}
		if same {
			n[script].same++
		} else {
			n[script].other++
		}
		m, err := Compile(words(Exact, a))
		if err != nil {
			t.Errorf("%s: %v", script, err)
			continue
		}
		if _, hit := m.Match(b); hit != same {
			t.Errorf("%s: %q (%+q) and %q (%+q): match %v, want %v", script, a, folded(a, false), b, folded(b, false), hit, same)
		}
	}
	for script, c := range n {
		if !strings.HasPrefix(script, "Pairs that") && (c.same == 0 || c.other == 0) {
			t.Errorf("%s: %d pairs that match and %d that do not, want some of each", script, c.same, c.other)
		}
	}
	if len(n) < 31 {
		t.Errorf("pairs of %d scripts only", len(n))
	}
}
