package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// away is how long a node is frozen or cut off: longer than its leases.
const away = lease + 3*time.Second

// late is how many answers may come too late. A process that was frozen or cut off lets out the
// calls that it was about to make, after another node has gone on in their threads: each worker
// one.
func (p plan) late() (n int) {
	for _, is := range []bool{p.freeze, p.cut} {
		if is {
			n += workers
		}
	}
	return n
}

// faults are what is done to the cluster, in this order.
func (p plan) faults(s stage) (all []func(context.Context) error) {
	add := func(is bool, fault func(context.Context) error) {
		if is {
			all = append(all, fault)
		}
	}
	say := func(name, what string) { fmt.Fprintln(s.out, name, what) }
	version := func(ctx context.Context, name, what string) error {
		var n int
		err := s.pool.QueryRow(ctx, `SELECT version FROM contactkit_version`).Scan(&n)
		say(name, fmt.Sprint(what, ", the tables have version ", n))
		return err
	}
	add(p.former != "", func(ctx context.Context) error { return version(ctx, "all nodes", "are of the former release first") })
	for range p.nodes {
		add(p.former != "", func(ctx context.Context) error {
			name, ended := s.nodes.Retire()
			_, started := s.nodes.Add("")
			return errors.Join(ended, started, version(ctx, name, "is updated"))
		})
	}
	replace := func(n int, end func() (string, error), what string) {
		for range n {
			add(true, func(context.Context) error {
				name, err := end()
				say(name, what)
				_, failed := s.nodes.Add("")
				return errors.Join(err, failed)
			})
		}
	}
	replace(p.kills, s.nodes.Kill, "is killed")
	replace(p.terms, s.nodes.Terminate, "is told to end, and does")
	add(p.freeze, func(context.Context) error {
		name, err := s.nodes.Freeze(away)
		say(name, "is frozen for longer than it may keep what it claimed")
		return err
	})
	add(p.cut, func(context.Context) error {
		s.link.Cut()
		say(p.last(), "is cut off from the database for longer than it may keep what it claimed")
		time.AfterFunc(away, s.link.Mend)
		return nil
	})
	add(p.crash, func(ctx context.Context) error {
		say("the database", "crashes")
		return errors.Join(s.server.Crash(), s.server.Run(ctx))
	})
	return all
}
