package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

// faults are what is done to the cluster, in this order.
func (p plan) faults(stdout io.Writer, server *postgrestest.Server, f *front) (all []func(context.Context) error) {
	for range p.kills {
		all = append(all, func(context.Context) error {
			name, err := f.kill()
			if err != nil {
				return err
			}
			fmt.Fprintln(stdout, "killed", name)
			return f.add()
		})
	}
	if p.freeze {
		all = append(all, func(context.Context) error {
			name, err := f.freeze()
			fmt.Fprintln(stdout, "froze", name, "for longer than it may keep what it claimed")
			return err
		})
	}
	if p.crash {
		all = append(all, func(ctx context.Context) error {
			fmt.Fprintln(stdout, "the database crashes")
			return errors.Join(server.Crash(), server.Run(ctx))
		})
	}
	return all
}
