package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// broken is a platform that fails from a certain call on, and repeats in its answer all that it was
// sent, credentials included.
type broken struct {
	next   http.RoundTripper
	after  *int // calls that succeed
	status int  // zero: no connection
}

func (b broken) RoundTrip(r *http.Request) (*http.Response, error) {
	if *b.after > 0 {
		*b.after--
		return b.next.RoundTrip(r)
	}
	if b.status == 0 {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: fmt.Errorf("%s: %w", r.URL, errors.New("connection refused"))}
	}
	var sent bytes.Buffer
	_ = r.Write(&sent) // into a buffer: cannot fail
	echo := "no: " + sent.String()
	graph := map[int]int{401: 190, 500: 2}[b.status] // a token that is no good; a temporary failure
	body, err := json.Marshal(map[string]any{
		"errors": []any{map[string]any{"code": 89, "message": echo}}, // X
		"error":  map[string]any{"code": graph, "message": echo},     // Meta
		"ok":     false, "error_code": b.status, "description": echo, // Telegram
	})
	return &http.Response{StatusCode: b.status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(body)), Request: r}, err
}

// lines are a command line for each command, for a world where everything is set up.
func lines(tr *trial, id string) []string {
	needed := map[string]string{"webhook": id, "event": "post.create", "id": "1", "redirect": "https://desk.example/back",
		"tokens": filepath.Join(tr.dir, "tokens.json"), "page": shopPage, "save": filepath.Join(tr.dir, "saved")}
	var all []string
	for _, c := range commands() {
		line := c.String()
		if c.platform == "twitter" {
			line += " -channel handle"
		}
		for _, name := range c.flags {
			if name, ok := strings.CutSuffix(name, "!"); ok {
				line += " -" + name + " " + needed[name]
			}
		}
		if line == "facebook unsubscribe" {
			line += " -all"
		}
		all = append(all, line)
	}
	return all
}

// Each command meets each failure, at its first call and at later ones: the exit status says what
// kind, and no credential is printed.
func TestFailures(t *testing.T) {
	asksNobody := map[string]bool{"channels": true, "facebook form": true, "whatsapp form": true}
	for _, f := range []struct {
		name   string
		status int
		exit   int
	}{{"401", 401, exitCredentials}, {"500", 500, exitLater}, {"refused connection", 0, exitLater}} {
		for _, format := range []string{"json", "text"} {
			t.Run(f.name+" "+format, func(t *testing.T) {
				tr := newTrial(t, format)
				for _, line := range []string{"x connect -channel handle", "telegram connect", "facebook connect",
					"whatsapp request-code", "whatsapp verify-code", "whatsapp register", "whatsapp connect"} {
					if exit := tr.do(t.Context(), line); exit != exitOK {
						t.Fatalf("setup %s: %d %s", line, exit, tr.stderr.String())
					}
				}
				for _, line := range lines(tr, lastID(tr)) {
					for n := range 4 {
						after := n
						tr.wrap = func(next http.RoundTripper) http.RoundTripper { return broken{next, &after, f.status} }
						exit := tr.do(t.Context(), line)
						if n == 0 && !asksNobody[line] && exit != f.exit {
							t.Errorf("setup %s: exit status %d, want %d\n%s", line, exit, f.exit, tr.stderr.String())
						}
						if leak := tr.leak(); leak != "" {
							t.Errorf("setup %s, after %d calls, prints %s:\n%s%s", line, n, leak, tr.stdout.String(), tr.stderr.String())
						}
					}
				}
			})
		}
	}
}
