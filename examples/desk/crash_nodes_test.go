package main

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
)

// TestKilledNodes is TestKilled with two desks on one PostgreSQL database: one of the two is killed
// at random moments, and the other one goes on. -kills and -seed count here too.
func TestKilledNodes(t *testing.T) {
	takesMinutes(t)
	n := *kills
	if *seed == 0 {
		*seed = rand.Uint64()
	}
	t.Logf("-seed %d, %d kills", *seed, n)
	dice := rand.New(rand.NewPCG(*seed, 2))
	ctx, cancel := context.WithTimeout(t.Context(), max(25*time.Minute, time.Duration(n)*time.Minute)) // against hanging
	defer cancel()

	db := postgrestest.Open(t)
	var ahead atomic.Int64
	w := world.New(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
	internet := httptest.NewUnstartedServer(slow(w))
	internet.Config.ErrorLog = log.New(quietly{}, "", 0) // answers that are lost on purpose
	internet.Start()
	defer internet.Close()

	town := &town{world: w, pass: db.Advance}
	var nodes [2]atomic.Pointer[child]
	start := func(i int) {
		c, err := startChild(childSetting{
			Folder: t.TempDir(), Internet: strings.TrimPrefix(internet.URL, "http://"), Ahead: time.Duration(ahead.Load()),
			DSN: db.DSN(), Node: fmt.Sprint("node", i),
		})
		if err != nil {
			t.Fatal(err)
		}
		nodes[i].Store(c)
	}
	for i := range nodes {
		start(i)
		defer func() { _ = nodes[i].Load().cmd.Process.Kill() }()
		town.desks = append(town.desks, &nodes[i])
	}
	town.live(ctx, *seed)
	for k := range n {
		sleep(ctx, time.Duration(200+dice.IntN(400))*time.Millisecond)
		i := dice.IntN(len(nodes))
		if _, err := nodes[1-i].Load().ask(fmt.Sprint("edit?n=", dice.Uint32())); err != nil {
			t.Errorf("edit %d: %v", k, err)
		}
		sleep(ctx, time.Duration(dice.IntN(40_000))*time.Microsecond)
		if err := nodes[i].Load().kill(); err != nil {
			t.Fatal(err)
		}
		if dice.IntN(2) == 0 { // the other node works alone, and may take over what the leases of the dead one held
			sleep(ctx, 300*time.Millisecond)
			ahead.Add(int64(time.Minute))
			db.Advance(time.Minute)
			if _, err := nodes[1-i].Load().ask(fmt.Sprint("pass?n=", int64(time.Minute))); err != nil {
				t.Fatal(err)
			}
			sleep(ctx, 200*time.Millisecond)
		}
		start(i)
	}
	sleep(ctx, 300*time.Millisecond)
	ahead.Add(int64(4 * time.Minute)) // leases of the dead end
	db.Advance(4 * time.Minute)
	for i := range nodes {
		if _, err := nodes[i].Load().ask(fmt.Sprint("pass?n=", int64(4*time.Minute))); err != nil {
			t.Fatal(err)
		}
	}
	town.end(t, ctx, &ahead, func() (*store.Store, error) {
		s, err := store.OpenPool(t.Context(), db.Connect(), "")
		if err == nil {
			err = s.Seal(t.Context(), testVault)
		}
		return s, err
	})
}
