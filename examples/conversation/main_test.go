package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The day that `go run ./examples/conversation` plays.
const want = `
telegram customer: Where is my parcel?
telegram      us: You said “Where is my parcel?”. Say “agent” for a person.
telegram customer: An agent, please!
telegram      us: One moment, we are looking for someone.
telegram      us: It comes at noon.
facebook customer: Where is my parcel?
facebook      us: You said “Where is my parcel?”. Say “agent” for a person.
facebook customer: An agent, please!
facebook      us: One moment, we are looking for someone.
facebook      us: It comes at noon.
twitter  customer: Where is my parcel?
twitter       us: You said “Where is my parcel?”. Say “agent” for a person.
twitter  customer: An agent, please!
twitter       us: We are closed. Write again tomorrow.
`

func TestDay(t *testing.T) {
	var out strings.Builder
	if err := run(t.Context(), nil, &out, os.Stderr); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), out.String()); diff != "" {
		t.Errorf("the day (-want +got):\n%s", diff)
	}
}

// The channels of a file: the program says where they receive, refuses a forged call, and ends in
// order.
func TestConfigured(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "channels.yaml")
	err := os.WriteFile(path, []byte(`
channels:
- id: bot
  name: Support_bot
  platform: telegram
  service: {robot: echo, keywords: {list: [{text: agent}]}}
  routing: {queue: parcels}
  secrets: {token: "7001:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", webhookSecret: a-secret-of-the-webhook}
`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	read, write := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, []string{"-config", path, "-addr", "127.0.0.1:0", "-file", filepath.Join(dir, "host.db")}, write, os.Stderr)
		write.CloseWithError(err)
		ended <- err
	}()
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	_, address, _ := strings.Cut(strings.TrimSpace(line), " receives at ")
	resp, err := http.Post(address, "application/json", strings.NewReader(`{"update_id":1}`))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a forged call at %s is answered %s, want 401", address, resp.Status)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("the program ends with %v", err)
	}
}
