package contactkit_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A developer who knows one platform finds the files of the others: the same thing has the same
// file, the same verb and the same word in Config on every platform. This file keeps the table.

// The last one is a module of its own, and keeps the table all the same.
var platforms = []string{"telegram", "facebook", "twitter", "examples/whatsapp"}

// platformFiles are the files that every platform package has.
var platformFiles = []string{"doc", "config", "channel", "driver", "limits", "receive", "event", "event_message", "wire_in", "wire_out", "custom", "send", "upload",
	"media", "native", "errors", "pace", "subscribe", "webhook", "call", "typing", "read", "profile"}

// standinFiles are the files that every pretended platform has.
var standinFiles = []string{"doc", "api", "config", "control", "customer", "sign", "queue", "media", "rate"}

func TestPlatformFiles(t *testing.T) {
	for _, p := range platforms {
		has(t, p, platformFiles)
		has(t, filepath.Join(p, filepath.Base(p)+"test"), standinFiles)
		for _, file := range sources(t, p) {
			if strings.HasSuffix(file, "other.go") || strings.HasSuffix(file, "util.go") || strings.HasSuffix(file, "misc.go") {
				t.Errorf("%s names nothing", file)
			}
		}
	}
}

// methodFiles are the files of a channel's methods and defaults, if a platform has them.
var methodFiles = map[string]string{
	"Send": "send", "Receive": "receive", "Limits": "limits", "EditMessage": "edit", "DeleteMessage": "delete", "React": "react",
	"MarkRead": "read", "ShowTyping": "typing", "Upload": "upload", "OpenMedia": "media", "FetchProfile": "profile", "defaultRates": "pace", "DefaultRates": "pace",
}

func TestMethodFiles(t *testing.T) {
	for _, p := range platforms {
		for _, file := range sources(t, p) {
			f, _ := parse(t, file)
			for _, d := range f.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || fn.Recv != nil && !strings.HasSuffix(types.ExprString(fn.Recv.List[0].Type), "Channel") {
					continue
				}
				if want, ok := methodFiles[fn.Name.Name]; ok && filepath.Base(file) != want+".go" {
					t.Errorf("%s is in %s, want %s.go", fn.Name.Name, file, want)
				}
			}
		}
	}
}

func has(t *testing.T, dir string, names []string) {
	t.Helper()
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(dir, name+".go")); err != nil {
			t.Errorf("%s/%s.go is missing", dir, name)
		}
	}
}

// sources are the files of a package without its tests.
func sources(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
}

// configWords are the words of Config that mean the same on every platform, with their types.
var configWords = map[string]string{
	"Text": "channel.Length", "Rates": "[]channel.Rate", "BaseURL": "string", "HTTP": "*http.Client", "TLS": "channel.TLS", "Dial": "func(ctx context.Context, network, address string) (net.Conn, error)", "Files": "channel.Files", "Now": "func() time.Time",
}

func TestConfigWords(t *testing.T) {
	for _, p := range platforms {
		file := filepath.Join(p, "config.go")
		f, src := parse(t, file)
		found := make(map[string]string)
		var methods []string
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv != nil {
					methods = append(methods, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					typ, ok := s.(*ast.TypeSpec)
					if !ok || typ.Name.Name != "Config" {
						continue
					}
					for _, field := range typ.Type.(*ast.StructType).Fields.List {
						for _, name := range field.Names {
							found[name.Name] = text(src, field.Type)
						}
					}
				}
			}
		}
		for word, want := range configWords {
			if got := found[word]; strings.Join(strings.Fields(got), " ") != want {
				t.Errorf("%s: Config.%s is %q, want %s", file, word, got, want)
			}
		}
		for _, method := range []string{"withDefaults", "check"} {
			if !slices.Contains(methods, method) {
				t.Errorf("%s has no method %s of Config", file, method)
			}
		}
		tests, err := os.ReadFile(filepath.Join(p, "config_test.go"))
		if err != nil || !strings.Contains(string(tests), "channeltest.ConfigLimits(") {
			t.Errorf("%s does not call channeltest.ConfigLimits: %v", filepath.Join(p, "config_test.go"), err)
		}
	}
}

// decoderMethods are the methods that the decoder of every platform has: the whole call, one
// element of it, a message, an element without a body of its own, and one whose form is wrong.
var decoderMethods = []string{"decodeCall", "decodeElement", "decodeMessage", "decodeCustom", "decodeOdd"}

// decoderVerb is how a method of a decoder begins that returns nothing: it decodes an element,
// adds an event, reads into a value, or passes the elements of a list on.
var decoderVerb = regexp.MustCompile(`^(?:decode|add|read|each)(?:[A-Z]|$)`)

