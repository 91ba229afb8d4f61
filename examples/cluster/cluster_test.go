package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

func TestMain(m *testing.M) {
	if os.Getenv(nodeEnv) == "" {
		os.Exit(m.Run())
	}
	if err := run(context.Background(), os.Args[1:], os.Stdout, os.Stderr); err != nil {
		_, _ = io.WriteString(os.Stderr, err.Error()+"\n")
		os.Exit(1)
	}
}

var (
	contacts = flag.Int("contacts", 60, "customers of TestCluster")
	each     = flag.Int("each", 10, "messages of each customer")
)

// Three processes of a host on one database. While customers of three platforms write, of whose
// webhook calls a tenth comes twice and a twentieth overtakes another, two processes are killed and
// replaced, one hangs for longer than it may keep what it claimed, and the database crashes: every
// message is answered once and in order, or its answer is named as uncertain.
func TestCluster(t *testing.T) {
	if testing.Short() {
		t.Skip("three processes and a database: not in the short form")
	}
	var out, log strings.Builder
	p := plan{nodes: 3, contacts: *contacts, each: *each, kills: 2, freeze: true, crash: true, within: 20 * time.Minute}
	l, err := p.play(t.Context(), &out, &log)
	if errors.Is(err, postgrestest.ErrMissing) {
		t.Skip(err)
	}
	if err != nil || l.verdict(p) != nil {
		t.Fatalf("%s: %v, %v\n%s%s", l, err, l.verdict(p), out.String(), log.String())
	}
	played := out.String()
	if l.said != *contacts**each || strings.Count(played, "killed ") != 2 || !strings.Contains(played, "froze ") || !strings.Contains(played, "crashes") {
		t.Errorf("%s\n%s", l, played)
	}
	// At most, an answer is uncertain for each worker that was sending when its process was killed,
	// hung, or lost the database.
	if most := workers * (2 + 1 + 3); len(l.uncertain) > most {
		t.Errorf("%d answers are uncertain, and %d were under way at most: %s", len(l.uncertain), most, l.uncertain)
	}
	t.Log(l, l.uncertain)
}

func TestLedger(t *testing.T) {
	for name, tt := range map[string]struct {
		l   ledger
		bad bool
	}{
		"whole":                  {ledger{said: 3, answered: 3}, false},
		"one answer is unsure":   {ledger{said: 3, answered: 2, unread: 1}, false},
		"one message is lost":    {ledger{said: 3, answered: 2}, true},
		"one answer comes twice": {ledger{said: 3, answered: 3, doubled: 1}, true},
		"one answer is late":     {ledger{said: 3, answered: 3, disordered: 1}, true},
	} {
		if err := tt.l.verdict(plan{}); (err != nil) != tt.bad {
			t.Errorf("%s: %v", name, err)
		}
	}
}
