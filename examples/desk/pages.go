package main

import (
	"context"
	"net/http"

	"github.com/contactkit/contactkit/examples/desk/admin"
	"github.com/contactkit/contactkit/examples/desk/console"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// Pages serve people: sign-in, the agents' console, the administrators' pages; and /metrics a
// machine.
type Pages struct {
	http.Handler
	Exports func(context.Context) error // writes what administrators ask for and renews logins, until its context ends
	Renew   func(context.Context) error // renews the logins that are due
}

// Pages makes them.
func (d *Desk) Pages(o Options) Pages {
	site := &web.Site{Store: d.Store, Now: o.Now, Log: o.Log, SignedOut: d.Engine.Leave, Proxies: o.Proxies}
	mux := http.NewServeMux()
	site.Mount(mux)
	mux.Handle("/", console.New(site, d.Engine))
	a := admin.New(site, d.Engine, d.Directory)
	a.BaseURL, a.LoginPage, a.Robots, a.CertificateFiles = o.BaseURL, o.LoginPage, robots, o.Certificate != nil
	mux.HandleFunc("GET /connected/{id}", a.Back)
	mux.HandleFunc("POST /meta/{id}/deauthorize", a.Deauthorized)
	mux.HandleFunc("POST /meta/{id}/deletion", a.DeletionRequested)
	mux.HandleFunc("GET /deletion/{id}", a.Deletion)
	mux.Handle("/admin/", a)
	mux.Handle("GET /metrics", a.Metrics())
	return Pages{web.Secure(mux), a.Run, a.Renew}
}
