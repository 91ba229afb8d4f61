// Command mutate changes packages in small ways, one at a time, and runs their tests: a change that
// no test notices is a survivor. It works through overlays and leaves the tree alone.
//
//	go run ./.ci/mutate [-n 40] [-seed 1] [-minutes 50] [-share 90] [-match regexp] [-skip regexp] package [tests ...] ...
//
// Each package is a directory, followed after a colon by directories whose tests count as well:
// channel/dispatch:channel/dispatch/outboxtest. It prints each survivor, and exits with 1 if less
// than -share percent of a package's changes were noticed, those aside that .ci/mutants.txt
// excuses. When -minutes are over, it ends with what it has.
//
// If the tests of a change do not end in time, the tests without the change are run beside it: only
// if they are much faster, the change is noticed. Otherwise the machine is busy, and the change is
// tried again with more time.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

var (
	most    = flag.Int("n", 40, "changes for each package, chosen by -seed; 0: all")
	seed    = flag.Uint64("seed", 1, "chooses the changes")
	minutes = flag.Float64("minutes", 50, "when to end at the latest")
	share   = flag.Int("share", 90, "percent of the changes that must be noticed")
	match   = flag.String("match", "", "only changes whose line in the report matches")
	skip    = flag.String("skip", "", "tests to leave out, for go test -skip")
	workers = flag.Int("workers", 2, "tests at one time")
	verbose = flag.Bool("v", false, "print also what noticed each change")
)

// mutant is one change of one file.
type mutant struct {
	file, text string // text: "file.go: Func: old → new"
	source     []byte
}

// swaps are the operators that replace each other.
var swaps = map[token.Token]token.Token{
	token.EQL: token.NEQ, token.NEQ: token.EQL, token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR,
	token.LAND: token.LOR, token.LOR: token.LAND, token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.ADD, token.QUO: token.MUL, token.REM: token.QUO,
}

func main() {
	flag.Parse()
	deadline := time.Now().Add(time.Duration(*minutes * float64(time.Minute)))
	excused := excuses(".ci/mutants.txt")
	low := false
	for i, arg := range flag.Args() {
		// Each package gets its part of the time that is left.
		left := time.Until(deadline) / time.Duration(flag.NArg()-i)
		caught, all := check(strings.Split(arg, ":"), time.Now().Add(left), excused)
		if all == 0 {
			fmt.Printf("%s: no change was tried\n", arg)
			low = low || *match == ""
			continue
		}
		percent := 100 * caught / all
		fmt.Printf("%-40s %3d of %3d noticed, %d %%\n", arg, caught, all, percent)
		low = low || percent < *share
	}
	if low {
		os.Exit(1)
	}
}

// excuses reads the survivors that are known to change nothing, each with its reason after " | ".
func excuses(file string) map[string]bool {
	excused := make(map[string]bool)
	data, err := os.ReadFile(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return excused
	}
	for line := range strings.Lines(string(data)) {
		if change, reason, ok := strings.Cut(strings.TrimSpace(line), " | "); ok && !strings.HasPrefix(line, "#") && reason != "" {
			excused[change] = true
		}
	}
	return excused
}

// check tries the changes of the first directory with the tests of all of them.
func check(dirs []string, deadline time.Time, excused map[string]bool) (caught, all int) {
	mutants := mutate(dirs[0])
	rand.New(rand.NewPCG(*seed, 0)).Shuffle(len(mutants), func(i, j int) { mutants[i], mutants[j] = mutants[j], mutants[i] })
	only := regexp.MustCompile(*match)
	queue := make(chan mutant)
	var mu sync.Mutex
	var wg sync.WaitGroup
	usual := timed(dirs)
	for range *workers {
		wg.Go(func() {
			for m := range queue {
				v, by := tried(dirs, m, 4*usual+30*time.Second)
				mu.Lock()
				switch v {
				case noticed:
					caught, all = caught+1, all+1
					if *verbose {
						fmt.Printf("  %s: %s\n", by, m.text)
					}
				case survived:
					all++
					fmt.Println("  survived: " + m.text)
				case undecided:
					fmt.Println("  not counted, the machine was too busy: " + m.text)
				}
				mu.Unlock()
			}
		})
	}
	sent := 0
	for _, m := range mutants {
		if time.Now().After(deadline) || *most > 0 && sent >= *most {
			break
		}
		if excused[m.text] || !only.MatchString(m.text) {
			continue
		}
		sent++
		queue <- m
	}
	close(queue)
	wg.Wait()
	return caught, all
}

