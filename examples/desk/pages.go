package main

import (
	"net/http"

	"github.com/contactkit/contactkit/examples/desk/console"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// Pages serves people: sign-in, and the agents' console.
func (d *Desk) Pages(o Options) http.Handler {
	site := &web.Site{Store: d.Store, Now: o.Now, Log: o.Log, SignedOut: d.Engine.Leave}
	mux := http.NewServeMux()
	site.Mount(mux)
	mux.Handle("/", console.New(site, d.Engine))
	return web.Secure(mux)
}
