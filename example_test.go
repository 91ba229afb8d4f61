package contactkit_test

import (
	"go/ast"
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

// A file of one Example is shown as a whole, and go/doc does not look whether that is enough: so a
// file whose name begins with example_ calls no function of another test file.
func TestExampleFilesAreWhole(t *testing.T) {
	declared := make(map[string]map[string]string) // by package and name: the file
	parsed := make(map[string]*ast.File)
	pack := func(file string) string { return filepath.Dir(file) + " " + parsed[file].Name.Name }
	for _, file := range goFiles(t, "", "_test.go") {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed[file] = f
		if declared[pack(file)] == nil {
			declared[pack(file)] = make(map[string]string)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				declared[pack(file)][fn.Name.Name] = file
			}
		}
	}
	looked := 0
	for file, f := range parsed {
		if !strings.HasPrefix(filepath.Base(file), "example_") {
			continue
		}
		looked++
		own := make(map[string]bool) // functions, and variables that hide one of another file
		var calls []string
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				own[n.Name.Name] = true
			case *ast.AssignStmt:
				for _, left := range n.Lhs {
					if name, ok := left.(*ast.Ident); ok {
						own[name.Name] = true
					}
				}
			case *ast.Field:
				for _, name := range n.Names {
					own[name.Name] = true
				}
			case *ast.CallExpr:
				if name, ok := n.Fun.(*ast.Ident); ok {
					calls = append(calls, name.Name)
				}
			}
			return true
		})
		for _, name := range calls {
			if other := declared[pack(file)][name]; other != "" && other != file && !own[name] {
				t.Errorf("%s calls %s of %s, which its reader does not see", file, name, other)
			}
		}
	}
	if looked < 80 {
		t.Errorf("looked at %d files only", looked)
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
