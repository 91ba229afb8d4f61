package contactkit_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// wholeTests are the first words of test files that test no single file: the package as a whole, or
// what its tests share.
var wholeTests = map[string]string{
	"example":     "runnable examples",
	"harness":     "helpers that several test files share",
	"export":      "what a test sees of an unexported name",
	"main":        "TestMain",
	"race":        "whether the race detector runs",
	"norace":      "that it does not run",
	"conformance": "the suite that checks an implementation",
	"leak":        "the search for credentials",
	"golden":      "recorded inputs and outputs",
	"bench":       "benchmarks",
	"fuzz":        "arbitrary bytes",
	"laws":        "rules that hold for every input",
	"model":       "comparison with a simple model",
	"flaw":        "a suite against implementations with known flaws",
	"sim":         "a simulated week",
	"transcript":  "stories in testdata",
	"journey":     "one conversation from end to end",
	"kill":        "a process that ends at any point",
	"child":       "a process that a test starts",
	"interop":     "the platform's own library on the other side",
}

// wholeDirs hold tests of several packages: those of the house as a whole, and benchmarks. The
// tests of the desk drive its pages in a browser or over HTTP, and are named by the page or the
// task: a page has a handler, a template, a script and a statement, so there is no single file to
// name.
var wholeDirs = []string{".", "benchmarks", ".ci", "twitter/xchat/interop", "examples/desk", "examples/deploy", "examples/internal/filekinds"}

// A test file bears the name of the file that it tests, plus at most one noun.
func TestTestFilesAreNamedByWhatTheyTest(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		dir, file := filepath.Split(path)
		dir = filepath.Clean(dir)
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if slices.Contains(wholeDirs, dir) || strings.HasPrefix(dir, ".ci") || strings.HasPrefix(dir, "examples/desk/") {
			return nil
		}
		name, ok := strings.CutSuffix(file, "_test.go")
		if !ok {
			return nil
		}
		first, _, _ := strings.Cut(name, "_")
		if _, whole := wholeTests[first]; whole {
			return nil
		}
		shorter := name
		if i := strings.LastIndex(name, "_"); i > 0 {
			shorter = name[:i]
		}
		_, exact := os.Stat(filepath.Join(dir, name+".go"))
		_, noun := os.Stat(filepath.Join(dir, shorter+".go"))
		if exact != nil && noun != nil {
			t.Errorf("%s tests no file of that name: it needs the name of a file beside it, plus at most one noun, or a first word of wholeTests", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
