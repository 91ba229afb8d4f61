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
	script, n := "", map[bool]int{}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(line, "\n")
		name, isName := strings.CutPrefix(line, "# ")
		if isName {
			script = name
		}
		if line == "" || isName {
			continue
		}
		same := strings.HasPrefix(line, "= ")
		a, b, ok := strings.Cut(line[2:], " | ")
		if !ok || !same && !strings.HasPrefix(line, "! ") {
			t.Fatalf("%s: no pair: %q", script, line)
		}
		n[same]++
		m, err := Compile(words(Exact, a))
		if err != nil {
			t.Errorf("%s: %v", script, err)
			continue
		}
		if _, hit := m.Match(b); hit != same {
			t.Errorf("%s: %q (%+q) and %q (%+q): match %v, want %v", script, a, folded(a, false), b, folded(b, false), hit, same)
		}
	}
	if n[true] < 100 || n[false] < 60 {
		t.Errorf("only %d pairs that match and %d that do not", n[true], n[false])
	}
}
