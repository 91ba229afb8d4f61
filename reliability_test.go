package contactkit_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestReliability holds docs/reliability.md to the truth: the tests that it names are there, in the
// package that a row names before them. A name without a package may be anywhere.
func TestReliability(t *testing.T) {
	readsFilesOnly(t)
	doc, err := os.ReadFile("docs/reliability.md")
	if err != nil {
		t.Fatal(err)
	}
	there := make(map[string][]string) // by name: the directories that have such a test
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err = filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range declared.FindAllSubmatch(source, -1) {
			there[string(m[1])] = append(there[string(m[1])], filepath.ToSlash(filepath.Dir(path)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	names := 0
	for line := range strings.Lines(string(doc)) {
		dir := "" // what the line has named last
		for _, m := range regexp.MustCompile("(?:`go test \\./|`)([.]|[a-z][a-z0-9/]*)[` ]|\\b(Test[A-Z]\\w+)").FindAllStringSubmatch(line, -1) {
			if name := m[1]; name != "" {
				if _, err := os.Stat(name); err == nil {
					dir = name
				}
				continue
			}
			names++
			switch dirs := there[m[2]]; {
			case len(dirs) == 0:
				t.Errorf("docs/reliability.md names %s, which is not there", m[2])
			case dir != "" && !slices.Contains(dirs, dir):
				t.Errorf("docs/reliability.md names %s in %s, and it is in %v", m[2], dir, dirs)
			case dir == "" && len(dirs) > 1:
				t.Errorf("docs/reliability.md names %s without its package: it is in %v", m[2], dirs)
			}
		}
	}
	if names < 40 {
		t.Errorf("the document names %d tests only", names)
	}
}
