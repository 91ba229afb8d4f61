package contactkit_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Each "go test -run" of .ci/examples.sh matches a test of its package: without one it would pass,
// and show nothing.
func TestExamplesScriptFindsItsTests(t *testing.T) {
	script, err := os.ReadFile(".ci/examples.sh")
	if err != nil {
		t.Fatal(err)
	}
	calls := regexp.MustCompile(`go test (\./\S+) -run '(\S+)'`).FindAllStringSubmatch(string(script), -1)
	if n := strings.Count(string(script), "-run"); len(calls) != n || n < 4 {
		t.Errorf("%d of %d calls are understood", len(calls), n)
	}
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	for _, call := range calls {
		files, err := filepath.Glob(filepath.Join(call[1], "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		var tests []string
		for _, name := range files {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range declared.FindAllSubmatch(source, -1) {
				tests = append(tests, string(m[1]))
			}
		}
		for word := range strings.SplitSeq(call[2], "|") {
			if !slices.ContainsFunc(tests, regexp.MustCompile(word).MatchString) {
				t.Errorf("%s: no test matches %q", call[0], word)
			}
		}
	}
}
