package contactkit_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Code that hosts copy must be right. Platforms deliver a host's own messages too, so whatever
// answers looks at Event.Origin; and a body that cannot be decoded comes as an event together with
// an error, so whatever receives stores events before it returns that error. These tests parse
// every snippet of the README, the guide and the package comments, and every function of the
// examples. The faults that they find are in snippet_fault_test.go.

// noGo are the files whose comments have blocks with a parenthesis that are no Go: tables and SQL.
var noGo = map[string]int{
	"channel/dispatch/journal.go": 1, "channel/doc.go": 1, "examples/desk/locale/locale.go": 1, "examples/outbox/token.go": 1, "session/doc.go": 2, "worktime/open.go": 1,
}

func TestSnippetsAreSafeToCopy(t *testing.T) {
	looked, unread := 0, make(map[string]int)
	for _, s := range snippets(t) {
		looked++
		f, fset, err := parseSnippet(s.text)
		if err != nil {
			if unread[s.where]++; unread[s.where] > noGo[s.where] {
				t.Errorf("%s: a block is no Go (if it shall not be, add it to noGo): %v\n%s", s.where, err, s.text)
			}
			continue
		}
		for _, fault := range faultsOf(fset, f) {
			t.Errorf("%s: a snippet %s:\n%s", s.where, fault.text, s.text)
		}
	}
	if diff := cmp.Diff(noGo, unread); diff != "" {
		t.Errorf("blocks that are no Go (-want +got):\n%s", diff)
	}
	if looked < 120 {
		t.Errorf("looked at %d snippets only", looked)
	}
}

func TestExamplesAreSafeToCopy(t *testing.T) {
	readsFilesOnly(t)
	looked := 0
	for _, file := range goFiles(t, "", ".go") {
		if name := filepath.Base(file); !strings.HasPrefix(file, "examples/") && !strings.HasPrefix(name, "example_") {
			continue
		}
		looked++
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range faultsOf(fset, f) {
			t.Errorf("%s: %s", fset.Position(fault.pos), fault.text)
		}
	}
	if looked < 80 {
		t.Errorf("looked at %d files only", looked)
	}
}

type snippet struct{ where, text string }

