package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReplay(t *testing.T) {
	dir := t.TempDir()
	for name, body := range map[string]string{
		"1-text.json":   `{"update_id":5,"message":{"message_id":9,"date":1790000000,"chat":{"id":77,"type":"private","first_name":"Ines"},"from":{"id":77,"is_bot":false,"first_name":"Ines"},"text":"hello"}}`,
		"2-empty.json":  `{}`,
		"3-broken.json": `{"update_id":`,
		"notes.txt":     `not a body`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name   string
		args   []string
		stdin  string
		status int
		lines  []string // parts of the lines of output, in order
	}{
		{"one file", []string{"-platform", "telegram", filepath.Join(dir, "1-text.json")}, "", 0, []string{`"id":"telegram/1/77/9"`}},
		{"a folder with a broken body", []string{"-platform", "telegram", dir}, "", 1, []string{`"text":"hello"`, `"status":200,"events":0}`, `"status":400,"error":`}},
		{"standard input", []string{"-platform", "facebook", "-"}, `{"object":"page","entry":[]}`, 0, []string{`{"file":"-","status":200,"events":0}`}},
		{"no such platform", []string{"-platform", "fax", "-"}, "", 2, nil},
		{"no such file", []string{"-platform", "twitter", filepath.Join(dir, "none.json")}, "", 2, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, complaints bytes.Buffer
			status := run(tt.args, strings.NewReader(tt.stdin), &out, &complaints)
			if status != tt.status {
				t.Errorf("exit status %d, want %d; it said %s", status, tt.status, complaints.String())
			}
			var lines []string
			if out.Len() > 0 {
				lines = strings.Split(strings.TrimSpace(out.String()), "\n")
			}
			if len(lines) != len(tt.lines) {
				t.Fatalf("printed %d lines, want %d:\n%s", len(lines), len(tt.lines), out.String())
			}
			for i, line := range lines {
				if !strings.Contains(line, tt.lines[i]) {
					t.Errorf("line %d: %s", i, cmp.Diff(tt.lines[i], line))
				}
			}
		})
	}
}