// A decoder has the same verbs on every platform. Its methods that return a value may be nouns.
func TestDecoderVerbs(t *testing.T) {
	for _, p := range platforms {
		found := make(map[string]bool)
		for _, file := range sources(t, p) {
			f, src := parse(t, file)
			for _, d := range f.Decls {
				d, ok := d.(*ast.FuncDecl)
				if !ok || d.Recv == nil || text(src, d.Recv.List[0].Type) != "*decoder" {
					continue
				}
				found[d.Name.Name] = true
				if d.Type.Results == nil && !decoderVerb.MatchString(d.Name.Name) {
					t.Errorf("%s: the decoder's method %s needs the verb decode, add, read or each", file, d.Name.Name)
				}
			}
		}
		for _, name := range decoderMethods {
			if !found[name] {
				t.Errorf("%s: the decoder has no method %s", p, name)
			}
		}
	}
}

// A typed Custom is read by DecodeX(channel.Custom) (X, error), and an answer's refusal by one
// classify.
func TestVerbs(t *testing.T) {
	for _, p := range platforms {
		decoder, classify := false, 0
		for _, file := range sources(t, p) {
			f, src := parse(t, file)
			for _, d := range f.Decls {
				switch d := d.(type) {
				case *ast.FuncDecl:
					if d.Recv == nil && d.Name.Name == "classify" {
						classify++
						if filepath.Base(file) != "errors.go" {
							t.Errorf("%s: classify belongs into errors.go", file)
						}
					}
					if d.Recv != nil || !strings.HasPrefix(d.Name.Name, "Decode") {
						continue
					}
					if !strings.HasPrefix(filepath.Base(file), "custom") {
						t.Errorf("%s: %s belongs into custom.go or custom_<noun>.go", file, d.Name.Name)
					}
					in, out := d.Type.Params.List, d.Type.Results.List
					if len(in) != 1 || text(src, in[0].Type) != "channel.Custom" || len(out) != 2 || text(src, out[1].Type) != "error" {
						t.Errorf("%s: %s must take a channel.Custom and return a value and an error", file, d.Name.Name)
					}
				case *ast.GenDecl:
					for _, s := range d.Specs {
						if typ, ok := s.(*ast.TypeSpec); ok {
							decoder = decoder || typ.Name.Name == "decoder"
						}
					}
				}
			}
		}
		if !decoder {
			t.Errorf("%s has no type decoder", p)
		}
		if classify != 1 {
			t.Errorf("%s has %d functions classify, want one", p, classify)
		}
	}
}

// The same finding has the same code on every platform: package channel declares the codes that
// platforms share, a platform only codes of its own, and no finding is made with a code in quotes.
func TestFindingCodes(t *testing.T) {
	declared := make(map[string]string) // code or name: file
	declare := func(file, word string) {
		if other, ok := declared[word]; ok {
			t.Errorf("%s declares the finding %s, and so does %s", file, word, other)
		}
		declared[word] = file
	}
	files := []string{"channel/subscribe.go"}
	for _, p := range append(slices.Clone(platforms), "telegram/apifabric", "channel/login") {
		files = append(files, sources(t, p)...)
	}
	for _, file := range files {
		f, src := parse(t, file)
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if strings.HasPrefix(name.Name, "Finding") && i < len(n.Values) {
						declare(file, name.Name)
						declare(file, text(src, n.Values[i]))
					}
				}
			case *ast.CompositeLit:
				if n.Type == nil || text(src, n.Type) != "channel.Finding" {
					return true
				}
				for _, e := range n.Elts {
					pair, ok := e.(*ast.KeyValueExpr)
					if _, quoted := pair.Value.(*ast.BasicLit); ok && quoted && text(src, pair.Key) == "Code" {
						t.Errorf("%s: the code of a finding needs a constant", file)
					}
				}
			}
			return true
		})
	}
	if len(declared) < 40 {
		t.Errorf("found %d names and codes only", len(declared))
	}
}

// Errors are made by the makers of channel/call and channel/receive, so that none forgets whom a
// refusal concerns.
func TestErrorsComeFromTheMakers(t *testing.T) {
	for _, p := range append(slices.Clone(platforms), "telegram/apifabric") {
		for _, file := range sources(t, p) {
			f, src := parse(t, file)
			if filepath.Base(file) != "errors.go" && bytes.Contains(src, []byte("\nfunc classify(")) {
				t.Errorf("%s: classify belongs into errors.go", file)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if lit, ok := n.(*ast.CompositeLit); ok && lit.Type != nil && text(src, lit.Type) == "channel.Error" {
					t.Errorf("%s: a channel.Error needs a maker of channel/call, such as call.Refused", file)
				}
				return true
			})
		}
	}
}

func parse(t *testing.T, file string) (*ast.File, []byte) {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parser.ParseFile(token.NewFileSet(), file, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return f, src
}

func parseComments(t *testing.T, file string) (*ast.File, []byte) {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parser.ParseFile(token.NewFileSet(), file, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return f, src
}

// text is how an expression is written. The file is the first of its set, so that positions count
// from 1.
func text(src []byte, e ast.Expr) string { return string(src[e.Pos()-1 : e.End()-1]) }
