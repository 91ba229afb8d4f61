package main

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
)

// setDisk lets every write to a file of this process fail beyond its first byte, as on a disk that
// is full.
func setDisk(full bool) error {
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	limit.Cur = limit.Max
	if full {
		limit.Cur = 1
	}
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
}

// A disk that takes nothing fails the health check, and every webhook is refused, which the
// platform delivers again. Once there is room, nothing is lost or doubled, in either direction.
func TestFullDisk(t *testing.T) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil || limit.Max < math.MaxInt32 {
		t.Skipf("files are limited already: %v, %v", limit, err)
	}
	testDisk(t, t.TempDir(), startChild, func(desk *child, full bool) error {
		_, err := desk.ask(map[bool]string{true: "disk?n=1", false: "disk?n=0"}[full])
		return err
	})
}

// testDisk lets customers write to a desk in a folder while set takes the disk away and gives it
// back.
func testDisk(t *testing.T, folder string, start func(childSetting) (*child, error), set func(desk *child, broken bool) error) {
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	defer cancel()
	var ahead atomic.Int64
	w := world.New(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
	internet := httptest.NewServer(slow(w))
	defer internet.Close()
	setting := childSetting{Folder: folder, Internet: strings.TrimPrefix(internet.URL, "http://")}
	c, err := start(setting)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.cmd.Process.Kill() }()
	var desk atomic.Pointer[child]
	desk.Store(c)
	health := func() int {
		for {
			began := time.Now()
			resp, err := c.client.Get(c.address + "/healthz")
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			late := time.Since(began) >= healthTime // the machine is slow: the answer says nothing about the disk
			if !late || resp.StatusCode == http.StatusOK || ctx.Err() != nil {
				return resp.StatusCode
			}
		}
	}
	fail := func() {
		for _, disk := range []struct {
			broken bool
			health int
		}{{true, http.StatusServiceUnavailable}, {false, http.StatusOK}} {
			if err := set(c, disk.broken); err != nil {
				t.Fatal(err)
			}
			if got := health(); got != disk.health {
				t.Errorf("broken %v: /healthz answers %d, want %d", disk.broken, got, disk.health)
			}
			sleep(ctx, 200*time.Millisecond)
		}
	}
	fail() // while nothing else writes: the health check must find out by itself
	town := &town{world: w, desks: []*atomic.Pointer[child]{&desk}}
	town.live(ctx, 1)
	for range 3 {
		sleep(ctx, 300*time.Millisecond)
		fail()
	}
	// A thread that could not be given back waits until its lease ends.
	ahead.Add(int64(2 * time.Minute))
	if _, err := c.ask(fmt.Sprint("pass?n=", int64(2*time.Minute))); err != nil {
		t.Fatal(err)
	}
	town.end(t, ctx, &ahead, func() (*store.Store, error) { return store.Open(setting.Folder) })
}