// parseSnippet parses a file, declarations or statements. Marks of omission are left out.
func parseSnippet(text string) (f *ast.File, fset *token.FileSet, err error) {
	text = strings.ReplaceAll(text, ", …", "")
	text = strings.ReplaceAll(text, "…", "")
	for _, wrap := range []string{"%", "package p\n%", "package p\nfunc _() {\n%\n}"} {
		fset = token.NewFileSet()
		if f, err = parser.ParseFile(fset, "", strings.ReplaceAll(wrap, "%", text), parser.SkipObjectResolution); err == nil {
			return f, fset, nil
		}
	}
	return nil, nil, err
}

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
				if text := strings.Join(block, "\n"); strings.Contains(text, "(") {
					all = append(all, snippet{file, text})
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

// Planted snippets: each is found for what is wrong with it, and its right form is not.
func TestSnippetChecks(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a loop that answers", `for _, ev := range got.Events {
	if m, ok := ev.Body.(channel.Message); ok { ch.Send(ctx, ev.Thread, m) }
}`, answersAll},
		{"a loop that looks at Origin", `for _, ev := range got.Events {
	if m, ok := ev.Body.(channel.Message); ok && ev.Origin == channel.OriginContact { ch.Send(ctx, ev.Thread, m) }
}`, ""},
		{"an Origin that is only set", `for _, e := range got.Events { ch.Send(ctx, e.Thread, channel.Message{Text: string(e.Origin)}) }`, answersAll},
		{"another origin than the contact's", `for _, e := range events { if e.Origin != channel.OriginUs { ch.Send(ctx, e.Thread, m) } }`, answersAll},
		{"Answerable", `for e, m := range channel.Answerable(events) { ch.Send(ctx, e.Thread, m) }`, ""},
		{"a list with another name", `func store(ctx context.Context, incoming []channel.Event) error {
	for _, one := range incoming { to := one.Thread; bot.Send(ctx, to, hello) }
	return nil
}`, answersAll},
		{"the first of a delivery", `sent, err := ch.Send(ctx, got.Events[0].Thread, m)`, answersAll},
		{"the first of a delivery, in a variable", "first := got.Events[0]\nsent, err := ch.Send(ctx, first.Thread, m)", answersAll},
		{"a type switch", `func show(ev channel.Event) { switch b := ev.Body.(type) { case channel.Message: reply(ev, b.Text) } }`, answersAll},
		{"a switch of origins", `func show(ev channel.Event) { switch ev.Origin { case channel.OriginContact: reply(ev, "hi") } }`, ""},
		{"a service that says", `for _, r := range got.Events { service.Say(ctx, r.Event.Thread, r.Event.ID, said) }`, answersAll},
		{"an outbox", `for _, e := range events { r, _, err := out.Prepare(e.ID, e.Thread, m) }`, answersAll},
		{"history", `for e, err := range channel.History(ctx, ch, account, since) { ch.Send(ctx, e.Thread, m) }`, answersAll},
		{"a public answer", `for e, err := range channel.History(ctx, ch, account, since) { channel.ReplyToPost(ctx, ch, e.Thread, post, m) }`, answersAll},
		{"a press that is acknowledged", `func show(ev channel.Event) { channel.AnswerPress(ctx, ch, ev.Thread, press, "Thank you") }`, ""},
		{"a send to another thread", "got, err := ch.Receive(call)\nfor _, e := range got.Events { fmt.Println(e.ID) }\nch.Send(ctx, to, m)", ""},
		{"a worker", `for _, e := range events { time.AfterFunc(0, func() { ch.Send(ctx, e.Thread, m) }) }`, answersAll},

		{"a handler that loses", "call, err := channel.ReadWebhook(r)\ngot, err := ch.Receive(call)\nif err != nil { return err }\nstore(got.Events)", losesOdd},
		{"a handler that keeps", "call, err := channel.ReadWebhook(r)\ngot, err := ch.Receive(call)\nif len(got.Events) > 0 { err = store(got.Events) }", ""},
		{"a handler that stores nothing", "call, err := channel.ReadWebhook(r)\ngot, err := ch.Receive(call)\ngot.Reply.ServeHTTP(w, r)", losesOdd},
		{"a handler of gin", `func hook(c *gin.Context) { got, err := ch.Receive(call); if err != nil { return }; store(got.Events) }`, losesOdd},
		{"a delivery with another name", `func hook(w http.ResponseWriter, r *http.Request) {
	d, err := bot.Receive(call)
	if err != nil { http.Error(w, "no", 400); return }
	keep(d)
}`, losesOdd},
		{"a delivery that is handed on whole", `func hook(w http.ResponseWriter, r *http.Request) { d, err := bot.Receive(call); keep(d, err) }`, ""},
		{"a function that hands it to its caller", `func open(r *http.Request) (channel.Delivery, error) { d, err := bot.Receive(call); return d, err }`, ""},

		{"a store that panics", `h := &channel.Handler{Store: func(_ context.Context, events []channel.Event) error {
	for _, e := range events { fmt.Println(e.Body.(channel.Message).Text) }
	return nil
}}`, panicsOnOdd},
		{"a store that refuses", `h := &channel.Handler{Store: func(_ context.Context, events []channel.Event) error {
	for _, e := range events { m, ok := e.Body.(channel.Message); if !ok { return errOdd }; keep(m) }
	return nil
}}`, refusesOdd},
		{"a store that passes over", `h := &channel.Handler{Store: func(_ context.Context, events []channel.Event) error {
	for _, e := range events { m, ok := e.Body.(channel.Message); if !ok { continue }; keep(m) }
	return nil
}}`, ""},
		{"a robot that panics", `func robot(_ context.Context, c conversation.Call) (conversation.Said, error) { return say(c.Event.Body.(channel.Message).Text), nil }`, panicsOnOdd},
		{"a robot that refuses", `func robot(_ context.Context, c conversation.Call) (conversation.Said, error) {
	m, ok := c.Event.Body.(channel.Message)
	if !ok { return conversation.Said{}, errOdd }
	return say(m.Text), nil
}`, ""}, // then people take over
		{"a store of a directory that panics", `func store(_ context.Context, got directory.Received) error { fmt.Println(got.Events[0].Event.Body.(channel.Message).Text); return nil }`, panicsOnOdd},
	} {
		f, fset, err := parseSnippet(tt.text)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var got []string
		for _, fault := range faultsOf(fset, f) {
			if !slices.Contains(got, fault.text) {
				got = append(got, fault.text)
			}
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%s: found %q, want %q", tt.name, got, tt.want)
		}
	}
	if _, _, err := parseSnippet("Open the door, then close it."); err == nil {
		t.Error("prose is taken for Go")
	}
}
