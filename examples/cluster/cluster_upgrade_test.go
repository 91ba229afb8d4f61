package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// git runs a command of git in the repository and returns its output. If there is no repository,
// or not enough of its history, it skips the test, or fails it in CI.
func git(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "git", append([]string{"-C", "../.."}, args...)...).Output()
	text := strings.TrimSpace(string(out))
	if err != nil || text == "" {
		report := t.Skipf
		if os.Getenv("CI") == "true" {
			report = t.Fatalf
		}
		report("the former release is not built: git %s: %q, %v", strings.Join(args, " "), text, err)
	}
	return text
}

// former builds the program of the state before the last change of the tables or of the version of
// session.State, whichever came later.
func former(t *testing.T) string {
	t.Helper()
	tables := git(t, "log", "-1", "--format=%H", "--diff-filter=A", "--", "channel/postgres/migrations")
	states := git(t, "log", "-1", "--format=%H", "-G^const Version = ", "--", "session/state.go")
	last := strings.Fields(git(t, "rev-list", "--topo-order", "-1", tables, states))[0]
	commit := git(t, "rev-parse", "--verify", last+"^")
	t.Logf("the former release is %s", git(t, "log", "-1", "--format=%h of %ad: %s", commit))
	dir := t.TempDir()
	archive, program := filepath.Join(dir, "former.tar"), filepath.Join(dir, "former")
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-o", program, "./examples/cluster")
	build.Dir, build.Env = dir, append(os.Environ(), "GOWORK=", "GOFLAGS=")
	for _, step := range []*exec.Cmd{
		exec.CommandContext(t.Context(), "git", "-C", "../..", "archive", "--format=tar", "--output", archive, commit),
		exec.CommandContext(t.Context(), "tar", "-xf", archive, "-C", dir),
		build,
	} {
		if out, err := step.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", step, err, out)
		}
	}
	return program
}

// Nodes are updated one by one while customers write. Those of the former release make the tables
// and go on with them after the first new node has changed them. Each message is answered once, in
// order.
func TestRollingUpgrade(t *testing.T) {
	if testing.Short() {
		t.Skip("a program is built from history: not in the short form")
	}
	program := former(t)
	tables := func(dir string) string {
		files, err := filepath.Glob(filepath.Join(dir, "channel/postgres/migrations/*.sql"))
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint("the tables have version ", len(files))
	}
	before, after := tables(filepath.Dir(program)), tables("../..")
	l, printed := played(t, plan{nodes: 3, former: program})
	if was, is := strings.Count(printed, "first, "+before), strings.Count(printed, "is updated, "+after); was != 1 || is != 3 || l.Answered != l.Said {
		t.Errorf("of 3 nodes %d were updated, %s and %s: %s\n%s", is, before, after, l, printed)
	}
}
