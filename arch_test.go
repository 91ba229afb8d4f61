package contactkit_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/contactkit/contactkit"

// arrows says what each package may import beyond the standard library. "…/" means this module. A
// package that is not listed takes the line of its nearest listed parent.
var arrows = table(`
fielderror:
channel: …/fielderror
channel/channeltest: …/channel …/channel/standin
channel/call: …/channel
channel/tlsconfig: …/channel …/channel/call
# The kit of the stand-ins knows no client code, not even package channel.
channel/standin:
channel/standin/standintest: …/channel/standin
channel/redact: …/channel
channel/allow: …/channel
channel/erase: …/channel
channel/login: …/channel
channel/login/logintest: …/channel …/channel/login
channel/plan: …/channel github.com/clipperhouse/uax29/v2/graphemes github.com/clipperhouse/uax29/v2/words github.com/clipperhouse/uax29/v2/sentences
channel/pace: …/channel golang.org/x/time/rate
channel/pace/limitertest: …/channel …/channel/pace
channel/dispatch: …/channel …/channel/plan …/channel/pace …/channel/dispatch/internal/queue
channel/dispatch/internal/queue:
channel/dispatch/journaltest: …/channel …/channel/dispatch …/channel/pace
channel/dispatch/outboxtest: …/channel …/channel/dispatch …/channel/dispatch/journaltest …/channel/pace
channel/directory: …/channel …/channel/jsonread …/channel/tlsconfig …/session …/session/keyword …/session/routing …/session/texts …/worktime golang.org/x/sync/singleflight golang.org/x/text/cases golang.org/x/text/language go.yaml.in/yaml/v3
channel/conversation: …/channel …/channel/dispatch …/channel/directory …/channel/erase …/channel/plan …/session …/session/keyword …/session/texts
channel/conversation/router: …/channel …/channel/conversation …/session …/session/routing
channel/conversation/host/hosttest: …/channel …/channel/channeltest …/channel/conversation …/channel/conversation/host …/channel/directory …/channel/directory/directorytest …/channel/pace …/channel/standin …/session
channel/conversation/host: …/channel …/channel/conversation …/channel/conversation/router …/channel/directory …/session/routing
channel/conversation/storetest: …/channel …/channel/conversation …/channel/directory …/channel/dispatch …/channel/erase …/channel/dispatch/outboxtest …/channel/pace …/session …/session/keyword
channel/directory/directorytest: …/channel …/channel/channeltest …/channel/directory …/channel/standin …/session/keyword
# The one place where records meet export, so that neither package knows the other.
channel/directory/recordexport: …/channel …/channel/directory …/session …/session/keyword …/worktime …/export
# The parts that platform packages are made of, also those outside this module.
channel/jsonread:
channel/receive: …/channel …/channel/jsonread
channel/fetch: …/channel …/channel/call code.dny.dev/ssrf
channel/multipart: …/channel
channel/channeltest/flaw:
channel/channeltest/hostile: …/channel
channel/channeltest/leak: …/channel
channel/channeltest/golden: …/channel …/channel/jsonread github.com/google/go-cmp/cmp
telegram: …/channel …/channel/call …/channel/tlsconfig …/channel/plan …/channel/jsonread …/channel/receive …/channel/fetch …/channel/multipart …/telegram/apifabric golang.org/x/sync/singleflight
telegram/apifabric: …/channel …/channel/call …/channel/tlsconfig …/channel/jsonread …/channel/receive …/channel/fetch …/channel/multipart golang.org/x/sync/singleflight
facebook: …/channel …/channel/call …/channel/login …/channel/tlsconfig …/channel/plan …/channel/jsonread …/channel/receive …/channel/fetch …/channel/multipart golang.org/x/sync/singleflight
twitter: …/twitter/xchat …/channel …/channel/call …/channel/login …/channel/tlsconfig …/channel/plan …/channel/jsonread …/channel/receive …/channel/fetch …/channel/multipart golang.org/x/sync/singleflight github.com/dghubble/oauth1
# Encryption is arithmetic alone, and anybody can read it without the rest.
twitter/xchat: golang.org/x/crypto/chacha20 golang.org/x/crypto/poly1305 golang.org/x/crypto/nacl/secretbox golang.org/x/crypto/cryptobyte golang.org/x/crypto/cryptobyte/asn1
# The stand-ins know neither channel nor their client package, so that they cannot share its mistakes.
telegram/telegramtest: …/channel/standin
telegram/apifabric/apifabrictest: …/channel/standin …/telegram/telegramtest
facebook/facebooktest: …/channel/standin
twitter/twittertest: …/channel/standin golang.org/x/crypto/chacha20 golang.org/x/crypto/nacl/secretbox
session: …/fielderror
session/keyword: …/fielderror golang.org/x/text/cases golang.org/x/text/unicode/norm golang.org/x/text/width
session/routing: …/fielderror
session/metrics: …/session
session/texts: …/fielderror …/session golang.org/x/text/language
# The one place where figures meet export, so that neither package knows the other.
session/metrics/metricsexport: …/session …/session/metrics …/export
worktime: …/fielderror
export: …/fielderror
export/read: …/channel/jsonread …/export
`)

