package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// An address that an administrator enters is the desk's public one until the configuration names
// another. A form that is sent as it was filled enters nothing, and an address that no platform
// calls is not kept.
func TestEnteredAddress(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	shown := func() string { return root.page("/admin/channels/page").id("base").attr("value") }
	guess := shown()
	knows := func(want string) {
		t.Helper()
		if got := shown(); got != want {
			t.Errorf("the form is filled with %s, want %s", got, want)
		}
		code := d.scrape(func(r *http.Request) { r.RemoteAddr, r.Host = "127.0.0.1:54321", "localhost:8080" }).Code
		if public := code == http.StatusUnauthorized; public != (want != guess) {
			t.Errorf("with %s the metrics answer %d", want, code)
		}
	}
	connect := func(base string) { root.submit("/admin/channels/page/connect", url.Values{"base": {base}}) }
	login := func(base string) {
		root.submit("/admin/channels/page/login", url.Values{"flow": {"facebook-business"}, "base": {base}})
	}
	configure := func(base string) {
		d.options.BaseURL = base
		d.close()
		d.open()
		root = d.signIn("root")
	}
	for _, base := range []string{"", guess, "http://desk.example", "https://", "https://desk.example/?a=b", "https://localhost:8443"} {
		login(base)
		knows(guess)
	}
	for _, base := range []string{"", "http://desk.example", "https://", "https://127.0.0.1:8443", "https://[::1]"} {
		connect(base)
		knows(guess)
	}
	root.connects("page", "facebook-business", "http://127.0.0.1:8080") // leads to the login page
	knows(guess)
	login("https://one.example")
	knows("https://one.example")
	configure("https://two.example")
	connect("https://two.example")
	knows("https://two.example")
	if text := root.page("/admin/audit").text(); strings.Count(text, "Public address of this desk") != 2 || strings.Count(text, "https://one.example") != 1 {
		t.Errorf("the changes: %s", text)
	}
	connect("https://one.example")
	knows("https://one.example")
	connect("https://two.example")
	knows("https://two.example")
	configure("https://three.example")
	knows("https://three.example")
}
