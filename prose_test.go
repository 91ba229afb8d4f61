package contactkit_test

import (
	"bytes"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// prose is how often comments may do what CONTRIBUTING.md's plain English forbids. The numbers only
// fall: a change that mends some lowers the number.
var prose = []struct {
	name string
	most int
	in   func(c comment) int
}{
	// "What is gone is no error." leaves out its subject; "A missing webhook is not an error." has
	// one.
	{"comments that begin without their subject", 0, func(c comment) int { return len(headless.FindAllString(c.text, -1)) }},
	{"somebody, nobody, stands, beside", 2, func(c comment) int { return len(pictures.FindAllString(c.text, -1)) }},
	{"comment lines over 100 columns", 0, func(c comment) int { return c.long }},
}

var (
	headless = regexp.MustCompile(`(?m)(?:\A|[.:] )(?:What|One that|Whoever|Of several|None,)\b`)
	pictures = regexp.MustCompile(`(?i)\b(?:somebody|nobody|stands|beside)\b|\bstand(?:[^\w-]|$)`)
)

// comment is one group of comment lines.
type comment struct {
	at   string
	text string
	long int // lines over 100 columns, a tab counting four
}

// commentsOf reads the comments of a file. Directives such as go:embed are none.
func commentsOf(name string, src []byte) ([]comment, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	lines := bytes.Split(src, []byte("\n"))
	var all []comment
	for _, group := range f.Comments {
		text, _, _ := strings.Cut(group.Text(), "Output:\n") // what an Example prints is no prose
		c := comment{at: fset.Position(group.Pos()).String(), text: text}
		first, last := fset.Position(group.Pos()).Line, fset.Position(group.End()).Line
		for n := first; n <= last; n++ {
			line := string(lines[n-1])
			if strings.HasPrefix(strings.TrimSpace(line), "// Output:") {
				break // what an Example prints
			}
			if isComment(line) && utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    ")) > 100 {
				c.long++
			}
		}
		all = append(all, c)
	}
	return all, nil
}

// isComment reports whether a line holds nothing but a comment in prose. Code with a short remark
// after it is none, nor is a code block of a doc comment, which begins with a tab.
func isComment(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasPrefix(line, "//") && !strings.HasPrefix(line, "//\t")
}

func TestProse(t *testing.T) {
	readsFilesOnly(t)
	out, err := exec.Command("git", "ls-files", "-z", "--", "*.go").Output()
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatalf("no git here: %v", err)
	}
	if err != nil {
		t.Skipf("no git here: %v", err)
	}
	got := make([]int, len(prose))
	files := 0
	for name := range strings.SplitSeq(strings.TrimRight(string(out), "\x00"), "\x00") {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		comments, err := commentsOf(name, src)
		if err != nil {
			t.Fatal(err)
		}
		files++
		for _, c := range comments {
			for i, p := range prose {
				got[i] += p.in(c)
			}
		}
	}
	if files < 500 {
		t.Fatalf("%d files only", files)
	}
	for i, p := range prose {
		t.Logf("%s: %d, at most %d", p.name, got[i], p.most)
		if got[i] > p.most {
			t.Errorf("%s: %d, and %d are allowed: write the new ones in plain English (CONTRIBUTING.md)", p.name, got[i], p.most)
		}
	}
}

// The counters find what they are for.
func TestProseIsCounted(t *testing.T) {
	src := []byte("package p\n\n// What is gone is no error. Nobody stands beside it.\n// " + strings.Repeat("x", 100) + "\n//\tcode " + strings.Repeat("x", 100) + "\nvar a int\n\n// A missing webhook is not an error.\nvar b int // " + strings.Repeat("y", 100) + "\n")
	comments, err := commentsOf("p.go", src)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]int, len(prose))
	for _, c := range comments {
		for i, p := range prose {
			got[i] += p.in(c)
		}
	}
	for i, want := range []int{1, 3, 1} {
		if got[i] != want {
			t.Errorf("%s: %d, want %d", prose[i].name, got[i], want)
		}
	}
}