// timed runs the tests without a change: they must pass. It returns how long that takes.
func timed(dirs []string) time.Duration {
	start := time.Now()
	if out, _, err := test(dirs, nil, 10*time.Minute); err != nil {
		fmt.Fprintf(os.Stderr, "the tests of %s fail without a change:\n%s\n", dirs[0], out)
		os.Exit(2)
	}
	return time.Since(start)
}

// verdict is what the tests say of a change.
type verdict int

const (
	noticed verdict = iota
	survived
	undecided  // the machine was too busy to tell
	impossible // it does not compile
)

// tried runs the tests with one change. It returns the verdict, and which test noticed it.
func tried(dirs []string, m mutant, timeout time.Duration) (v verdict, by string) {
	temp, err := os.MkdirTemp("", "mutant")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(temp)
	changed := filepath.Join(temp, "changed.go")
	overlay := filepath.Join(temp, "overlay.json")
	data, _ := json.Marshal(map[string]any{"Replace": map[string]string{m.file: changed}})
	if err := os.WriteFile(changed, m.source, 0o600); err != nil {
		panic(err)
	}
	if err := os.WriteFile(overlay, data, 0o600); err != nil {
		panic(err)
	}
	for range 3 {
		out, late, err := test(dirs, []string{"-overlay", overlay}, timeout)
		switch {
		case bytes.Contains(out, []byte("[build failed]")) || bytes.Contains(out, []byte("[setup failed]")):
			return impossible, ""
		case err == nil:
			return survived, ""
		case !late:
			return noticed, failed(out)
		}
		start := time.Now()
		_, _, err = test(dirs, nil, timeout)
		if took := time.Since(start); err == nil && took < timeout/4 {
			return noticed, "without an end"
		}
		timeout *= 2
	}
	return undecided, ""
}

// failed names the first test that failed.
func failed(out []byte) string {
	if m := regexp.MustCompile(`--- FAIL: (\S+)`).FindSubmatch(out); m != nil {
		return string(m[1])
	}
	return "panic"
}

// test runs the tests of directories. It reports as well whether they, or their building, did not
// end in time.
func test(dirs, flags []string, timeout time.Duration) (out []byte, late bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout+time.Minute)
	defer cancel()
	args := append([]string{"test", "-short", "-failfast", "-count=1", "-vet=off", "-timeout", timeout.String(), "-skip", *skip}, flags...)
	for _, d := range dirs {
		args = append(args, "./"+d)
	}
	out, err = exec.CommandContext(ctx, "go", args...).CombinedOutput()
	return out, ctx.Err() != nil || bytes.Contains(out, []byte("panic: test timed out")), err
}

// mutate returns all changes of the files of a directory.
func mutate(dir string) (all []mutant) {
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
			add := func(from, to token.Pos, new string) {
				old := string(source[fset.Position(from).Offset:fset.Position(to).Offset])
				changed := append(append(bytes.Clone(source[:fset.Position(from).Offset]), new...), source[fset.Position(to).Offset:]...)
				all = append(all, mutant{full, fmt.Sprintf("%s: %s: %s → %s", file, f.Name.Name, short(old), short(new)), changed})
			}
			changes(fset, f.Body, add)
		}
	}
	return all
}

// changes finds what can be changed in a function.
func changes(fset *token.FileSet, body *ast.BlockStmt, add func(from, to token.Pos, new string)) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if other, ok := swaps[n.Op]; ok {
				add(n.Pos(), n.End(), text(fset, n.X)+" "+other.String()+" "+text(fset, n.Y))
			}
		case *ast.IfStmt:
			if n.Init == nil {
				add(n.Cond.Pos(), n.Cond.End(), "!("+text(fset, n.Cond)+")")
			}
		case *ast.BlockStmt:
			for _, s := range n.List {
				switch s := s.(type) {
				case *ast.ExprStmt, *ast.IncDecStmt:
					add(s.Pos(), s.End(), "")
				case *ast.AssignStmt:
					if s.Tok != token.DEFINE {
						add(s.Pos(), s.End(), "")
					}
				}
			}
		case *ast.BranchStmt:
			if n.Tok == token.CONTINUE && n.Label == nil {
				add(n.Pos(), n.End(), "break")
			}
		case *ast.ReturnStmt:
			for _, r := range n.Results {
				if id, ok := r.(*ast.Ident); ok && (id.Name == "true" || id.Name == "false") {
					add(id.Pos(), id.End(), map[string]string{"true": "false", "false": "true"}[id.Name])
				}
			}
		}
		return true
	})
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
