package contactkit_test

import (
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// Every Example is complete on pkg.go.dev: what it calls is in its own file, so that a reader sees
// it and can run it. go/doc decides, as the site does.
func TestExamplesAreSelfContained(t *testing.T) {
	looked := 0
	for _, file := range goFiles(t, "", "_test.go") {
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, ex := range doc.Examples(f) {
			looked++
			if ex.Play == nil {
				t.Errorf("%s: Example%s calls what is not in its file", file, ex.Name)
			}
		}
	}
	if looked < 100 {
		t.Errorf("looked at %d examples only", looked)
	}
}

// goFiles are the files of this repository whose names begin and end as given, but for testdata.
func goFiles(t *testing.T, prefix, suffix string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if path != "." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasPrefix(name, prefix) && strings.HasSuffix(name, suffix) {
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
