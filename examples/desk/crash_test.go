package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
)

// The short form is for everyday; the whole one:
//
//	go test ./examples/desk -run TestKilled -kills 50 -v
var (
	kills = flag.Int("kills", 8, "how often TestKilled kills the desk")
	seed  = flag.Uint64("seed", 0, "of the moments at which it does; 0: another one each time")
)

// TestKilled kills a desk at random moments while customers write on all platforms, agents take
// over from the robot, and an administrator changes the times. Afterwards nothing may be lost,
// doubled or forgotten.
func TestKilled(t *testing.T) {
	if *seed == 0 {
		*seed = rand.Uint64()
	}
	t.Logf("-seed %d -kills %d", *seed, *kills)
	dice := rand.New(rand.NewPCG(*seed, 1))
	ctx, cancel := context.WithTimeout(t.Context(), max(8*time.Minute, time.Duration(*kills)*time.Minute)) // against hanging
	defer cancel()

	var ahead atomic.Int64
	w := world.New(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
	internet := httptest.NewUnstartedServer(slow(w))
	internet.Config.ErrorLog = log.New(quietly{}, "", 0) // answers that are lost on purpose
	internet.Start()
	defer internet.Close()
	setting := childSetting{Folder: t.TempDir(), Internet: strings.TrimPrefix(internet.URL, "http://")}

	var desk atomic.Pointer[child]
	start := func() {
		c, err := startChild(setting)
		if err != nil {
			t.Fatal(err)
		}
		desk.Store(c)
	}
	start()
	defer func() { _ = desk.Load().cmd.Process.Kill() }()

	town := &town{world: w, desks: []*atomic.Pointer[child]{&desk}}
	town.live(ctx, *seed)
	for n := range *kills {
		sleep(ctx, time.Duration(100+dice.IntN(300))*time.Millisecond)
		if _, err := desk.Load().ask(fmt.Sprint("edit?n=", dice.Uint32())); err != nil {
			t.Errorf("edit %d: %v", n, err)
		}
		sleep(ctx, time.Duration(dice.IntN(40_000))*time.Microsecond)
		if err := desk.Load().kill(); err != nil {
			t.Fatal(err)
		}
		start()
	}
	sleep(ctx, 300*time.Millisecond)
	town.end(t, ctx, &ahead, func() (*store.Store, error) { return store.Open(setting.Folder) })
}

// end lets customers fall silent, waits until the desk has done everything, and compares.
func (c *town) end(t *testing.T, ctx context.Context, ahead *atomic.Int64, open func() (*store.Store, error)) {
	t.Helper()
	c.rest()
	settle := func() {
		t.Helper()
		wait(t, ctx, func() string {
			for _, p := range c.world.Platforms {
				if n := p.Server.Pending(); n > 0 {
					return fmt.Sprintf("%d webhooks of %s wait", n, p.Name)
				}
			}
			busy, err := c.any().ask("busy")
			if err != nil {
				return err.Error()
			}
			return busy
		})
	}
	settle()

	// No timer is forgotten: as time goes by, every conversation ends.
	steps := slices.Concat(slices.Repeat([]time.Duration{2 * time.Minute}, 40), slices.Repeat([]time.Duration{6 * time.Hour}, 32))
	if testing.Short() {
		steps = slices.Concat(slices.Repeat([]time.Duration{16 * time.Minute}, 5), slices.Repeat([]time.Duration{48 * time.Hour}, 4))
	}
	for _, d := range steps {
		ahead.Add(int64(d))
		if c.pass != nil {
			c.pass(d)
		}
		for _, desk := range c.desks {
			if _, err := desk.Load().ask(fmt.Sprint("pass?n=", int64(d))); err != nil {
				t.Fatal(err)
			}
		}
		settle()
	}
	if open, err := c.any().ask("open"); err != nil || open != "0" {
		t.Errorf("%s conversations never end (%v)", open, err)
	}
	for _, desk := range c.desks {
		if err := desk.Load().stop(); err != nil {
			t.Errorf("the desk does not close in order: %v", err)
		}
	}
	c.judge(t, open)
}

// slow lets calls take their time, before and after the platform acts: many are under way when the
// desk is killed.
func slow(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sleep(r.Context(), rand.N(15*time.Millisecond))
		h.ServeHTTP(w, r)
		sleep(r.Context(), rand.N(15*time.Millisecond))
	})
}

