package dispatch_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The package stays readable: no file over 300 lines, no struct over 15 fields.
func TestForm(t *testing.T) {
	var files []string
	for _, pattern := range []string{"*.go", "*/*.go", "internal/*/*.go", "../pace/*.go", "../pace/*/*.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	looked := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		looked++
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(src, []byte("\n")); n > 300 {
			t.Errorf("%s has %d lines, want 300 at most", file, n)
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			s, ok := spec.Type.(*ast.StructType)
			if ok && s.Fields.NumFields() > 15 {
				t.Errorf("%s: %s has %d fields, want 15 at most", fset.Position(s.Pos()), spec.Name.Name, s.Fields.NumFields())
			}
			return true
		})
	}
	if looked < 25 {
		t.Errorf("looked at %d files only", looked)
	}
}
