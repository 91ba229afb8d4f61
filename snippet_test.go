package contactkit_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Code that hosts copy must be right. Platforms deliver a host's own messages too, so whatever
// answers looks at Event.Origin; and a body that cannot be decoded comes as an event together with
// an error, so whatever receives stores events before it returns that error. These tests read every
// snippet of the README, the guide and the package comments, and every function of the examples.

func TestSnippetsAreSafeToCopy(t *testing.T) {
	looked := 0
	for _, s := range snippets(t) {
		looked++
		for _, fault := range textFaults(s.text) {
			t.Errorf("%s: a snippet %s:\n%s", s.where, fault, s.text)
		}
	}
	if looked < 40 {
		t.Errorf("looked at %d snippets only", looked)
	}
}

func TestExamplesAreSafeToCopy(t *testing.T) {
	looked := 0
	for _, file := range goFiles(t, "", ".go") {
		if name := filepath.Base(file); !strings.HasPrefix(file, "examples/") && !strings.HasPrefix(name, "example_") {
			continue
		}
		looked++
		for _, fault := range codeFaults(t, file) {
			t.Error(fault)
		}
	}
	if looked < 80 {
		t.Errorf("looked at %d files only", looked)
	}
}

// The checks find what they are for.
func TestSnippetChecks(t *testing.T) {
	for text, want := range map[string]int{
		"for _, ev := range got.Events {\n\tif m, ok := ev.Body.(channel.Message); ok {\n\t\tch.Send(ctx, ev.Thread, m)\n\t}\n}":                                       1,
		"for _, ev := range got.Events {\n\tif m, ok := ev.Body.(channel.Message); ok && ev.Origin == channel.OriginContact {\n\t\tch.Send(ctx, ev.Thread, m)\n\t}\n}": 0,
		"call, err := channel.ReadWebhook(r)\ngot, err := ch.Receive(call)\nif err != nil {\n\treturn err\n}\nstore(got.Events)":                                       1,
		"call, err := channel.ReadWebhook(r)\ngot, err := ch.Receive(call)\nif len(got.Events) > 0 {\n\terr = store(got.Events)\n}":                                    0,
		"call, err := channel.ReadWebhook(r)\ngot, err := ch.Receive(call)\ngot.Reply.ServeHTTP(w, r)":                                                                 1,
	} {
		if got := textFaults(text); len(got) != want {
			t.Errorf("%d faults (%v), want %d, in:\n%s", len(got), got, want, text)
		}
	}
	const handler = "package p\nfunc h(w http.ResponseWriter, r *http.Request) {\n\tgot, err := ch.Receive(call)\n"
	for body, want := range map[string]int{
		"\tif err != nil {\n\t\treturn\n\t}\n\tstore(got.Events)\n}\n":              1,
		"\tif len(got.Events) > 0 {\n\t\terr = store(got.Events)\n\t}\n}\n":         0,
		"\tfor _, e := range got.Events {\n\t\tch.Send(ctx, e.Thread, m)\n\t}\n}\n": 1,
	} {
		file := filepath.Join(t.TempDir(), "h.go")
		if err := os.WriteFile(file, []byte(handler+body), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := codeFaults(t, file); len(got) != want {
			t.Errorf("%d faults (%v), want %d, in:\n%s", len(got), got, want, handler+body)
		}
	}
}

type snippet struct{ where, text string }

// snippets are the indented blocks of package comments and the Go blocks of Markdown pages.
func snippets(t *testing.T) []snippet {
	t.Helper()
	var all []snippet
	for _, file := range goFiles(t, "", ".go") {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, group := range f.Comments {
			var block []string
			flush := func() {
				if len(block) > 0 {
					all = append(all, snippet{file, strings.Join(block, "\n")})
				}
				block = nil
			}
			for _, c := range group.List {
				line := strings.TrimPrefix(c.Text, "//")
				if strings.HasPrefix(line, "\t") || line == "" && len(block) > 0 {
					block = append(block, line)
					continue
				}
				flush()
			}
			flush()
		}
	}
	for _, file := range goFiles(t, "", ".md") {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, part := range strings.Split(string(src), "```go\n") {
			if text, _, ok := strings.Cut(part, "```"); i > 0 && ok {
				all = append(all, snippet{file, text})
			}
		}
	}
	return all
}

// textFaults says what is dangerous in a snippet.
func textFaults(text string) (faults []string) {
	if answers(text) && !strings.Contains(text, "Origin") {
		faults = append(faults, "answers without a look at Event.Origin")
	}
	_, after, receives := strings.Cut(text, ".Receive(")
	if !receives || !strings.Contains(text, "ReadWebhook(") {
		return faults
	}
	stored := strings.Index(after, ".Events")
	if left := strings.Index(after, "return"); stored < 0 || left >= 0 && left < stored {
		faults = append(faults, "receives and loses the event that comes beside ErrMalformed")
	}
	return faults
}

// reads is how code goes through events that platforms delivered.
var reads = regexp.MustCompile(`range [a-z.]*[eE]vents|ok :?= [a-z.]+\.Body\.\(channel\.(Message|Post)\)`)

// answers reports whether a text sends once it has events.
func answers(text string) bool {
	at := reads.FindStringIndex(text)
	return at != nil && strings.Contains(text[at[1]:], ".Send(")
}

// codeFaults says what is dangerous in the functions of a file.
func codeFaults(t *testing.T, file string) (faults []string) {
	t.Helper()
	f, src := parse(t, file)
	ast.Inspect(f, func(n ast.Node) bool {
		var typ *ast.FuncType
		var body *ast.BlockStmt
		switch fn := n.(type) {
		case *ast.FuncDecl:
			typ, body = fn.Type, fn.Body
		case *ast.FuncLit:
			typ, body = fn.Type, fn.Body
		}
		if body == nil {
			return true
		}
		code := string(src[body.Pos()-1 : body.End()-1])
		where := fmt.Sprintf("%s: line %d", file, strings.Count(string(src[:body.Pos()-1]), "\n")+1)
		if answers(code) && !strings.Contains(code, "Origin") {
			faults = append(faults, where+": answers without a look at Event.Origin")
		}
		if takesRequest(typ) && strings.Contains(code, ".Receive(") {
			_, after, _ := strings.Cut(code, ".Receive(")
			stored, left := strings.Index(after, ".Events"), strings.Index(after, "return")
			if stored < 0 || left >= 0 && left < stored {
				faults = append(faults, where+": receives and loses the event that comes beside ErrMalformed")
			}
		}
		return true
	})
	return faults
}

// takesRequest reports whether a function is an HTTP handler.
func takesRequest(typ *ast.FuncType) bool {
	for _, field := range typ.Params.List {
		if star, ok := field.Type.(*ast.StarExpr); ok {
			if sel, ok := star.X.(*ast.SelectorExpr); ok && sel.Sel.Name == "Request" {
				return true
			}
		}
	}
	return false
}
