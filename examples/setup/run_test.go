package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// epoch is the time of the tests' clocks.
var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func newTrial(t *testing.T, format string) *trial {
	t.Helper()
	w, err := newWorld(t.TempDir(), func() time.Time { return epoch })
	if err != nil {
		t.Fatal(err)
	}
	return &trial{world: w, format: format}
}

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// Every command, with its exit status and all that it prints, as JSON and as text. No credential is
// among it.
func TestCommands(t *testing.T) {
	for _, format := range []string{"json", "text"} {
		t.Run(format, func(t *testing.T) {
			tr := newTrial(t, format)
			var transcript strings.Builder
			seen := map[string]bool{}
			for _, s := range steps {
				if format == "text" { // ids come from lists, which only JSON tells apart
					s.line = strings.ReplaceAll(s.line, "{id}", lastID(tr))
				}
				exit := tr.do(t.Context(), s.line)
				if exit != s.exit {
					t.Errorf("setup %s: exit status %d, want %d\n%s", s.line, exit, s.exit, tr.stderr.String())
				}
				if leak := tr.leak(); leak != "" {
					t.Errorf("setup %s prints %s", s.line, leak)
				}
				stderr := tr.stderr.String()
				if strings.Contains(s.line, " login") && exit == exitOK { // what it asks for is new each time
					stderr, _, _ = strings.Cut(stderr, "https://")
				}
				fmt.Fprintf(&transcript, "$ setup %s\n%s%s[%d]\n\n", s.line, tr.stdout.String(), stderr, exit)
				if cmd, _, err := find(strings.Fields(s.line)); err == nil {
					seen[cmd.String()] = true
				}
			}
			golden(t, "commands."+format, strings.ReplaceAll(transcript.String(), filepath.ToSlash(tr.dir), "{dir}"))
			for _, c := range commands() {
				if !seen[c.String()] {
					t.Errorf("setup %s is not among the steps", c)
				}
			}
		})
	}
}

// lastID is the id of the newest webhook or subscription at X.
func lastID(tr *trial) string {
	twin := &trial{world: tr.world, format: "json"} // whose output is not compared
	exit := twin.do(context.Background(), "x activity -channel handle-activity")
	if exit == exitOK && twin.id != "" {
		return twin.id
	}
	twin.do(context.Background(), "x webhooks -channel handle")
	return twin.id
}
