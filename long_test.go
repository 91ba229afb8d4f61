package contactkit_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// fakeGo is a go command that notes its directory and arguments, a line each and a blank line
// after them, and does nothing.
const fakeGo = `#!/bin/sh
{ pwd; printf '%s\n' "$@"; echo; } >>"$FAKE_GO_CALLS"
`

// A goCall is one call of the go command by a script.
type goCall struct {
	dir  string
	args []string
}

// callsOf runs a part of .ci/long with the fake in place of the go command.
func callsOf(t *testing.T, part string) (list []goCall) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	if _, err := exec.LookPath("timeout"); err != nil {
		t.Skip("no timeout")
	}
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte(fakeGo), 0o755); err != nil {
		t.Fatal(err)
	}
	calls := filepath.Join(t.TempDir(), "calls")
	c := exec.CommandContext(t.Context(), bash, ".ci/long", part)
	c.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "FAKE_GO_CALLS="+calls, "LONG_READY=1", "LONG_ONLY=.", "LONG_MINUTES=50")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", part, err, out)
	}
	data, err := os.ReadFile(calls)
	if err != nil {
		t.Fatal(err)
	}
	for call := range strings.SplitSeq(strings.TrimSpace(string(data)), "\n\n") {
		lines := strings.Split(call, "\n")
		list = append(list, goCall{lines[0], lines[1:]})
	}
	return list
}

var (
	declaredTest = regexp.MustCompile(`(?m)^func ((?:Test|Example|Fuzz)\w*)\(`)
	declaredFlag = regexp.MustCompile(`\bflag\.\w+\((?:&\w+, )?"([\w-]+)"`)
)

// isModule reports whether a folder is a module of its own, which "/..." leaves out.
func isModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// testsIn returns the tests and the flags of the test files of a package, or of all packages
// below it if its name ends in "/...".
func testsIn(t *testing.T, dir, pkg string) (tests, flags []string) {
	t.Helper()
	root, below := strings.CutSuffix(pkg, "/...")
	root = filepath.Join(dir, root)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (!below || d.Name() == "testdata" || isModule(path)):
			return filepath.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(path)
		for _, m := range declaredTest.FindAllSubmatch(source, -1) {
			tests = append(tests, string(m[1]))
		}
		for _, m := range declaredFlag.FindAllSubmatch(source, -1) {
			flags = append(flags, string(m[1]))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return tests, flags
}

// matchesNone returns those of the words of a pattern, with "|" between them, that match no test.
func matchesNone(pattern string, tests []string) (list []string) {
	for word := range strings.SplitSeq(pattern, "|") {
		if !slices.ContainsFunc(tests, regexp.MustCompile(word).MatchString) {
			list = append(list, word)
		}
	}
	return list
}

// Each word of a -run pattern in .ci/long matches a test of the packages in its call, and each flag
// is one of go test or of those tests.
func TestLongFormFindsItsTests(t *testing.T) {
	readsFilesOnly(t)
	calls := slices.Concat(callsOf(t, "faults"), callsOf(t, "nodes"), callsOf(t, "office"), callsOf(t, "soak"))
	if len(calls) < 20 {
		t.Errorf("%d calls only", len(calls))
	}
	for _, call := range calls {
		if call.args[0] != "test" {
			t.Errorf("%s: go %q is no test", call.dir, call.args)
			continue
		}
		var tests, flags, wanted []string
		run := "."
		for i, arg := range call.args[1:] {
			if name, ok := strings.CutPrefix(arg, "-"); ok {
				if wanted = append(wanted, name); name == "run" {
					run = call.args[i+2]
				}
			} else if strings.HasPrefix(arg, ".") {
				more, names := testsIn(t, call.dir, arg)
				tests, flags = append(tests, more...), append(flags, names...)
			}
		}
		for _, word := range matchesNone(run, tests) {
			t.Errorf("go %s: no test matches %q", strings.Join(call.args, " "), word)
		}
		for _, name := range wanted {
			if !slices.Contains([]string{"count", "timeout", "run", "v"}, name) && !strings.HasPrefix(name, "rapid.") && !slices.Contains(flags, name) {
				t.Errorf("go %s: no test has the flag -%s", strings.Join(call.args, " "), name)
			}
		}
	}
}

// The packages of the mutation test have tests, and each word of its -skip pattern matches one.
func TestMutationFindsItsTests(t *testing.T) {
	var tests []string
	var skip string
	for _, call := range callsOf(t, "mutation") {
		for i, arg := range call.args {
			if arg == "-skip" {
				skip = call.args[i+1]
			}
		}
		for _, arg := range call.args[slices.Index(call.args, skip)+1:] {
			for i, dir := range strings.Split(arg, ":") {
				found, _ := testsIn(t, call.dir, dir)
				if tests = append(tests, found...); i == 0 && len(found) == 0 {
					t.Errorf("%s has no test", dir)
				}
			}
		}
	}
	for _, word := range matchesNone(skip, tests) {
		t.Errorf("no test matches %q of -skip", word)
	}
}