// table reads lines of the form "package: import import". A line that begins with # is a comment.
func table(text string) map[string][]string {
	rows := make(map[string][]string)
	for line := range strings.Lines(text) {
		name, list, ok := strings.Cut(strings.TrimSpace(line), ":")
		if ok && !strings.HasPrefix(name, "#") {
			rows[name] = strings.Fields(list)
		}
	}
	return rows
}

func TestImportArrows(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		if e, ok := errors.AsType[*exec.ExitError](err); ok {
			t.Log(string(e.Stderr))
		}
		t.Fatal(err)
	}
	seen := 0
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&pkg); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(strings.TrimPrefix(pkg.ImportPath, module), "/")
		if name == "" {
			continue
		}
		seen++
		rule, allowed, ok := ruleFor(name)
		if !ok {
			t.Errorf("package %s has no entry in arrows", name)
			continue
		}
		for _, imp := range pkg.Imports {
			if !strings.Contains(strings.Split(imp, "/")[0], ".") {
				continue // standard library
			}
			short := strings.Replace(imp, module+"/", "…/", 1)
			if !slices.ContainsFunc(allowed, func(a string) bool {
				return short == a
			}) {
				t.Errorf("%s imports %s; the rule for %s allows only %v", name, imp, rule, allowed)
			}
		}
	}
	if seen < 2 {
		t.Errorf("looked at %d packages only", seen)
	}
}

func ruleFor(name string) (rule string, allowed []string, ok bool) {
	for rule = name; rule != "."; rule = filepath.Dir(rule) {
		if allowed, ok = arrows[rule]; ok {
			return rule, allowed, true
		}
	}
	return "", nil, false
}

// pure lists the files that hold arithmetic alone: no goroutine, no clock, no init, no package
// state that changes.
var pure = []string{
	"channel/*.go", "channel/jsonread/*.go", "channel/dispatch/internal/queue/*.go", "session/*.go", "session/routing/*.go", "session/metrics/*.go", "session/texts/*.go", "session/keyword/*.go", "worktime/*.go",
	"telegram/receive*.go", "telegram/event*.go", "telegram/wire*.go",
	"facebook/receive*.go", "facebook/event*.go", "facebook/wire*.go",
	"twitter/receive*.go", "twitter/event*.go", "twitter/wire*.go", "twitter/xchat/*.go",
	"examples/whatsapp/receive*.go", "examples/whatsapp/event*.go", "examples/whatsapp/wire*.go",
}

func TestAbsences(t *testing.T) {
	readsFilesOnly(t)
	looked := 0
	vars := make(map[string]map[string]bool) // of each package
	for _, pattern := range pure {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				looked++
				dir := filepath.Dir(file)
				if vars[dir] == nil {
					vars[dir] = packageVars(t, dir)
				}
				checkPure(t, file, vars[dir])
			}
		}
	}
	if looked < 10 {
		t.Errorf("looked at %d files only", looked)
	}
}

