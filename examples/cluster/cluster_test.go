package main

import (
	"context"
	"errors"
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

// Three processes of a host on one database, of which one is killed and one is added while
// customers of three platforms write: every message is answered once and in order, or its answer is
// named as uncertain.
func TestCluster(t *testing.T) {
	var out, log strings.Builder
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	l, err := plan{nodes: 3, contacts: 6, each: 3, kill: true, within: 2 * time.Minute}.play(ctx, &out, &log)
	if errors.Is(err, postgrestest.ErrMissing) {
		t.Skip(err)
	}
	if err != nil || l.verdict() != nil {
		t.Fatalf("%s: %v, %v\n%s%s", l, err, l.verdict(), out.String(), log.String())
	}
	if l.said != 54 || l.uncertain > 16 || !strings.Contains(out.String(), "killed node-1") {
		t.Errorf("%s\n%s", l, out.String())
	}
	t.Log(l)
}

func TestLedger(t *testing.T) {
	for name, tt := range map[string]struct {
		l   ledger
		bad bool
	}{
		"whole":                  {ledger{said: 3, answered: 3}, false},
		"one answer is unsure":   {ledger{said: 3, answered: 2, uncertain: 2, unread: 1}, false},
		"one message is lost":    {ledger{said: 3, answered: 2}, true},
		"one answer comes twice": {ledger{said: 3, answered: 3, doubled: 1}, true},
		"one answer is late":     {ledger{said: 3, answered: 3, disordered: 1}, true},
	} {
		if err := tt.l.verdict(); (err != nil) != tt.bad {
			t.Errorf("%s: %v", name, err)
		}
	}
}
