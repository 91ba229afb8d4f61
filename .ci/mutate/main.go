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
// The tests are built once with all changes that can be switched on by a variable of the
// environment; the others are built one by one. If the tests of a change do not end in time, the
// tests run once more without the change. If they are then much faster, the change counts as
// noticed. Otherwise the machine is busy, and the change is tried again with more time. See
// decision 421.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
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
	verbose = flag.Bool("v", false, "print also which test noticed each change")
)

func main() {
	flag.Parse()
	deadline := time.Now().Add(time.Duration(*minutes * float64(time.Minute)))
	excused := excuses(".ci/mutants.txt")
	low := false
	for i, arg := range flag.Args() {
		// Each package gets its part of the time that is left.
		left := time.Until(deadline) / time.Duration(flag.NArg()-i)
		caught, all, listed := check(strings.Split(arg, ":"), time.Now().Add(left), excused)
		if all == 0 {
			fmt.Printf("%s: no change was tried\n", arg)
			low = low || *match == ""
			continue
		}
		percent := 100 * caught / all
		fmt.Printf("%-40s %3d of %3d noticed, %d %%; %d excused\n", arg, caught, all, percent, listed)
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
func check(dirs []string, deadline time.Time, excused map[string]bool) (caught, all, listed int) {
	mutants := mutate(dirs[0])
	temp, err := os.MkdirTemp("", "mutants")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(temp)
	tests, ok := build(dirs, temp, switched(dirs[0], mutants))
	if !ok {
		fmt.Fprintf(os.Stderr, "%s does not build with all changes at once, so each is built by itself\n", dirs[0])
		for _, m := range mutants {
			m.number = 0
		}
		tests, _ = build(dirs, temp, nil)
	}
	start := time.Now()
	if out, _, err := tests.run(0, 10*time.Minute); err != nil {
		fmt.Fprintf(os.Stderr, "the tests of %s fail without a change:\n%s\n", dirs[0], out)
		os.Exit(2)
	}
	usual := time.Since(start)

	rand.New(rand.NewPCG(*seed, 0)).Shuffle(len(mutants), func(i, j int) { mutants[i], mutants[j] = mutants[j], mutants[i] })
	only := regexp.MustCompile(*match)
	queue := make(chan *mutant)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range *workers {
		wg.Go(func() {
			for m := range queue {
				v, by := tests.try(dirs, m, 4*usual+30*time.Second)
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
					fmt.Println("  not counted, the machine is too busy: " + m.text)
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
		if !only.MatchString(m.text) {
			continue
		}
		if excused[m.text] {
			listed++
			continue
		}
		sent++
		queue <- m
	}
	close(queue)
	wg.Wait()
	return caught, all, listed
}

// verdict is what the tests say of a change.
type verdict int

const (
	noticed verdict = iota
	survived
	undecided  // the machine was too busy to tell
	impossible // it does not compile
)

// suites are the built tests of some packages, each with the directory where it runs.
type suites []struct{ program, dir string }

// try runs the tests with one change. It returns the verdict, and which test noticed it.
func (s suites) try(dirs []string, m *mutant, timeout time.Duration) (v verdict, by string) {
	changed, n := s, m.number
	if n == 0 {
		temp, err := os.MkdirTemp("", "mutant")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(temp)
		var ok bool
		if changed, ok = build(dirs, temp, map[string][]byte{m.file: m.source}); !ok {
			return impossible, ""
		}
	}
	for range 3 {
		out, late, err := changed.run(n, timeout)
		switch {
		case err == nil:
			return survived, ""
		case !late:
			return noticed, failed(out)
		}
		start := time.Now()
		_, _, err = s.run(0, timeout)
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

// build builds the tests of directories in temp, with files that take the place of others. It
// reports whether that works.
func build(dirs []string, temp string, files map[string][]byte) (suites, bool) {
	replace := make(map[string]string)
	for name, source := range files {
		replace[name] = filepath.Join(temp, strconv.Itoa(len(replace))+".go")
		if err := os.WriteFile(replace[name], source, 0o600); err != nil {
			panic(err)
		}
	}
	data, _ := json.Marshal(map[string]any{"Replace": replace})
	overlay := filepath.Join(temp, "overlay.json")
	if err := os.WriteFile(overlay, data, 0o600); err != nil {
		panic(err)
	}
	var all suites
	for i, dir := range dirs {
		program := filepath.Join(temp, strconv.Itoa(i)+".test")
		if out, err := exec.Command("go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay", overlay, "-o", program, "./"+dir).CombinedOutput(); err != nil {
			if *verbose {
				fmt.Printf("%s", out)
			}
			return nil, false
		}
		if _, err := os.Stat(program); err == nil { // a package without a test has none
			all = append(all, struct{ program, dir string }{program, dir})
		}
	}
	return all, true
}

// run runs the tests with change n switched on. It reports as well whether they did not end in
// time.
func (s suites) run(n int, timeout time.Duration) (out []byte, late bool, err error) {
	for _, t := range s {
		c := exec.Command(t.program, "-test.short", "-test.failfast", "-test.paniconexit0", "-test.timeout="+timeout.String(), "-test.skip="+*skip)
		c.Dir = t.dir
		c.Env = append(os.Environ(), fmt.Sprint(variable, "=", n))
		if out, err = c.CombinedOutput(); err != nil {
			return out, bytes.Contains(out, []byte("panic: test timed out")), err
		}
	}
	return out, false, nil
}
