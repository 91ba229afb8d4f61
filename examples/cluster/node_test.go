package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/examples/internal/crowd"
)

// alone is one node within the process of the test, with the pretended platforms and a database
// that the node reaches by a link.
type alone struct {
	world   *world.World
	link    *postgrestest.Link
	address string
}

// startAlone starts a node, which may have settings.
func startAlone(t *testing.T, n node) *alone {
	t.Helper()
	if testing.Short() {
		t.Skip("a database that hangs for seconds: not in the short form")
	}
	server, err := postgrestest.Start(t.Context())
	if errors.Is(err, postgrestest.ErrMissing) {
		t.Skip(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check := func(end func() error) {
		t.Cleanup(func() {
			if err := end(); err != nil {
				t.Error(err)
			}
		})
	}
	must(err)
	check(server.Stop)
	a := &alone{world: world.New(nil)}
	a.link, err = server.Link()
	must(err)
	check(a.link.Close)
	pool, err := pgxpool.New(t.Context(), server.DSN("postgres"))
	must(err)
	t.Cleanup(pool.Close)
	must(postgres.Migrate(t.Context(), pool))
	must((&crowd.Crowd{World: a.world}).AddRecords(t.Context(), pool, options(pool, a.world.Client())))
	internet := httptest.NewServer(a.world)
	t.Cleanup(internet.Close)

	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	n.name, n.dsn, n.addr, n.internet = "alone", a.link.DSN("postgres"), "127.0.0.1:0", strings.TrimPrefix(internet.URL, "http://")
	n.ask, n.lease = time.Second, 40*time.Second // no lease has to end: a slow call may
	go func() { ended <- n.run(ctx, in) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	must(err)
	a.address = "http://" + strings.TrimSpace(line)
	check(func() error { stop(); return <-ended })
	return a
}

// deliver brings the webhook calls that wait on a platform to the node, each once, and returns its
// answers.
func (a *alone) deliver(one *world.Platform) []int {
	return one.Server.Deliver(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out, err := http.NewRequestWithContext(r.Context(), r.Method, a.address+one.Record.CallbackPath(), r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		out.Header = r.Header.Clone()
		resp, err := http.DefaultClient.Do(out)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body)
	}))
}

// until waits for something, with room for a slow machine.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); !is(); {
		if time.Now().After(end) {
			t.Fatal("never:", what)
		}
		select {
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// A node whose database hangs answers webhooks with 503 within a deadline, and works again by
// itself once the database does: each message is answered once. The deadline is a fraction of the
// three seconds after which X hangs up, also on a slow machine.
func TestNodeWhoseDatabaseHangs(t *testing.T) {
	a := startAlone(t, node{within: handlerTime / 4})
	read := func(n int) func() bool {
		return func() bool {
			for _, one := range a.world.Platforms {
				a.deliver(one)
			}
			return !slices.ContainsFunc(a.world.Platforms, func(one *world.Platform) bool { return len(one.Received()) < n })
		}
	}
	for _, one := range a.world.Platforms {
		one.Server.Say(one.Customer(0), "before")
	}
	until(t, "an answer on each platform", read(1))
	until(t, "no echo waits", func() bool {
		read(1)()
		return !slices.ContainsFunc(a.world.Platforms, func(one *world.Platform) bool { return one.Server.Pending() > 0 })
	})
	a.link.Cut()
	var calls sync.WaitGroup
	for _, one := range a.world.Platforms {
		one.Server.Say(one.Customer(0), "while it hangs")
		calls.Go(func() {
			began := time.Now()
			got := a.deliver(one)
			took := time.Since(began)
			t.Logf("%s: %d after %v", one.Name, got, took)
			if !slices.Equal(got, []int{http.StatusServiceUnavailable}) {
				t.Errorf("%s: the node answered %d after %v, want 503", one.Name, got, took)
			}
		})
	}
	calls.Wait()
	resp, err := http.Get(a.address + "/healthz")
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("the process must go on: %v", err)
	} else {
		resp.Body.Close()
	}
	a.link.Mend()
	until(t, "answers after the database is back", read(2))
	for _, one := range a.world.Platforms {
		if got := one.Received(); len(got) != 2 || got[1].Text != "re while it hangs" {
			t.Errorf("%s: customers read %+v", one.Name, got)
		}
	}
}

// A burst of messages that wants many more connections than the pool of pgx has by default starves
// nothing: no transaction of a node waits for a second connection, so all are stored and answered.
func TestNodeWithFewConnections(t *testing.T) {
	const customers = 30
	a := startAlone(t, node{})
	var calls sync.WaitGroup
	for _, one := range a.world.Platforms {
		for n := range customers {
			one.Server.Say(one.Customer(n), "hello")
		}
		for range 8 {
			calls.Go(func() { a.deliver(one) })
		}
	}
	calls.Wait()
	until(t, "an answer for each customer", func() bool {
		for _, one := range a.world.Platforms {
			a.deliver(one) // what was refused with 503, and echoes
		}
		return !slices.ContainsFunc(a.world.Platforms, func(one *world.Platform) bool { return len(one.Received()) < customers })
	})
	for _, one := range a.world.Platforms {
		if got := len(one.Received()); got != customers {
			t.Errorf("%s: %d answers for %d customers", one.Name, got, customers)
		}
	}
}
