package telegram_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// alone are those of leakCalls that make no calls themselves.
var alone = []string{
	"telegram.New", "telegram.Driver", "telegram.System.Driver", "telegram.EncodeBotAPI", "telegram.Method", "telegram.LocalDir",
	"telegram.DecodeConnection", "telegram.DecodeJoinRequest", "telegram.DecodePollAnswer", "telegram.Channel.Receive", "telegram.Channel.Verify",
	"apifabric.New", "apifabric.NewBridge", "apifabric.ReadPush",
}

// unfailing are those of leakCalls that return no error, as things are.
var unfailing = []string{"telegram.EncodeBotAPI", "apifabric.Bridge.Handler", "apifabric.Client.CheckToken: signing"}

// leakless are exported functions that neither fail nor do anything, and return no more than they were given.
var leakless = []string{
	"telegram.DefaultUpdates", "telegram.EscapeHTML", "telegram.EscapeMarkdown", "telegram.EscapeMarkdownCode", "telegram.EscapeMarkdownURL",
	"telegram.JoinAlbum", "telegram.Native", "telegram.Albums.Add", "telegram.Albums.Due", "telegram.Albums.Next", "telegram.Channel.Info", "telegram.Channel.Limits",
	"telegram.Channel.String", "telegram.Channel.Format", "telegram.Channel.LogValue", "telegram.Gateway.Format",
	"apifabric.CheckAPIs", "apifabric.MissingAPIs", "apifabric.RequiredAPIs", "apifabric.PushReply", "apifabric.Downlink.File", "apifabric.Client.Web", "apifabric.Signer.Sign",
	"apifabric.Client.String", "apifabric.Client.Format", "apifabric.Client.LogValue", "apifabric.Bridge.String", "apifabric.Bridge.Format", "apifabric.Bridge.LogValue",
	"apifabric.Web.String", "apifabric.Web.Format", "apifabric.Web.LogValue",
}

// The search cannot fall behind: each function that is exported is either called by it, or returns nothing that could tell.
func TestEveryExportedFunctionIsSearched(t *testing.T) {
	called := slices.Clone(leakless)
	for name := range leakCalls {
		name, _, _ = strings.Cut(name, ":")
		called = append(called, name)
	}
	functions, _ := exported(t)
	names := slices.Collect(maps.Keys(functions))
	if missing := without(names, called); len(missing) > 0 {
		t.Errorf("not searched: %v; add them to leakCalls", missing)
	}
	if gone := without(called, names); len(gone) > 0 {
		t.Errorf("there are no such functions: %v", gone)
	}
	for _, name := range leakless {
		if functions[name] {
			t.Errorf("%s can fail, or takes a context: it belongs into leakCalls", name)
		}
	}
}

// exported reads the names of the functions and struct types that both packages export from their source. fails says of a function
// that it returns an error or takes a context, so that it may do I/O.
func exported(t *testing.T) (fails map[string]bool, types []string) {
	t.Helper()
	fails = make(map[string]bool)
	for name, dir := range map[string]string{"telegram": ".", "apifabric": "apifabric"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(gotoken.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range f.Decls {
				switch d := d.(type) {
				case *ast.FuncDecl:
					if full, ok := functionName(d); ok {
						fails[name+"."+full] = mentions(d.Type.Results, "error") || mentions(d.Type.Params, "Context")
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
	return fails, types
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

// without returns what of all is not in some.
func without(all, some []string) (left []string) {
	for _, s := range all {
		if !slices.Contains(some, s) {
			left = append(left, s)
		}
	}
	slices.Sort(left)
	return left
}
