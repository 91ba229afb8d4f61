package main

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/world"
)

// By itself the load is short, and asks only that nothing is lost. The whole one wants the machine
// for itself:
//
//	go test ./examples/desk -run TestLoad -load 60s -v
//	go test ./examples/desk -run TestLoad -load 20s -load-profile cpu.pprof -v
var (
	load        = flag.Duration("load", 2*time.Second, "how long TestLoad sends webhooks")
	loadRate    = flag.Int("load-rate", 1200, "webhooks a second that it sends at most")
	loadProfile = flag.String("load-profile", "", "file for a CPU profile of the desk under it")
)

// The load that the desk must bear.
const (
	wantRate    = 1000 // webhooks a second, each on the disk before it is answered
	wantVisible = 50 * time.Millisecond
)

// call is a webhook as a platform makes it.
type call struct {
	path   string
	header http.Header
	body   []byte
}

// calls makes webhooks of customers who write, on all platforms in turn, and some of them again and
// again.
func calls(ctx context.Context, w *world.World, contacts int) <-chan call {
	out := make(chan call, 256)
	var group sync.WaitGroup
	for _, p := range w.Platforms {
		var made []call
		p.Server.Hook(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				panic(err) // it is in memory
			}
			made = append(made, call{p.Record.CallbackPath(), r.Header.Clone(), body})
		}))
		group.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				made = nil
				p.Server.Say(p.Customer(n%contacts), fmt.Sprintf("message %d: where is my parcel? أين طردي؟", n))
				if err := p.Server.Flush(context.WithoutCancel(ctx)); err != nil {
					panic(err) // the handler takes everything
				}
				for _, c := range made {
					select {
					case out <- c:
					case <-ctx.Done():
					}
				}
			}
		})
	}
	go func() { group.Wait(); close(out) }()
	return out
}

// send makes one webhook call, and fails unless it is accepted.
func (c *child) send(w call) error {
	req, err := http.NewRequest(http.MethodPost, c.address+w.path, bytes.NewReader(w.body))
	if err != nil {
		return err
	}
	req.Header = w.header
	resp, err := c.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("answered %d", resp.StatusCode)
	}
	return err
}

// resident is how much memory the process has, in bytes.
func (c *child) resident() int64 {
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(c.cmd.Process.Pid), "statm"))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(data))
	pages, _ := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize())
}

func newLoad(t *testing.T) (*world.World, *child) {
	t.Helper()
	w := world.New(nil)
	internet := httptest.NewServer(w)
	t.Cleanup(internet.Close)
	desk, err := startChild(childSetting{Folder: t.TempDir(), Internet: strings.TrimPrefix(internet.URL, "http://"), Agents: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := desk.stop(); err != nil {
			t.Errorf("the desk does not close in order: %v", err)
		}
	})
	return w, desk
}

func TestLoad(t *testing.T) {
	w, desk := newLoad(t)
	ctx, cancel := context.WithCancel(t.Context()) // not by time: each permit below needs a webhook
	defer cancel()
	webhooks := calls(ctx, w, 500)

	var mu sync.Mutex
	var took []time.Duration
	var failed, pending atomic.Int64
	var group sync.WaitGroup
	permits := make(chan struct{}, 64)
	for range 64 {
		group.Go(func() {
			for range permits {
				call, ok := <-webhooks
				if !ok {
					return
				}
				began := time.Now()
				if err := desk.send(call); err != nil && failed.Add(1) == 1 {
					t.Error(err)
				}
				d := time.Since(began)
				mu.Lock()
				took = append(took, d)
				mu.Unlock()
				pending.Add(-1)
			}
		})
	}
	if *loadProfile != "" {
		group.Go(func() { profile(t, desk, *loadProfile) })
	}
	began := time.Now()
	var rss []int64
	beat := time.NewTicker(10 * time.Millisecond)
	defer beat.Stop()
	given := 0
	for now := range beat.C {
		since := now.Sub(began)
		if since > *load {
			break
		}
		for ; given < int(since.Seconds()*float64(*loadRate)) && time.Since(began) < *load; given++ { // a slow desk makes it wait
			pending.Add(1)
			permits <- struct{}{}
		}
		if len(rss) < int(since/(10*time.Second)) {
			rss = append(rss, desk.resident())
			t.Logf("%2.0f s: %d MB, %d webhooks wait", since.Seconds(), rss[len(rss)-1]>>20, pending.Load())
		}
	}
	rss = append(rss, desk.resident())
	t.Logf("at the end: %d MB", rss[len(rss)-1]>>20)
	close(permits)
	group.Wait()
	whole := time.Since(began)
	cancel()
	for range webhooks {
		continue
	}
	slices.Sort(took)
	rate := float64(len(took)) / whole.Seconds()
	t.Logf("%d webhooks in %.1f s: %.0f a second, p50 %v, p99 %v, longest %v", len(took), whole.Seconds(), rate,
		took[len(took)/2].Round(10*time.Microsecond), took[len(took)*99/100].Round(10*time.Microsecond), took[len(took)-1].Round(10*time.Microsecond))
	if stats, err := desk.ask("stats"); err != nil || !strings.Contains(stats, fmt.Sprintf("events %d,", len(took))) {
		t.Errorf("the desk counts %s (%v), and was sent %d", stats, err, len(took))
	}
	if want := min(wantRate, float64(*loadRate)*0.9); *load >= 10*time.Second && rate < want {
		t.Errorf("%.0f webhooks a second were accepted, want %.0f", rate, want)
	}
	if early, late, grew := growth(rss); grew {
		t.Errorf("the memory grew from %d to %d MB", early>>20, late>>20)
	}
}