type quietly struct{}

func (quietly) Write(p []byte) (int, error) { return len(p), nil }

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// wait waits until nothing is said to be left. A desk that says the same for two minutes does not
// come to rest.
func wait(t *testing.T, ctx context.Context, left func() string) {
	t.Helper()
	var last string
	var since time.Time
	for what := left(); what != ""; what = left() {
		if what != last {
			last, since = what, time.Now()
		}
		sleep(ctx, 5*time.Millisecond)
		if ctx.Err() != nil || time.Since(since) > 2*time.Minute {
			t.Fatalf("the desk does not come to rest: %s", what)
		}
	}
}

// A town is the customers, and the agents who answer them.
type town struct {
	world *world.World
	desks []*atomic.Pointer[child] // one, or the nodes of a database
	turn  atomic.Uint64
	pass  func(time.Duration) // lets time go by in the database; nil: it has no clock of its own
	said  []said
	mu    sync.Mutex
	tired chan struct{}
	group sync.WaitGroup
}

// said is what a customer wrote.
type said struct {
	thread channel.Thread
	text   string
}

// any is one desk after the other.
func (c *town) any() *child { return c.desks[c.turn.Add(1)%uint64(len(c.desks))].Load() }

// each is how many customers write to each platform.
const each = 10

// live lets customers write, and platforms deliver, to whichever desk is open, until it answers
// 200.
func (c *town) live(ctx context.Context, seed uint64) {
	c.tired = make(chan struct{})
	for i, p := range c.world.Platforms {
		p.Server.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { c.deliver(p.Record.CallbackPath(), w, r) }))
		go func() { _ = p.Server.Run(ctx) }()
		dice := rand.New(rand.NewPCG(seed, uint64(i)))
		c.group.Go(func() {
			for n := 0; c.awake(ctx, time.Duration(10+dice.IntN(30))*time.Millisecond); n++ {
				contact := p.Customer(dice.IntN(each))
				text := fmt.Sprintf("%s %d", p.Name, n)
				switch dice.IntN(12) {
				case 0:
					text += " agent"
				case 1:
					if p.Inbox != nil && n > 100 {
						p.Inbox(contact, fmt.Sprintf("inbox %s %d", p.Name, n))
					}
				case 2:
					p.Lose()
				}
				p.Server.Say(contact, text)
				c.mu.Lock()
				c.said = append(c.said, said{channel.Thread{Platform: p.Name, Account: p.Account, Contact: contact}, text})
				c.mu.Unlock()
			}
		})
	}
	c.group.Go(func() {
		for n := uint64(1); c.awake(ctx, 15*time.Millisecond); n++ {
			desk := c.any()
			if n%20 == 1 {
				_, _ = desk.ask(fmt.Sprint("ready?n=", n))
			}
			// If the desk does not answer, the caller asks again, and no message is sent twice.
			for range 2 {
				if _, err := c.any().ask(fmt.Sprint("work?n=", n)); err == nil {
					break
				}
			}
		}
	})
}

func (c *town) awake(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-c.tired:
		return false
	case <-time.After(d):
		return true
	}
}

func (c *town) rest() {
	close(c.tired)
	c.group.Wait()
}

// deliver brings one webhook to the desk that is open. If the answer is not 200, the webhook is
// delivered again and again.
func (c *town) deliver(path string, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	for ctx := r.Context(); err == nil && ctx.Err() == nil; sleep(ctx, 5*time.Millisecond) {
		desk := c.any()
		out, err := http.NewRequestWithContext(ctx, r.Method, desk.address+path, bytes.NewReader(body))
		if err != nil {
			break
		}
		out.Header = r.Header.Clone()
		resp, err := desk.client.Do(out)
		if err != nil {
			continue
		}
		_, err = io.Copy(w, resp.Body)
		resp.Body.Close()
		if err == nil && resp.StatusCode == http.StatusOK {
			return
		}
	}
	panic(http.ErrAbortHandler)
}
