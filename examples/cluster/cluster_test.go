package main

import (
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/examples/internal/crowd"
	"github.com/contactkit/contactkit/examples/internal/fleet"
)

func TestMain(m *testing.M) {
	if os.Getenv(fleet.Env) == "" {
		os.Exit(m.Run())
	}
	main()
}

var (
	contacts = flag.Int("contacts", 60, "customers of TestCluster")
	each     = flag.Int("each", 10, "messages of each customer")
)

// played plays a plan and returns what it printed. It skips the test if no PostgreSQL is installed.
func played(t *testing.T, p plan) (l crowd.Ledger, printed string) {
	t.Helper()
	if testing.Short() {
		t.Skip("three processes and a database: not in the short form")
	}
	var out, log strings.Builder
	p.crowd.Contacts, p.crowd.Each = *contacts, *each
	p.within = max(8*time.Minute, time.Duration(*contacts**each)*75*time.Millisecond) // against hanging
	l, err := p.play(t.Context(), &out, &log)
	if errors.Is(err, postgrestest.ErrMissing) {
		t.Skip(err)
	}
	if err != nil || l.Verdict(p.late()) != nil || l.Said != *contacts**each {
		t.Fatalf("%s: %v, %v\n%s%s", l, err, l.Verdict(p.late()), out.String(), log.String())
	}
	t.Log(l, l.Uncertain, l.Cost)
	return l, out.String()
}

// Three processes of a host on one database. While customers of three platforms write, of whose
// webhook calls a tenth comes twice and a twentieth overtakes another, two processes are killed and
// replaced, one hangs for longer than it may keep what it claimed, one is cut off from the database
// for as long and comes back, and the database crashes: every message is answered once and in
// order, or its answer is uncertain and on the page where a person decides.
func TestCluster(t *testing.T) {
	l, printed := played(t, plan{nodes: 3, kills: 2, freeze: true, cut: true, crash: true})
	for what, want := range map[string]int{"is killed": 2, "is frozen": 1, "is cut off": 1, "crashes": 1} {
		if n := strings.Count(printed, what); n != want {
			t.Errorf("%q happened %d times, want %d:\n%s", what, n, want, printed)
		}
	}
	// At most, an answer is uncertain for each worker that was sending when its process was killed,
	// hung, was cut off, or lost the database.
	if most := workers * (2 + 1 + 1 + 3); len(l.Uncertain) > most {
		t.Errorf("%d answers are uncertain, and %d were under way at most: %s", len(l.Uncertain), most, l.Uncertain)
	}
}

// Two nodes get SIGTERM while customers write and calls still come to them. Each ends by itself,
// with the status 0, and each message is answered once, in order, with none uncertain.
func TestTerminate(t *testing.T) {
	l, printed := played(t, plan{nodes: 3, terms: 2})
	if n := strings.Count(printed, "is told to end, and does"); n != 2 || l.Answered != l.Said || len(l.Uncertain) > 0 {
		t.Errorf("%d nodes were told to end, want 2: %s\n%s", n, l, printed)
	}
}