// growth tells whether memory grows that was measured every ten seconds. After a fifth of a long
// run, caches and pools are as full as they get: the least of its last fifth may be 15 % more than
// the most of its second. A shorter run may end with half as much again as it began.
func growth(rss []int64) (early, late int64, grew bool) {
	switch n := len(rss); {
	case n >= 15:
		early, late = slices.Max(rss[n/5:2*n/5]), slices.Min(rss[n-n/5:])
		return early, late, late > early+early*15/100
	case n > 1:
		return rss[0], rss[n-1], rss[n-1] > rss[0]+rss[0]/2
	}
	return 0, 0, false
}

func TestGrowth(t *testing.T) {
	run := func(n int, at func(i int) int64) (rss []int64) {
		for i := range n {
			rss = append(rss, at(i))
		}
		return rss
	}
	for name, tt := range map[string]struct {
		rss  []int64
		grew bool
	}{
		"nothing":         {nil, false},
		"one":             {[]int64{100}, false},
		"a short warm-up": {[]int64{100, 140, 150}, false},
		"a short leak":    {[]int64{100, 140, 151}, true},
		"a long warm-up":  {run(20, func(i int) int64 { return min(100+int64(i)*50, 300) }), false},
		"a late peak":     {run(20, func(i int) int64 { return 100 + int64(i/19)*100 }), false},
		"an early trough": {append([]int64{100, 100, 100, 100, 50}, run(15, func(int) int64 { return 100 })...), false},
		"a long leak":     {run(20, func(i int) int64 { return 100 + int64(i)*4 }), true},
	} {
		if _, _, grew := growth(tt.rss); grew != tt.grew {
			t.Errorf("%s: grew is %t", name, grew)
		}
	}
}

func profile(t *testing.T, desk *child, path string) {
	resp, err := http.Get(desk.address + fmt.Sprintf("/debug/pprof/profile?seconds=%d", max(1, int(load.Seconds())-3)))
	if err != nil {
		t.Error(err)
		return
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err == nil {
		err = os.WriteFile(path, data, 0o600)
	}
	if err != nil {
		t.Error(err)
	}
}

// TestVisible measures how long it takes on an idle desk from a webhook to the agent's page: to the
// hint that something changed, and to the page that has it.
func TestVisible(t *testing.T) {
	w, desk := newLoad(t)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // against hanging
	defer cancel()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	if _, err := browser.PostForm(desk.address+"/login", url.Values{"name": {"anna"}, "password": {"a password of anna"}}); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, desk.address+"/changes", nil)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := browser.Do(req)
	if err != nil || stream.StatusCode != http.StatusOK {
		t.Fatal(err, stream)
	}
	defer stream.Body.Close()
	hints := make(chan string, 1000)
	go func() {
		lines := bufio.NewScanner(stream.Body)
		for lines.Scan() {
			if key, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				hints <- key
			}
		}
	}()
	p := w.Platforms[0]
	var hint, visible []time.Duration
	for call := range calls(ctx, &world.World{Platforms: []*world.Platform{p}}, 1) {
		if len(hint) == 100 {
			cancel()
			continue
		}
		for len(hints) > 0 { // of what the last one led to
			<-hints
		}
		began := time.Now()
		if err := desk.send(call); err != nil {
			t.Fatal(err)
		}
		select {
		case <-hints:
		case <-ctx.Done():
			t.Fatal("no hint comes")
		}
		hint = append(hint, time.Since(began))
		want := fmt.Sprintf("message %d:", len(hint)-1)
		resp, err := browser.Get(desk.address + "/thread/" + channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Contact}.Key())
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || !strings.Contains(string(page), want) {
			t.Fatalf("%d: the page has no %q (%v)", resp.StatusCode, want, err)
		}
		visible = append(visible, time.Since(began))
	}
	slices.Sort(hint)
	slices.Sort(visible)
	t.Logf("from a webhook to the hint: median %v; to the page: median %v, longest %v", hint[len(hint)/2], visible[len(visible)/2], visible[len(visible)-1])
	if got := visible[len(visible)/2]; *load >= 10*time.Second && got > wantVisible { // otherwise the machine may have other things to do
		t.Errorf("half of all messages take longer than %v, want %v", got, wantVisible)
	}
	if got := visible[0]; got > 10*wantVisible { // on a busy machine, too: the page is told at once, and not by a sweep
		t.Errorf("the quickest message takes %v, want %v at most", got, 10*wantVisible)
	}
}