// checkPure reports go statements, time.Now, init and assignments to vars, the package's variables,
// in a file.
func checkPure(t *testing.T, file string, vars map[string]bool) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range f.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if fn.Name.Name == "init" && fn.Recv == nil {
			t.Errorf("%s: init", fset.Position(fn.Pos()))
		}
		if file == filepath.Join("channel", "webhook.go") && fn.Name.Name == "read" {
			continue // the one clock of package channel
		}
		ast.Inspect(fn, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				t.Errorf("%s: goroutine", fset.Position(n.Pos()))
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && (n.Sel.Name == "Now" || n.Sel.Name == "Since" || n.Sel.Name == "Until") {
					t.Errorf("%s: time.%s", fset.Position(n.Pos()), n.Sel.Name)
				}
			case *ast.AssignStmt:
				if n.Tok != token.DEFINE {
					for _, lhs := range n.Lhs {
						checkTarget(t, fset, vars, lhs)
					}
				}
			case *ast.IncDecStmt:
				checkTarget(t, fset, vars, n.X)
			}
			return true
		})
	}
}

// checkTarget reports an assignment whose target is, or is part of, a package variable.
func checkTarget(t *testing.T, fset *token.FileSet, vars map[string]bool, target ast.Expr) {
	t.Helper()
	for {
		switch x := target.(type) {
		case *ast.SelectorExpr:
			target = x.X
		case *ast.IndexExpr:
			target = x.X
		case *ast.StarExpr:
			target = x.X
		case *ast.ParenExpr:
			target = x.X
		case *ast.Ident:
			// The parser resolves names within a file: an object declared inside a function is not
			// a package variable.
			if spec, ok := declOf(x); x.Name != "_" && vars[x.Name] && (x.Obj == nil || ok && spec) {
				t.Errorf("%s: package state %s changes", fset.Position(x.Pos()), x.Name)
			}
			return
		default:
			return
		}
	}
}

func declOf(x *ast.Ident) (topLevel, resolved bool) {
	if x.Obj == nil {
		return false, false
	}
	_, isSpec := x.Obj.Decl.(*ast.ValueSpec)
	return isSpec, true
}

// packageVars names the variables of a package's non-test files.
func packageVars(t *testing.T, dir string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	vars := make(map[string]bool)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range f.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.VAR {
				continue
			}
			for _, spec := range gen.Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					vars[name.Name] = true
				}
			}
		}
	}
	return vars
}

// Every package says what it is, and every exported name is documented.
func TestEverythingExportedIsDocumented(t *testing.T) {
	readsFilesOnly(t)
	packages := 0
	err := filepath.WalkDir(".", func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if base := filepath.Base(dir); dir != "." && (strings.HasPrefix(base, ".") || base == "testdata") {
			return filepath.SkipDir
		}
		if documented(t, dir) {
			packages++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if packages < 2 {
		t.Errorf("looked at %d packages only", packages)
	}
}

// documented checks one folder and reports whether it holds a package.
func documented(t *testing.T, dir string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	doc, found := false, false
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		found = true
		doc = doc || f.Doc != nil
		for _, decl := range f.Decls {
			undocumented(decl, func(name string, pos token.Pos) {
				t.Errorf("%s: %s has no comment", fset.Position(pos), name)
			})
		}
	}
	if found && !doc {
		t.Errorf("package in %s has no comment", dir)
	}
	return found
}

// undocumented reports the exported names of a declaration that no comment speaks of. A comment on
// a group speaks of all.
func undocumented(decl ast.Decl, report func(string, token.Pos)) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) && !conventional[d.Name.Name] {
			report(d.Name.Name, d.Pos())
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
					report(s.Name.Name, s.Pos())
				}
			case *ast.ValueSpec:
				for _, name := range s.Names {
					if name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
						report(name.Name, name.Pos())
					}
				}
			}
		}
	}
}

// conventional are methods whose name says everything.
var conventional = map[string]bool{"Error": true, "Unwrap": true, "String": true, "Is": true, "Format": true, "Len": true, "Less": true, "Swap": true, "ServeHTTP": true}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}
