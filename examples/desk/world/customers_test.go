package world

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// post counts the webhooks that customers lead to.
type post struct {
	mu     sync.Mutex
	bodies [][]byte
	world  *World
}

func (p *post) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err) // it is in memory
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bodies = append(p.bodies, body)
}

func (p *post) has(words string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, b := range p.bodies {
		if bytes.Contains(b, []byte(words)) {
			return true
		}
	}
	return false
}

// live lets customers write for a time.
func live(t *testing.T, d time.Duration) *post {
	t.Helper()
	p := &post{}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), d)
		defer cancel()
		w := New(nil)
		p.world = w
		for _, platform := range w.Platforms {
			platform.Server.Hook(p)
			go func() { _ = platform.Server.Run(ctx) }()
		}
		if err := w.customers(ctx, 1); err != nil {
			t.Error(err)
		}
		synctest.Wait()
	})
	return p
}

func TestEverythingIsSeenWithinAMinute(t *testing.T) {
	p := live(t, time.Minute)
	for what, words := range map[string]string{
		"a greeting": "Is anybody there?", "markup": `onerror=alert(1)`, "a keyword": "An agent, please!", "a photo": `"photo":[`,
		"another queue": "arrived broken", "what the robot does not know": "Faroe", "Chinese": "你好", "typing": "direct_message_indicate_typing",
		"reading": `"read":{`, "a name": `"first_name":"Amal"`, "a block": `"status":"kicked"`, "anger": "never answers",
	} {
		if !p.has(words) {
			t.Errorf("%s: none of %d webhooks has %s", what, len(p.bodies), words)
		}
	}
	if !p.has("مرحبا") && !p.has(`\u0645\u0631\u062d\u0628\u0627`) {
		t.Error("nobody writes from right to left")
	}
}

// Customers write all day, and the pretended platforms keep the last half hour of it.
func TestADayIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("a day of the demo: the long form")
	}
	p := live(t, 24*time.Hour)
	if n := len(p.bodies); n < 10_000 || n > 80_000 {
		t.Errorf("%d webhooks in a day", n)
	}
	for _, platform := range p.world.Platforms {
		if n := len(platform.Received()) + len(platform.Server.(interface{ Calls() []standin.Call }).Calls()); n > 1000 {
			t.Errorf("%s remembers %d calls and messages", platform.Name, n)
		}
	}
}
