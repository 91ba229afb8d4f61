package admin

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Each constant Finding… of the library's platforms has words of the desk's own. TestTexts asks
// for them in each language.
func TestFindingsInWords(t *testing.T) {
	found := 0
	for _, folder := range []string{"../../../channel", "../../../telegram", "../../../telegram/apifabric", "../../../twitter", "../../../facebook", "../../whatsapp"} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				spec, ok := n.(*ast.ValueSpec)
				if !ok || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, "Finding") {
					return true
				}
				code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				if found++; findingWords[code] == "" {
					t.Errorf("%s: %s (%s) has no words", name, spec.Names[0].Name, code)
				}
				return true
			})
		}
	}
	if found < 25 {
		t.Errorf("only %d kinds of findings", found)
	}
}
