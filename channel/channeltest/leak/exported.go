package leak

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// Exported reads from the source what packages export. functions says of each function or method,
// by "package.Type.Name", whether it returns an error or takes a context, so that it may do I/O.
// types are the struct types. packages names the packages by the folder of each.
func Exported(t *testing.T, packages map[string]string) (functions map[string]bool, types []string) {
	t.Helper()
	functions = make(map[string]bool)
	for name, dir := range packages {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range f.Decls {
				switch d := d.(type) {
				case *ast.FuncDecl:
					if full, ok := functionName(d); ok {
						functions[name+"."+full] = mentions(d.Type.Results, "error") || mentions(d.Type.Params, "Context")
					}
				case *ast.GenDecl:
					for _, s := range d.Specs {
						if s, ok := s.(*ast.TypeSpec); ok && s.Name.IsExported() {
							if _, ok := s.Type.(*ast.StructType); ok {
								types = append(types, name+"."+s.Name.Name)
							}
						}
					}
				}
			}
		}
	}
	return functions, types
}

func functionName(d *ast.FuncDecl) (name string, exported bool) {
	if d.Recv == nil {
		return d.Name.Name, d.Name.IsExported()
	}
	of := d.Recv.List[0].Type
	if p, ok := of.(*ast.StarExpr); ok {
		of = p.X
	}
	id, ok := of.(*ast.Ident)
	return fmt.Sprintf("%v.%s", of, d.Name.Name), ok && id.IsExported() && d.Name.IsExported()
}

func mentions(fields *ast.FieldList, word string) (found bool) {
	if fields == nil {
		return false
	}
	for _, f := range fields.List {
		ast.Inspect(f.Type, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			found = found || ok && id.Name == word
			return true
		})
	}
	return found
}
