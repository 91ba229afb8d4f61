package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A desk of a file, as it is started: here against a Bot API server of its own, which is a stand-in
// at an address of this machine.
func TestDeskOfAFile(t *testing.T) {
	bot := telegramtest.New(telegramtest.Config{Local: true})
	var api *httptest.Server
	calls := make(chan string, 100)
	api = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls <- r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		bot.ServeHTTP(w, r)
	}))
	defer api.Close()
	trusted := strings.TrimPrefix(api.URL, "http://")
	for _, c := range []struct {
		name, trusted string
		answers       bool
	}{{"trusted address", trusted, true}, {"address that nobody trusts", "127.0.0.1:1", false}} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "desk.yaml")
			file := fmt.Sprintf("addr: 127.0.0.1:0\ndata: %s\ntrusted: [%q]\nchannels:\n  - {id: bot, name: Bot, platform: telegram, settings: {local: \"true\", baseUrl: %q}, secrets: {token: %q, webhookSecret: %q}}\n",
				filepath.Join(dir, "data"), c.trusted, api.URL, bot.Config().Token, bot.Config().WebhookSecret)
			if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			out := &printed{more: make(chan struct{}, 1)}
			done := make(chan error, 1)
			go func() { done <- run(ctx, []string{"-config", path}, out, out) }()
			address := out.find(t, regexp.MustCompile(`http://127\.0\.0\.1:\d+`))

			bot.HookURL(address+"/telegram/bot", nil)
			bot.Say("5551000001", "hello")
			if err := bot.Flush(ctx); err != nil {
				t.Error(err)
			}
			if c.answers {
				for got := ""; got != "sendMessage"; {
					select {
					case got = <-calls:
					case <-time.After(2 * time.Minute):
						t.Fatal("the robot's answer did not reach the platform\n", out)
					}
				}
			} else {
				out.find(t, regexp.MustCompile(`prohibited|not.*public|refus`))
				if len(calls) > 0 {
					t.Errorf("an address that nobody trusts was called: %s", <-calls)
				}
			}
			stop()
			if err := <-done; err != nil {
				t.Error(err)
			}
			for _, secret := range []string{bot.Config().Token, bot.Config().WebhookSecret} {
				if strings.Contains(out.String(), secret) {
					t.Errorf("a credential was printed:\n%s", out)
				}
			}
		})
	}
}

// printed is what the program prints.
type printed struct {
	mu   sync.Mutex
	b    bytes.Buffer
	more chan struct{}
}

var _ io.Writer = (*printed)(nil)

func (s *printed) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.more <- struct{}{}:
	default:
	}
	return s.b.Write(p)
}

func (s *printed) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// find waits for words.
func (s *printed) find(t *testing.T, words *regexp.Regexp) string {
	t.Helper()
	end := time.After(2 * time.Minute)
	for {
		if found := words.FindString(s.String()); found != "" {
			return found
		}
		select {
		case <-s.more:
		case <-end:
			t.Fatalf("nobody said %s:\n%s", words, s)
		}
	}
}
