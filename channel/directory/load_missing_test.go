package directory_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// A stranger who calls a path that no record has costs the host's database one question in ten
// seconds; a record that is added meanwhile is found at once.
func TestUnknownPathsAreNotAskedForAgain(t *testing.T) {
	ctx := context.Background()
	now := epoch
	asked, stored := 0, []directory.Record(nil)
	var fault error
	o := options()
	o.Now = func() time.Time { return now }
	o.Load = func(context.Context, directory.Query) ([]directory.Record, error) {
		asked++
		return stored, fault
	}
	d := newDirectory(t, o)
	call := func(times int) (status int) {
		for range times {
			_, err := d.Receive(ctx, "/telegram/bot", update("webhook-bot", 1))
			status = channel.StatusCode(err)
		}
		return status
	}
	var got []string
	note := func(what string, status int) { got = append(got, fmt.Sprintf("%s: %d, asked %d", what, status, asked)) }

	fault = errors.New("no connection")
	note("a fault is nobody's absence", call(2))
	fault = nil
	note("a flood", call(1000))
	now = now.Add(directory.DefaultAbsent - 1)
	note("just before the end", call(1))
	now = now.Add(1)
	note("at the end", call(10))
	_, err := d.Add(ctx, bot("bot", "Sales", 71001))
	require.NoError(t, err)
	note("added", call(1))
	require.NoError(t, d.Remove("bot", 1))
	note("removed", call(1))
	require.NoError(t, d.Load(ctx, bot("bot", "Sales", 71001)))
	note("loaded", call(1))
	require.NoError(t, d.Remove("bot", 1))
	stored = []directory.Record{bot("bot", "Sales", 71001)} // another node wrote it without a notification
	note("written elsewhere", call(1))
	now = now.Add(directory.DefaultAbsent)
	note("written elsewhere, later", call(1))
	want := []string{"a fault is nobody's absence: 503, asked 2", "a flood: 401, asked 3", "just before the end: 401, asked 3", "at the end: 401, asked 4",
		"added: 200, asked 4", "removed: 401, asked 4", "loaded: 200, asked 4", "written elsewhere: 401, asked 4", "written elsewhere, later: 200, asked 5"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}

	asked = 0
	if _, err := d.Receive(ctx, "/"+strings.Repeat("x", 5000), update("webhook-bot", 1)); !errors.Is(err, directory.ErrNotFound) || asked != 0 {
		t.Errorf("a path that no record can have: %v, asked %d times", err, asked)
	}
	for range 2 { // the host's own questions, and those about proved events
		_, _ = d.Fetch(ctx, "none")
		_, _ = d.Sender().Send(ctx, channel.Thread{Platform: "facebook", Account: "24001", Contact: "7"}, channel.Message{Text: "hi"})
	}
	if asked != 4 {
		t.Errorf("asked %d times for what the host named, want 4", asked)
	}
}

func TestAbsentOff(t *testing.T) {
	asked := 0
	o := options()
	o.Absent = -1
	o.Load = func(context.Context, directory.Query) ([]directory.Record, error) { asked++; return nil, nil }
	d := newDirectory(t, o)
	for range 3 {
		_, _ = d.Receive(context.Background(), "/none", update("x", 1))
	}
	if asked != 3 {
		t.Errorf("asked %d times, want 3", asked)
	}
}

func TestLoadOnAMiss(t *testing.T) {
	ctx := context.Background()
	var calls atomic.Int64
	stored := []directory.Record{bot("bot", "Sales", 71001), pages("fb", "Support", "8801", "24001")}
	var asked []directory.Query
	o := options()
	o.Load = func(_ context.Context, q directory.Query) ([]directory.Record, error) {
		calls.Add(1)
		asked = append(asked, q)
		switch {
		case q.Path == "/telegram/bot" || q.Account == "71001":
			return stored[:1], nil
		case q.Path == "/down":
			return nil, errors.New("no connection")
		}
		return nil, nil
	}
	d := newDirectory(t, o)
	for range 2 {
		got, err := d.Receive(ctx, "/telegram/bot", update("webhook-bot", 1))
		require.NoError(t, err)
		if diff := cmp.Diff([]string{"71001 Sales "}, routes(got)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	}
	if _, err := d.Receive(ctx, "/down", update("webhook-bot", 1)); channel.StatusCode(err) != 503 {
		t.Errorf("the host's fault: %v", err)
	}
	_, err := d.Sender().Send(ctx, channel.Thread{Platform: "facebook", Account: "24001", Contact: "7"}, channel.Message{Text: "hi"})
	if !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("a send that nobody owns: %v", err)
	}
	if e, err := d.Fetch(ctx, "bot"); err != nil || e.Name() != "Sales" {
		t.Errorf("Fetch of what is there: %v", err)
	}
	if _, err := d.Fetch(ctx, "none"); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("Fetch: %v", err)
	}
	want := []directory.Query{{Path: "/telegram/bot"}, {Path: "/down"}, {Platform: "facebook", Account: "24001"}, {ID: "none"}}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

// A Load that hangs, as with a database that does not answer, is broken off, so that those who ask
// later do not wait for it.
func TestALoadThatHangsEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var hangs atomic.Bool
		hangs.Store(true)
		o := options()
		o.Load = func(ctx context.Context, _ directory.Query) ([]directory.Record, error) {
			if hangs.Load() {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return []directory.Record{bot("bot", "Sales", 71001)}, nil
		}
		d := newDirectory(t, o)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := d.Fetch(ctx, "bot"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("while it hangs: %v", err)
		}
		hangs.Store(false)
		time.Sleep(time.Minute)
		synctest.Wait()
		if _, err := d.Fetch(t.Context(), "bot"); err != nil {
			t.Errorf("later: %v", err)
		}
	})
}
