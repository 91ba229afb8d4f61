package dispatch_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// parsed returns the files that match, tests among them, by name.
func parsed(t *testing.T, fset *token.FileSet, patterns ...string) map[string]*ast.File {
	t.Helper()
	files := make(map[string]*ast.File)
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			if files[name], err = parser.ParseFile(fset, name, nil, parser.SkipObjectResolution); err != nil {
				t.Fatal(err)
			}
		}
	}
	return files
}

// The package stays readable: no file over 300 lines, no struct over 15 fields, in tests as in
// code.
func TestForm(t *testing.T) {
	fset := token.NewFileSet()
	files := parsed(t, fset, "*.go", "*/*.go", "internal/*/*.go", "../pace/*.go", "../pace/*/*.go")
	for name, f := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(src, []byte("\n")); n > 300 {
			t.Errorf("%s has %d lines, want 300 at most", name, n)
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
	if len(files) < 80 {
		t.Errorf("looked at %d files only", len(files))
	}
}

// The way from Deliver to Send, which a new reader walks, crosses four files at most.
func TestWalk(t *testing.T) {
	fset := token.NewFileSet()
	type step struct {
		file  string
		calls []string // names of the functions and methods that it calls or starts
	}
	steps := make(map[string]step)
	for name, f := range parsed(t, fset, "*.go") {
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil || f.Name.Name != "dispatch" {
				continue
			}
			s := step{file: name}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok {
					s.calls = append(s.calls, sel.Sel.Name)
				}
				return true
			})
			steps[fn.Name.Name] = s
		}
	}
	walk := []string{"Deliver", "Accept", "AcceptAll", "acceptAll", "enter", "changed", "loop", "start", "try", "Send"}
	var files []string
	for i, name := range walk[:len(walk)-1] {
		s, ok := steps[name]
		if !ok || !slices.Contains(s.calls, walk[i+1]) {
			t.Fatalf("%s does not call %s any more: correct the walk here and in the package comment", name, walk[i+1])
		}
		if !slices.Contains(files, s.file) {
			files = append(files, s.file)
		}
	}
	if len(files) > 4 {
		t.Errorf("the walk from Deliver to Send crosses %q, want four files at most", files)
	}
	t.Logf("the walk from Deliver to Send crosses %q", files)
}
