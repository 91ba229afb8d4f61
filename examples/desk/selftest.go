package main

import (
	"context"
	"net/http"

	"github.com/contactkit/contactkit/examples/desk/selftest"
)

// openForTest opens a desk as package selftest wants it.
func openForTest(ctx context.Context, s selftest.Setting) (selftest.Desk, error) {
	d, err := Open(ctx, Options{Folder: s.Folder, Records: s.Records, Queues: s.Queues, Robot: s.Robot, HTTP: s.HTTP, Now: s.Now, Limiter: s.Limiter, Log: s.Log})
	if err != nil {
		return selftest.Desk{}, err
	}
	return selftest.Desk{Store: d.Store, Directory: d.Directory, Engine: d.Engine, Handler: d.Handler(http.NotFoundHandler()), Close: d.Close}, nil
}
