package contactkit_test

import (
	"flag"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the guide's code anew from the files that it names")

// The code of the guide is code of this repository, which is compiled and run by its tests: each Go
// block follows a comment that names a file and a declaration of it, and reads as that does.
//
//	<!-- code: channel/example_handler_test.go ExampleHandler -->
//
// Of an Example the body is shown, of anything else the declaration; the name import shows what the
// file imports. The paragraph above the comment links to the file, where a reader finds what the
// block leans on.
func TestGuideCode(t *testing.T) {
	blocks := 0
	for _, page := range guidePages(t) {
		src, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		got := string(src)
		var unlinked []string
		want := codeBlock.ReplaceAllStringFunc(got, func(block string) string {
			m := codeBlock.FindStringSubmatch(block)
			blocks++
			if !linked(got, block, m[1]) {
				unlinked = append(unlinked, m[1]+" "+m[2])
			}
			return "<!-- code: " + m[1] + " " + m[2] + " -->\n```go\n" + declaration(t, m[1], m[2]) + "\n```"
		})
		if strings.Count(got, "```go") != len(codeBlock.FindAllString(got, -1)) {
			t.Errorf("%s: a Go block names no code", page)
		}
		for _, block := range unlinked {
			t.Errorf("%s: no visible line above the block %s links to its file", page, block)
		}
		if *update && want != got {
			if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s is not what its code says; run go test . -run Guide -update (-code +page):\n%s", page, diff)
		}
	}
	if blocks < 20 {
		t.Errorf("looked at %d blocks only", blocks)
	}
}

// linked reports whether the paragraph above a block links to the block's file.
func linked(page, block, file string) bool {
	above := strings.TrimRight(page[:strings.Index(page, block)], "\n")
	return strings.Contains(above[strings.LastIndex(above, "\n\n")+1:], "](../../"+file+")")
}

var fenced = regexp.MustCompile("```(?s:.*?)```")

var codeBlock = regexp.MustCompile("<!-- code: (\\S+) (\\S+) -->\n```go\n(?s:.*?)```")

// declaration is how a declaration of a file is written.
func declaration(t *testing.T, file, name string) string {
	t.Helper()
	f, src := parse(t, file)
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			full := d.Name.Name
			if d.Recv != nil {
				full = strings.TrimPrefix(text(src, d.Recv.List[0].Type), "*") + "." + full
			}
			if full != name {
				continue
			}
			if strings.HasPrefix(name, "Example") {
				lines := strings.Split(strings.TrimSuffix(string(src[d.Body.Lbrace:d.Body.Rbrace-1]), "\n"), "\n")
				for i, line := range lines {
					lines[i] = strings.TrimPrefix(line, "\t")
				}
				return strings.TrimPrefix(strings.Join(lines, "\n"), "\n")
			}
			return string(src[d.Pos()-1 : d.End()-1])
		case *ast.GenDecl:
			if d.Tok == token.IMPORT && name == "import" {
				return string(src[d.Pos()-1 : d.End()-1])
			}
			for _, s := range d.Specs {
				if spec, ok := s.(*ast.TypeSpec); ok && spec.Name.Name == name {
					return string(src[d.Pos()-1 : d.End()-1])
				}
			}
		}
	}
	t.Errorf("%s has no declaration %s", file, name)
	return ""
}

// Every link of a page leads to something that exists, also to a heading.
func TestGuideLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#]*)(?:#([^)]*))?\)`)
	for _, page := range guidePages(t) {
		src, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		prose := fenced.ReplaceAllString(string(src), "")
		for _, m := range link.FindAllStringSubmatch(prose, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			target := page
			if m[1] != "" {
				target = filepath.Join(filepath.Dir(page), m[1])
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links to %s: %v", page, m[1], err)
			} else if m[2] != "" && strings.HasSuffix(target, ".md") && !anchors(t, target)[m[2]] {
				t.Errorf("%s links to %s#%s, and there is no such heading", page, m[1], m[2])
			}
		}
	}
}

// anchors are the names by which a page's headings are linked to.
func anchors(t *testing.T, page string) map[string]bool {
	t.Helper()
	src, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[string]bool)
	for line := range strings.Lines(fenced.ReplaceAllString(string(src), "")) {
		if title, ok := strings.CutPrefix(strings.TrimLeft(line, "#"), " "); ok && strings.HasPrefix(line, "#") {
			name := unlinkable.ReplaceAllString(strings.ToLower(strings.TrimSpace(title)), "")
			names[strings.ReplaceAll(name, " ", "-")] = true
		}
	}
	return names
}

// unlinkable are the characters of a heading that its name leaves out.
var unlinkable = regexp.MustCompile(`[^\p{L}\p{N} _-]`)

func guidePages(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob("docs/guide/*.md")
	if err != nil || len(pages) < 11 {
		t.Fatalf("the guide has %d pages: %v", len(pages), err)
	}
	return pages
}
