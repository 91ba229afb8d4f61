package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// variable of the environment holds the number of the change that is switched on.
const variable = "MUTANT"

// mutant is one change of one file.
type mutant struct {
	file, text string // text: "file.go: Func: old → new"
	source     []byte // the whole file with this change alone
	number     int    // from 1; zero: this change cannot be switched on
	from, to   int    // what it changes, in bytes of the file
	// wrap returns code in place of old, the code that is changed, that does as before unless on,
	// an expression, is true.
	wrap func(on, old string) string
}

// swaps are the operators that replace each other.
var swaps = map[token.Token]token.Token{
	token.EQL: token.NEQ, token.NEQ: token.EQL, token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR,
	token.LAND: token.LOR, token.LOR: token.LAND, token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.ADD, token.QUO: token.MUL, token.REM: token.QUO,
}

// mutate returns all changes of the files of a directory.
func mutate(dir string) (all []*mutant) {
	files, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, file, source, parser.ParseComments)
		if err != nil {
			panic(err)
		}
		full, _ := filepath.Abs(file)
		for _, decl := range parsed.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			changes(fset, f.Body, func(n ast.Node, new string, wrap func(on, old string) string) {
				from, to := fset.Position(n.Pos()).Offset, fset.Position(n.End()).Offset
				m := &mutant{file: full, from: from, to: to, wrap: wrap,
					text:   fmt.Sprintf("%s: %s: %s → %s", file, f.Name.Name, short(string(source[from:to])), short(new)),
					source: slices.Concat(source[:from], []byte(new), source[to:])}
				all = append(all, m)
				if wrap != nil {
					m.number = len(all)
				}
			})
		}
	}
	return all
}

// changes finds what can be changed in a function. Arithmetic cannot be switched on without the
// types, nor a break: a function whose end is never reached must see so.
func changes(fset *token.FileSet, body *ast.BlockStmt, add func(n ast.Node, new string, wrap func(on, old string) string)) {
	without := func(on, old string) string { return "if !" + on + " { " + old + " }" }
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			return n.Tok != token.CONST
		case *ast.BinaryExpr:
			other, ok := swaps[n.Op]
			if !ok {
				break
			}
			new := text(fset, n.X) + " " + other.String() + " " + text(fset, n.Y)
			if n.Op.Precedence() > token.EQL.Precedence() {
				add(n, new, nil)
				break
			}
			add(n, new, func(on, old string) string { return "(" + on + " && (" + new + ") || !" + on + " && (" + old + "))" })
		case *ast.IfStmt:
			if n.Init == nil {
				add(n.Cond, "!("+text(fset, n.Cond)+")", func(on, old string) string { return on + " != (" + old + ")" })
			}
		case *ast.BlockStmt:
			for _, s := range n.List {
				switch s := s.(type) {
				case *ast.ExprStmt, *ast.IncDecStmt:
					add(s, "", without)
				case *ast.AssignStmt:
					if s.Tok != token.DEFINE {
						add(s, "", without)
					}
				}
			}
		case *ast.BranchStmt:
			if n.Tok == token.CONTINUE && n.Label == nil {
				add(n, "break", nil)
			}
		case *ast.ReturnStmt:
			for _, r := range n.Results {
				if id, ok := r.(*ast.Ident); ok && id.Name == "true" {
					add(id, "false", func(on, _ string) string { return "!" + on })
				} else if ok && id.Name == "false" {
					add(id, "true", func(on, _ string) string { return on })
				}
			}
		}
		return true
	})
}

// switched returns the files of a directory with all changes that can be switched on, and a file
// that reads which of them is on.
func switched(dir string, mutants []*mutant) map[string][]byte {
	files := make(map[string][]*mutant)
	for _, m := range mutants {
		if m.number != 0 {
			files[m.file] = append(files[m.file], m)
		}
	}
	all := make(map[string][]byte)
	var name string
	for file, of := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.PackageClauseOnly)
		if err != nil {
			panic(err)
		}
		name = parsed.Name.Name
		// Those around others come first.
		slices.SortStableFunc(of, func(a, b *mutant) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
		all[file] = []byte(render(string(source), 0, len(source), &of))
	}
	full, _ := filepath.Abs(filepath.Join(dir, "mutant_switch.go"))
	all[full] = fmt.Appendf(nil, `package %s

import (
	mutantOS "os"
	mutantStrconv "strconv"
)

var mutantNumber, _ = mutantStrconv.Atoi(mutantOS.Getenv(%q))

func mutantIs(n int) bool { return mutantNumber == n }
`, name, variable)
	return all
}

// render returns the source between two places with the first of rest that lie there, and takes
// them out of rest.
func render(source string, from, to int, rest *[]*mutant) string {
	var b strings.Builder
	for len(*rest) > 0 && (*rest)[0].to <= to {
		m := (*rest)[0]
		*rest = (*rest)[1:]
		b.WriteString(source[from:m.from])
		b.WriteString(m.wrap(fmt.Sprintf("mutantIs(%d)", m.number), render(source, m.from, m.to, rest)))
		from = m.to
	}
	b.WriteString(source[from:to])
	return b.String()
}

func text(fset *token.FileSet, n ast.Node) string {
	var b bytes.Buffer
	_ = printer.Fprint(&b, fset, n)
	return b.String()
}

// short is a change on one line.
func short(s string) string {
	var b strings.Builder
	in := bufio.NewScanner(strings.NewReader(s))
	for in.Scan() {
		b.WriteString(strings.TrimSpace(in.Text()) + " ")
	}
	if s = strings.TrimSpace(b.String()); len(s) > 80 {
		s = strings.ToValidUTF8(s[:80], "") + "…"
	}
	if s == "" {
		return "nothing"
	}
	return s
}
