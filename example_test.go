package contactkit_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Every Example is complete on pkg.go.dev: what it calls is in its own file, so that a reader sees
// it and can run it. go/doc decides, as the site does; it leaves out what is only the key of a
// composite literal, so such a name is a fault, too.
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
				continue
			}
			own, declared := ownNames(ex.Play), packageNames(f)
			for _, name := range usedNames(ex.Play) {
				if !own[name] && slices.Contains(declared, name) {
					t.Errorf("%s: Example%s is shown without %s, which it uses as a key alone", file, ex.Name, name)
				}
			}
		}
	}
	if looked < 100 {
		t.Errorf("looked at %d examples only", looked)
	}
}

// A file of one Example is shown as a whole, and go/doc does not look whether that is enough: so a
// file whose name begins with example_ uses no package-level name of another test file.
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
		for _, name := range packageNames(f) {
			declared[pack(file)][name] = file
		}
	}
	looked := 0
	for file, f := range parsed {
		if !strings.HasPrefix(filepath.Base(file), "example_") {
			continue
		}
		looked++
		own := ownNames(f)
		for _, name := range usedNames(f) {
			if other := declared[pack(file)][name]; other != "" && other != file && !own[name] {
				t.Errorf("%s uses %s of %s, which its reader does not see", file, name, other)
			}
		}
	}
	if looked < 80 {
		t.Errorf("looked at %d files only", looked)
	}
}

// A name of another file is found wherever it is used, and only there.
func TestUsedNames(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "", `package p
type row struct{ field int }
func f(given int) {
	for i := range list {
		m := map[string]row{key: {field: i}, "b": {field: given + value}}
		var n kind = call(m)
		fmt.Println(n.selected)
	}
}`, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	own := ownNames(f)
	var got []string
	for _, name := range usedNames(f) {
		if !own[name] {
			got = append(got, name)
		}
	}
	slices.Sort(got)
	want := []string{"call", "fmt", "int", "int", "key", "kind", "list", "string", "value"}
	if !slices.Equal(got, want) {
		t.Errorf("names of elsewhere are %q, want %q", got, want)
	}
}

// packageNames are the names that a file declares for its whole package.
func packageNames(f *ast.File) (names []string) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				names = append(names, specNames(s)...)
			}
		}
	}
	return names
}

// specNames are the names of a const, var or type.
func specNames(s ast.Spec) (names []string) {
	switch s := s.(type) {
	case *ast.TypeSpec:
		return []string{s.Name.Name}
	case *ast.ValueSpec:
		for _, name := range s.Names {
			names = append(names, name.Name)
		}
	}
	return names
}

// ownNames are all names that a file declares, of variables and fields too, which may hide one of
// another file.
func ownNames(f *ast.File) map[string]bool {
	own := make(map[string]bool)
	add := func(of ...ast.Expr) {
		for _, e := range of {
			if name, ok := e.(*ast.Ident); ok {
				own[name.Name] = true
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			own[n.Name.Name] = true
		case ast.Spec:
			for _, name := range specNames(n) {
				own[name] = true
			}
		case *ast.AssignStmt:
			add(n.Lhs...)
		case *ast.RangeStmt:
			add(n.Key, n.Value)
		case *ast.Field:
			for _, name := range n.Names {
				own[name.Name] = true
			}
		}
		return true
	})
	return own
}

// usedNames are the identifiers of a file, but for the package's name and what follows a dot.
func usedNames(f *ast.File) (names []string) {
	var walk func(ast.Node) bool
	walk = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			ast.Inspect(n.X, walk)
			return false
		case *ast.Ident:
			names = append(names, n.Name)
		}
		return true
	}
	for _, d := range f.Decls {
		ast.Inspect(d, walk)
	}
	return names
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
