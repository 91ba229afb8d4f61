package contactkit_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// readsFilesOnly skips a long test that reads the repository's files and starts no goroutine, under
// the race detector, which could find nothing and takes ten times as long.
func readsFilesOnly(t *testing.T) {
	t.Helper()
	if raceDetector {
		t.Skip("reads files only")
	}
}

// Every decision has the same form of heading, and the index lists it with its title.
func TestDecisionsIndex(t *testing.T) {
	index, err := os.ReadFile("docs/decisions/README.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := regexp.MustCompile(`(?m)^- \[(\d{3})\]\(([^)]+)\) (.+)$`).FindAllStringSubmatch(string(index), -1)
	if len(listed) < 100 {
		t.Fatalf("the index lists %d decisions only", len(listed))
	}
	known := make(map[string]bool)
	for _, m := range listed {
		number, file, title := m[1], m[2], m[3]
		if known[file] {
			t.Errorf("%s is listed twice", file)
		}
		known[file] = true
		text, err := os.ReadFile(filepath.Join("docs/decisions", file))
		if err != nil {
			t.Errorf("the index lists a decision that is not there: %v", err)
			continue
		}
		head, _, _ := strings.Cut(string(text), "\n")
		if want := "# " + number + " " + title; head != want {
			t.Errorf("%s begins with %q, want %q", file, head, want)
		}
	}
	files, err := filepath.Glob("docs/decisions/[0-9]*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !known[filepath.Base(file)] {
			// A branch may land its decision before its line; the whole run does not let it stay
			// so.
			report := t.Logf
			if os.Getenv("CI") == "true" {
				report = t.Errorf
			}
			report("%s is not in docs/decisions/README.md", file)
		}
	}
}

// A decision that the code names is listed in the index, and many are named.
func TestDecisionsInCode(t *testing.T) {
	readsFilesOnly(t)
	index, err := os.ReadFile("docs/decisions/README.md")
	if err != nil {
		t.Fatal(err)
	}
	number := regexp.MustCompile(`\bdecision (\d{3})\b`)
	named := make(map[string]bool)
	err = filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || path == "house_test.go" {
			return err
		}
		_, src := parseComments(t, path)
		words := strings.Join(strings.Fields(strings.ReplaceAll(string(src), "//", " ")), " ")
		for _, m := range number.FindAllStringSubmatch(words, -1) {
			if named[m[1]] = true; !bytes.Contains(index, []byte("- ["+m[1]+"](")) {
				t.Errorf("%s names decision %s, which the index does not list", path, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(named) < 80 {
		t.Errorf("the code names %d decisions", len(named))
	}
}

// Files for contributors name scripts, packages and modules that exist.
func TestHouseFiles(t *testing.T) {
	script := regexp.MustCompile(`\.ci/[a-z]+(?:\.sh)?\b`)
	for _, file := range []string{"Makefile", "AGENTS.md", "CONTRIBUTING.md", "docs/support.md", ".github/workflows/ci.yml", ".github/workflows/release.yml"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, name := range slices.Compact(slices.Sorted(slices.Values(script.FindAllString(string(text), -1)))) {
			if _, err := os.Stat(name); err != nil {
				t.Errorf("%s names %s, which is not there", file, name)
			}
		}
	}
	work, err := os.ReadFile("go.work")
	if err != nil {
		t.Fatal(err)
	}
	bot, err := os.ReadFile(".github/dependabot.yml")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(work)) {
		module, ok := strings.CutPrefix(strings.TrimSpace(line), "./")
		if ok && !strings.HasPrefix(module, "channel/channeltest/outside") && !strings.Contains(string(bot), `"/`+module+`"`) {
			t.Errorf("dependabot does not know the module %s", module)
		}
	}
	owners, err := os.ReadFile(".github/CODEOWNERS")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(owners)) {
		path, _, _ := strings.Cut(line, " ")
		if strings.HasPrefix(path, "/") {
			if _, err := os.Stat(strings.Trim(path, "/")); err != nil {
				t.Errorf("CODEOWNERS names %s, which is not there", path)
			}
		}
	}
}

// Every package in channel has an example, which go doc and the pages of packages show.
func TestPackagesHaveExamples(t *testing.T) {
	readsFilesOnly(t)
	if err := filepath.WalkDir("channel", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if d.Name() == "testdata" || d.Name() == "outside" || d.Name() == "internal" {
			return filepath.SkipDir
		}
		tests, err := filepath.Glob(filepath.Join(path, "*_test.go"))
		if err != nil || len(sources(t, path)) == 0 {
			return err
		}
		for _, file := range tests {
			src, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			if bytes.Contains(src, []byte("\nfunc Example")) {
				return nil
			}
		}
		t.Errorf("%s has no example", path)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
