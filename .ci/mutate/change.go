package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/printer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// variable is the environment variable that holds the number of the change that is switched on.
const variable = "MUTANT"

// mutant is one change of one file.
type mutant struct {
	file, text string // text: "file.go: Func: old → new"
	source     []byte // the whole file with this change alone
	number     int    // from 1; zero: this change cannot be switched on
	from, to   int    // what it changes, in bytes of the file
	operator   int    // where the operator of arithmetic is
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
	files = slices.DeleteFunc(files, func(file string) bool { return strings.HasSuffix(file, "_test.go") })
	fset := token.NewFileSet()
	var trees []*ast.File
	for _, file := range files {
		tree, err := parser.ParseFile(fset, file, nil, parser.ParseComments)
		if err != nil {
			panic(err)
		}
		trees = append(trees, tree)
	}
	kinds := typesOf(dir, fset, trees)
	for i, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		full, _ := filepath.Abs(file)
		for _, decl := range trees[i].Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			changes(fset, kinds, f.Body, func(n ast.Node, new string, wrap func(on, old string) string) {
				from, to := fset.Position(n.Pos()).Offset, fset.Position(n.End()).Offset
				m := &mutant{file: full, from: from, to: to, wrap: wrap,
					text:   fmt.Sprintf("%s: %s: %s → %s", file, f.Name.Name, short(string(source[from:to])), short(new)),
					source: slices.Concat(source[:from], []byte(new), source[to:])}
				all = append(all, m)
				if wrap != nil {
					m.number = len(all)
					if sum, ok := n.(*ast.BinaryExpr); ok && arithmetic[sum.Op] != "" {
						m.operator = fset.Position(sum.OpPos).Offset
					}
				}
			})
		}
	}
	return all
}

// typesOf returns the types of the expressions of a package, as far as they are found.
func typesOf(dir string, fset *token.FileSet, trees []*ast.File) map[ast.Expr]types.TypeAndValue {
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}", "./"+dir).Output()
	if err != nil {
		return nil
	}
	exports := make(map[string]string)
	for line := range strings.Lines(string(out)) {
		name, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		exports[name] = file
	}
	info := &types.Info{Types: make(map[ast.Expr]types.TypeAndValue)}
	conf := types.Config{
		Error:    func(error) {},
		Importer: importer.ForCompiler(fset, "gc", func(name string) (io.ReadCloser, error) { return os.Open(exports[name]) }),
	}
	_, _ = conf.Check(dir, fset, trees, info)
	return info.Types
}

// arithmetic are the functions of the file with the switch that take the place of an operator.
var arithmetic = map[token.Token]string{token.ADD: "mutantAdd", token.SUB: "mutantSub", token.MUL: "mutantMul", token.QUO: "mutantQuo", token.REM: "mutantRem"}

// numeric reports whether an expression is a number that is not constant.
func numeric(e types.TypeAndValue) bool {
	if e.Type == nil || e.Value != nil {
		return false
	}
	basic, ok := e.Type.Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsInteger|types.IsFloat) != 0 && basic.Info()&types.IsUntyped == 0
}

// changes finds what can be changed in a function. A break cannot be switched on, since a function
// whose end is never reached must see so, nor a constant; a sum of texts has no other operator.
func changes(fset *token.FileSet, kinds map[ast.Expr]types.TypeAndValue, body *ast.BlockStmt, add func(n ast.Node, new string, wrap func(on, old string) string)) {
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
			if name := arithmetic[n.Op]; name != "" {
				switch basic, _ := kinds[n].Type.(*types.Basic); {
				case numeric(kinds[n]):
					// The operator is replaced by a comma before.
					add(n, new, func(on, old string) string { return name + "(" + on + ", " + old + ")" })
				case basic == nil || basic.Info()&types.IsString == 0:
					add(n, new, nil)
				}
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
			if m.operator != 0 { // its operands become arguments
				files[m.file] = append(files[m.file], &mutant{from: m.operator, to: m.operator + 1, wrap: func(_, _ string) string { return "," }})
			}
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
		// Changes that enclose other changes come first.
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

type mutantInteger interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

type mutantNumeric interface {
	mutantInteger | ~float32 | ~float64
}

func mutantAdd[T mutantNumeric](on bool, x, y T) T {
	if on {
		return x - y
	}
	return x + y
}

func mutantSub[T mutantNumeric](on bool, x, y T) T {
	if on {
		return x + y
	}
	return x - y
}

func mutantMul[T mutantNumeric](on bool, x, y T) T {
	if on {
		return x + y
	}
	return x * y
}

func mutantQuo[T mutantNumeric](on bool, x, y T) T {
	if on {
		return x * y
	}
	return x / y
}

func mutantRem[T mutantInteger](on bool, x, y T) T {
	if on {
		return x / y
	}
	return x %% y
}
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

// short returns the text of a change on one line.
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
