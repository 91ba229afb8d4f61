package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// waiting passes a text on and tells when it holds a word.
type waiting struct {
	io.Writer
	word string
	seen chan struct{}
}

func (w *waiting) Write(b []byte) (int, error) {
	if strings.Contains(string(b), w.word) {
		close(w.seen)
	}
	return w.Writer.Write(b)
}

// The commands work against pretended platforms of another process, with the file that -practice
// writes.
func TestPractice(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "desk.yaml")
	ctx, stop := context.WithCancel(t.Context())
	var out, errs bytes.Buffer
	running := &waiting{&out, "Ctrl-C", make(chan struct{})}
	done := make(chan int, 1)
	go func() {
		a := &app{stdin: strings.NewReader(""), stdout: running, stderr: &errs, now: time.Now, client: noPlatform}
		done <- a.run(ctx, []string{"-practice", dir})
	}()
	select {
	case <-running.seen:
	case exit := <-done:
		t.Fatalf("it ended with %d: %s", exit, errs.String())
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	for _, line := range []string{
		"telegram connect", "telegram check", "facebook connect", "facebook check",
		"x connect -channel handle", "x check -channel handle", "whatsapp connect", "whatsapp check",
	} {
		want := exitOK
		if strings.HasPrefix(line, "whatsapp") {
			want = exitFindings // the number is neither verified nor registered
		}
		exit, stdout, stderr := says(t, nil, append(strings.Fields(line), "-credentials", file)...)
		if exit != want {
			t.Errorf("setup %s: exit status %d, want %d\n%s%s", line, exit, want, stdout, stderr)
		}
		if want == exitFindings && !strings.Contains(stdout, "not_verified") {
			t.Errorf("setup %s does not say that the number is not verified:\n%s", line, stdout)
		}
	}
	stop()
	if exit := <-done; exit != exitOK {
		t.Errorf("exit status %d: %s", exit, errs.String())
	}
	if strings.Contains(out.String(), "setup doctor") {
		t.Errorf("doctor is proposed, although the file's public address is made up:\n%s", out.String())
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("the file with the addresses stays after the end")
	}
}
