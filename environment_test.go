package contactkit_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// readsEnvironment returns the package variables of a file that are made from the environment.
func readsEnvironment(file *ast.File) (names []string) {
	for _, decl := range file.Decls {
		vars, ok := decl.(*ast.GenDecl)
		if !ok || vars.Tok != token.VAR {
			continue
		}
		for _, spec := range vars.Specs {
			ast.Inspect(spec, func(n ast.Node) bool {
				call, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if pkg, ok := call.X.(*ast.Ident); ok && pkg.Name == "os" && (call.Sel.Name == "Getenv" || call.Sel.Name == "LookupEnv" || call.Sel.Name == "Environ") {
					names = append(names, spec.(*ast.ValueSpec).Names[0].Name)
				}
				return true
			})
		}
	}
	return names
}

// TestEnvironmentOfTests keeps results of "go test" true: it does not see an environment variable
// that is read before the tests begin, and shows the cached result of another value. A test is
// configured by flags.
func TestEnvironmentOfTests(t *testing.T) {
	fset := token.NewFileSet()
	found, err := parser.ParseFile(fset, "example.go", "package p\n\nvar n, dsn = 1, os.Getenv(\"DSN\")\n", 0)
	if err != nil || len(readsEnvironment(found)) != 1 {
		t.Fatalf("the test finds nothing: %v", err)
	}
	err = filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, name := range readsEnvironment(file) {
			t.Errorf("%s: %s is read from the environment before the tests begin: use a flag", path, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
