package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/desk/world"
)

// The short form is for everyday; the whole one:
//
//	go test ./examples/conversation -run TestKilled -every 1 -v
var every = flag.Int("every", 9, "TestKilled kills the host at each so many-th point")

// wanted is what the customer of each platform must read.
var wanted = []string{"You said “hello”. Say “agent” for a person.", "One moment, we are looking for someone.", "It comes at noon."}

// TestKilled kills the host process at points of a day: when a webhook is about to reach it and
// when it has answered, when its call is about to reach a platform and when the platform has acted.
// Customers read what is written above, once and in order, but for what the host itself names as
// uncertain.
func TestKilled(t *testing.T) {
	points, uncertain := 0, 0
	whole := newTown(t, 0)
	whole.play()
	if n := whole.judge(); n != 0 {
		t.Fatalf("%d messages are uncertain, and nothing was killed", n)
	}
	step := *every
	if testing.Short() {
		step *= 3
	}
	for at := 1; at <= whole.passed; at += step {
		town := newTown(t, at)
		town.play()
		points++
		uncertain += town.judge()
		if t.Failed() {
			t.Fatalf("killed at point %d of %d: %s", at, whole.passed, town.where)
		}
	}
	t.Logf("killed at %d of %d points; %d messages were uncertain", points, whole.passed, uncertain)
}

// town is the platforms with a customer each, and the host that they write to.
type town struct {
	t       *testing.T
	ctx     context.Context
	world   *world.World
	setting childSetting
	threads []channel.Thread

	mu     sync.Mutex
	host   *child
	passed int    // points so far
	at     int    // the point at which the host is killed; 0: none
	where  string // of that point
}

func newTown(t *testing.T, at int) *town {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // against hanging
	t.Cleanup(cancel)
	c := &town{t: t, ctx: ctx, world: world.New(nil), at: at}
	internet := httptest.NewUnstartedServer(http.HandlerFunc(c.call))
	internet.Config.ErrorLog = log.New(io.Discard, "", 0) // of calls that break off with the host
	internet.Start()
	t.Cleanup(internet.Close)
	c.setting = childSetting{File: filepath.Join(t.TempDir(), "host.db"), Internet: strings.TrimPrefix(internet.URL, "http://")}
	for _, p := range c.world.Platforms {
		c.threads = append(c.threads, channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Contact})
		p.Server.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { c.deliver(p.Record.CallbackPath(), w, r) }))
		go func() { _ = p.Server.Run(ctx) }()
	}
	var err error
	if c.host, err = startChild(c.setting); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.now().stop() })
	return c
}

// now is the host that runs.
func (c *town) now() *child {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.host
}

// point is a moment at which the host may be killed. It reports whether it was.
func (c *town) point(where string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed++
	if c.passed != c.at {
		return false
	}
	c.where = where
	if err := c.host.kill(); err != nil {
		c.t.Error(err)
	}
	c.setting.Ahead += 2 * time.Minute // the claims of the one that was killed have ended
	next, err := startChild(c.setting)
	if err != nil {
		c.t.Errorf("the host does not start again: %v", err)
		return true
	}
	c.host = next
	return true
}

// call is a call of the host to a platform.
func (c *town) call(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || c.point("before the call "+r.URL.Path) {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	c.world.ServeHTTP(answer, r)
	if c.point("after the call " + r.URL.Path) {
		panic(http.ErrAbortHandler)
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// deliver brings one webhook to the host that runs, again and again until it is answered with 200.
func (c *town) deliver(path string, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	for ctx := r.Context(); err == nil && ctx.Err() == nil; pause(ctx) {
		c.point("before the webhook " + path)
		out, err := http.NewRequestWithContext(ctx, r.Method, c.now().address+path, bytes.NewReader(body))
		if err != nil {
			break
		}
		out.Header = r.Header.Clone()
		resp, err := http.DefaultClient.Do(out)
		if err != nil {
			continue
		}
		answer, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if killed := c.point("after the webhook " + path); !killed && err == nil && resp.StatusCode == http.StatusOK {
			_, _ = w.Write(answer)
			return
		}
	}
	panic(http.ErrAbortHandler)
}

func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(5 * time.Millisecond):
	}
}

// play is the day: each customer asks the robot, asks for an agent and gets an answer. Each webhook
// comes twice.
func (c *town) play() {
	for _, text := range []string{"hello", "agent"} {
		for _, p := range c.world.Platforms {
			p.Redeliver()
			p.Server.Say(p.Contact, text)
		}
		c.settle()
	}
	for _, thread := range c.threads {
		for range 2 { // a page that gets no answer sends its form again
			c.until("serve "+thread.Key(), func() string {
				if _, err := c.now().ask("serve", thread); err != nil {
					return err.Error()
				}
				return ""
			})
		}
	}
	c.settle()
}

// settle waits until nothing is left to deliver, to decide or to send.
func (c *town) settle() {
	for i, p := range c.world.Platforms {
		c.until(p.Name, func() string {
			if n := p.Server.Pending(); n > 0 {
				return fmt.Sprintf("%d webhooks wait", n)
			}
			left, err := c.now().ask("left", c.threads[i])
			if err != nil {
				return err.Error()
			}
			if left == "" && p.Server.Pending() > 0 {
				return "webhooks wait"
			}
			return left
		})
	}
}

func (c *town) until(what string, left func() string) {
	c.t.Helper()
	for {
		why := left()
		if why == "" {
			return
		}
		if pause(c.ctx); c.ctx.Err() != nil {
			c.t.Fatalf("killed at %d, %s: %s never comes to rest: %s", c.at, c.where, what, why)
		}
	}
}

// judge compares what customers read with what they must read. It returns how many messages are
// uncertain.
func (c *town) judge() (uncertain int) {
	c.t.Helper()
	if err := c.now().stop(); err != nil {
		c.t.Errorf("the host does not end in order: %v", err)
	}
	h, err := c.setting.open(c.ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	defer h.Close()
	for i, p := range c.world.Platforms {
		v, err := h.Service.Look(c.ctx, c.threads[i])
		if err != nil {
			c.t.Fatal(err)
		}
		var unsure []string
		for _, r := range v.Receipts {
			if r.Status() == dispatch.Uncertain {
				unsure = append(unsure, r.Parts[0].Message.Text)
			}
		}
		uncertain += len(unsure)
		var read []string
		for _, m := range p.Received() {
			read = append(read, m.Text)
		}
		// Without what is uncertain the two are equal; so nothing is lost, doubled or out of order.
		sure := func(list []string) []string {
			return slices.DeleteFunc(slices.Clone(list), func(text string) bool { return slices.Contains(unsure, text) })
		}
		if !slices.Equal(sure(read), sure(wanted)) {
			c.t.Errorf("killed at %d, %s: %s: the customer reads %q, uncertain %q, want %q", c.at, c.where, p.Name, read, unsure, wanted)
		}
		for _, text := range unsure {
			if n := len(slices.DeleteFunc(slices.Clone(read), func(one string) bool { return one != text })); n > 1 {
				c.t.Errorf("killed at %d, %s: %s: the customer reads the uncertain %q %d times", c.at, c.where, p.Name, text, n)
			}
		}
	}
	return uncertain
}
