package login_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// The two handlers of a host: the button Connect, and the callback address. Tenant and session come
// from the host's own cookie.
func ExampleLogins() {
	x := twittertest.New(twittertest.Config{Seed: 1, Callbacks: []string{"https://desk.example/login/back"}})
	flow, err := twitter.NewOAuth1Login(twitter.Config{APIKey: x.Config().APIKey, APISecret: channel.NewKeys(channel.Secret(x.Config().APISecret)), HTTP: x.Client()})
	if err != nil {
		fmt.Println(err)
		return
	}
	store := new(login.Memory) // a host with several nodes keeps both in its database
	logins := &login.Logins{Flows: []login.Flow{flow}, Pending: store, Grants: store, Redirects: []string{"https://desk.example/login/back"}}

	host := http.NewServeMux()
	host.HandleFunc("POST /login/{flow}", func(w http.ResponseWriter, r *http.Request) {
		pending, err := logins.Begin(r.Context(), r.PathValue("flow"), login.Request{Tenant: "muster", Session: "5f2c", Redirect: "https://desk.example/login/back"})
		if err != nil {
			http.Error(w, "the login cannot begin", http.StatusBadGateway)
			return
		}
		http.Redirect(w, r, pending.URL, http.StatusSeeOther)
	})
	host.HandleFunc("GET /login/back", func(w http.ResponseWriter, r *http.Request) {
		grant, err := logins.Complete(r.Context(), "muster", "5f2c", r.URL.Query())
		if err != nil {
			http.Error(w, "the login was refused: begin again", http.StatusForbidden)
			return
		}
		fmt.Fprintln(w, "connected: @"+grant.Accounts[0].Handle)
	})

	browse := func(method, target string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		host.ServeHTTP(w, httptest.NewRequest(method, target, nil))
		return w
	}
	page := browse("POST", "https://desk.example/login/x-oauth1").Header().Get("Location")
	back, _ := x.Allow(page) // the account's owner agrees at X
	fmt.Print(browse("GET", back).Body)
	fmt.Print(browse("GET", back).Body) // a second time
	// Output:
	// connected: @ExampleDesk
	// the login was refused: begin again
}

// An administrator sees that a login ends, thirty days before.
func ExampleFindings() {
	grant := login.Grant{Flow: "facebook-business", Until: time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC), Missing: []string{"pages_messaging"}}
	for _, f := range login.Findings(grant, time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)) {
		fmt.Println(f.Code, "-", f.Text)
	}
	_, err := new(login.Logins).Begin(context.Background(), "x-oauth1", login.Request{})
	fmt.Println(err)
	// Output:
	// token_expires - The login ends on 2026-12-24: log in again before that.
	// missing_permission - The login lacks permissions: pages_messaging.
	// login: rejected: flow: flow must be one of the host's
}
