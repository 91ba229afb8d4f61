package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// connects presses Connect on a channel's page and returns where the login page is.
func (a *agent) connects(id, flow, base string) string {
	a.d.t.Helper()
	source, _ := a.submit("/admin/channels/"+id+"/login", url.Values{"flow": {flow}, "base": {base}})
	page := parse(a.d.t, source)
	link := page.id("login-page")
	if link == nil {
		a.d.t.Fatalf("no link to a login page: %s", page.text())
	}
	return link.attr("href")
}

// back is where the browser goes after a login: the desk's own page leads on to that of the
// administrator.
func (a *agent) back(callback string) (said string) {
	a.d.t.Helper()
	u, err := url.Parse(callback)
	if err != nil {
		a.d.t.Fatal(err)
	}
	on := parse(a.d.t, a.d.nobody().source(u.RequestURI())).id("go-on") // the cookie does not come along
	if on == nil {
		a.d.t.Fatalf("%s leads nowhere", u.Path)
	}
	got := a.get(on.attr("href"))
	if got.StatusCode != http.StatusSeeOther {
		a.d.t.Fatalf("%s: %s", on.attr("href"), got.Status)
	}
	return a.page(got.Header.Get("Location")).text()
}

const desk = "https://desk.example"

// withClient enters the client id and secret of the pretended app of X, which OAuth 2.0 needs.
func withClient(r *directory.Record) {
	if r.Platform == twitter.Platform {
		app := twittertest.New(twittertest.Config{}).Config()
		r.Settings["clientId"], r.Settings["product"] = app.ClientID, "premium"
		r.Secrets.Keys["clientSecret"] = channel.NewKeys(channel.Secret(app.ClientSecret))
	}
}

// An administrator connects each platform by a login, and the channel receives and sends with what
// it brought.
func TestConnectByLogin(t *testing.T) {
	for name, tt := range map[string]struct{ platform, id, flow, account, scheme string }{
		"X":         {"twitter", "handle", "x-oauth1", "", "OAuth"},
		"X by 2.0":  {"twitter", "handle", "x-oauth2", "", "Bearer"},
		"Facebook":  {"facebook", "page", "facebook-business", "", ""}, // a send has its token in the body
		"Instagram": {"facebook", "page", "instagram", "17841400000000001", "Bearer"},
	} {
		t.Run(name, func(t *testing.T) {
			way := new(caller)
			d := deskWith(t, func(o *Options) {
				way.next = o.HTTP.Transport
				o.HTTP = &http.Client{Transport: way, Timeout: o.HTTP.Timeout}
			}, withClient, func(r *directory.Record) {
				switch { // so that only what the login brings can send
				case name == "X by 2.0" && r.Platform == tt.platform:
					delete(r.Secrets.Keys, "accessToken")
					delete(r.Secrets.Keys, "accessSecret")
				case name == "Facebook" && r.Platform == tt.platform:
					for id := range r.Secrets.Tokens["pages"] { // a channel without a Page does not open
						r.Secrets.Tokens["pages"][id] = channel.NewKeys("EAAa-token-that-has-ended")
					}
				}
			})
			root, p := d.signIn("root"), d.platform(tt.platform)
			before := d.record(tt.id)
			back, err := d.world.Login(root.connects(tt.id, tt.flow, desk), true)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(back, desk+"/connected/"+tt.id+"?") {
				t.Errorf("the browser goes to %s", back)
			}
			if said := root.back(back); !strings.Contains(said, "Connected: the channel has the credentials") {
				t.Fatalf("after the login: %s", said)
			}
			after := d.record(tt.id)
			if after.Rev <= before.Rev {
				t.Errorf("revision %d after %d", after.Rev, before.Rev)
			}
			if tt.account != "" && (!strings.Contains(after.Settings["instagram"], tt.account+"=login") || len(after.Secrets.Tokens["pages"][tt.account]) == 0) {
				t.Errorf("the record has %s", after.Settings["instagram"])
			}
			var uses []store.LoginUse
			d.view(func(t *store.Tx) (err error) { uses, err = t.LoginUses(); return err })
			if len(uses) != 1 || uses[0].Channel != tt.id || !strings.HasPrefix(uses[0].Key, tt.flow+"/") {
				t.Errorf("uses %+v", uses)
			}
			if got := root.page("/admin/channels/" + tt.id).text(); !strings.Contains(got, "Connected with") {
				t.Errorf("the page: %s", got)
			}
			if tt.account != "" {
				p = onInstagram(p, tt.account)
			}
			ann := d.signIn("ann")
			thread := ann.serves(p, "Hello")
			if s := d.state(thread); s.Agent != "ann" {
				t.Errorf("served by %q", s.Agent)
			}
			ann.press(ann.read(thread), "send", url.Values{"text": {"Here I am."}})
			d.until("the answer at the platform", func() bool { return strings.Contains(texts(p), "Here I am.") })
			if got, called := way.of("Here I am."); !called || got != tt.scheme {
				t.Errorf("sent: %t, with the authorization %q, want %q", called, got, tt.scheme)
			}
			// The same answer a second time connects nothing.
			if said := root.back(back); !strings.Contains(said, "belongs to no login that you began here") {
				t.Errorf("a repeated callback: %s", said)
			}
		})
	}
}

// A new channel of X begins with the app alone: saved as a draft, it cannot be activated, and a
// login brings the account and the credentials.
func TestConnectNewChannel(t *testing.T) {
	for _, flow := range []string{"x-oauth1", "x-oauth2"} {
		t.Run(flow, func(t *testing.T) {
			d := openDesk(t, withoutRobot)
			root, p := d.signIn("root"), d.platform(twitter.Platform)
			if err := d.Engine.Remove(t.Context(), "root", "handle", d.record("handle").Rev); err != nil { // its app is claimed
				t.Fatal(err)
			}
			app := twittertest.New(twittertest.Config{}).Config()
			form := sent(t, root.source("/admin/channels/new?platform=twitter"), "channel")
			form.Set("name", "New_handle")
			form.Set("settings.apiKey", app.APIKey)
			form.Set("secrets.apiSecret", app.APISecret)
			if flow == "x-oauth2" {
				form.Set("settings.clientId", app.ClientID)
				form.Set("secrets.clientSecret", app.ClientSecret)
			}
			form.Set("do", "save")
			source, where := root.submit("/admin/channels/new?platform=twitter", form)
			id, _, _ := strings.Cut(strings.TrimPrefix(where, "/admin/channels/"), "?")
			if strings.Contains(id, "/") || id == "new" {
				t.Fatalf("not saved: %s", parse(t, source).text())
			}
			if _, where := root.submit("/admin/channels/"+id+"/state", url.Values{"to": {"active"}}); !strings.Contains(where, "/edit?check=1") || d.record(id).State != directory.Draft {
				t.Errorf("activating a draft without a login led to %s", where)
			}
			back, err := d.world.Login(root.connects(id, flow, desk), true)
			if err != nil {
				t.Fatal(err)
			}
			if said := root.back(back); !strings.Contains(said, "Connected: the channel has the credentials") {
				t.Fatalf("after the login: %s", said)
			}
			after := d.record(id)
			if after.Settings["account"] != p.Account || (len(after.Secrets.Keys["accessToken"]) > 0) != (flow == "x-oauth1") {
				t.Errorf("the record has the account %q and %d access tokens", after.Settings["account"], len(after.Secrets.Keys["accessToken"]))
			}
		})
	}
}

// Two new channels of X wait for their logins at the same time: neither has an account yet, so
// neither takes one from the other.
func TestTwoDraftsOfX(t *testing.T) {
	d := openDesk(t, withoutRobot)
	root := d.signIn("root")
	ids := map[string]bool{}
	for _, name := range []string{"first", "second"} {
		form := sent(t, root.source("/admin/channels/new?platform=twitter"), "channel")
		form.Set("name", name)
		form.Set("settings.apiKey", name+"-api-key")
		form.Set("secrets.apiSecret", name+"-api-secret")
		form.Set("do", "save")
		source, where := root.submit("/admin/channels/new?platform=twitter", form)
		id, _, _ := strings.Cut(strings.TrimPrefix(where, "/admin/channels/"), "?")
		if strings.Contains(id, "/") || id == "new" {
			t.Fatalf("%s is not saved: %s", name, parse(t, source).text())
		}
		ids[id] = true
	}
	if len(ids) != 2 {
		t.Errorf("the drafts have the ids %v", ids)
	}
	for id := range ids {
		if r := d.record(id); r.State != directory.Draft || r.Settings["account"] != "" {
			t.Errorf("%s is %s and has the account %q", id, r.State, r.Settings["account"])
		}
	}
}

// A state is refused that was forged, begun by another person or for another channel, or that is
// too old. So is a cancelled login. The channel stays as it was.
func TestConnectRefusals(t *testing.T) {
	d := openDesk(t, withoutRobot)
	if err := d.Store.PutPerson(t.Context(), store.Person{ID: "eve", Name: "Eve", Role: store.RoleAdmin, Room: 1}, password); err != nil {
		t.Fatal(err)
	}
	root, eve := d.signIn("root"), d.signIn("eve")
	begin := func(agree bool) string {
		back, err := d.world.Login(root.connects("page", "facebook-business", desk), agree)
		if err != nil {
			t.Fatal(err)
		}
		return back
	}
	before := d.record("page")
	const foreign, cancelled = "belongs to no login that you began here", "was cancelled"
	refused := func(name, said, want string) {
		t.Helper()
		if !strings.Contains(strings.ToLower(said), strings.ToLower(want)) {
			t.Errorf("%s: %s", name, said)
		}
	}
	refused("forged", root.back(desk+"/connected/page?state=forged&code=x"), foreign)
	refused("without a state", root.back(desk+"/connected/page?code=x"), foreign)
	refused("of another administrator", eve.back(begin(true)), foreign)
	refused("of another channel", root.back(strings.Replace(begin(true), "/connected/page", "/connected/handle", 1)), foreign)
	refused("cancelled", root.back(begin(false)), cancelled)
	again := d.signIn("root") // another browser of the same person
	refused("of another browser", again.back(begin(true)), foreign)
	late := begin(true)
	d.pass(11 * time.Minute)
	refused("late", root.back(late), "took too long")
	if after := d.record("page"); after.Rev != before.Rev {
		t.Errorf("the channel changed: revision %d", after.Rev)
	}
	if got := d.signIn("ann").get("/admin/channels/page/login?state=x&code=y"); got.StatusCode != http.StatusForbidden {
		t.Errorf("an agent: %s", got.Status)
	}
	for want, form := range map[string]url.Values{"must be one": {"base": {desk}}, "must be one of": {"flow": {"x-oauth1"}, "base": {desk}},
		"https address": {"flow": {"facebook-business"}, "base": {"http://desk.example"}}} {
		source, _ := root.submit("/admin/channels/page/login", form)
		if page := parse(t, source); page.id("login-page") != nil || !strings.Contains(page.text(), want) {
			t.Errorf("not %q: %s", want, page.text())
		}
	}
}

// Credentials that end are renewed without a pause in the conversations; if they cannot be, an
// administrator sees it thirty days before the end.
func TestLoginRenewalAndWarning(t *testing.T) {
	d := openDesk(t, withoutRobot)
	root := d.signIn("root")
	back, err := d.world.Login(root.connects("page", "instagram", desk), true)
	if err != nil {
		t.Fatal(err)
	}
	root.back(back)
	token := func() channel.Secret { return d.record("page").Secrets.Tokens["pages"]["17841400000000001"].First() }
	first := token()
	if err := d.renew(t.Context()); err != nil || token() != first {
		t.Errorf("renewed at once: %v", err)
	}
	d.pass(31 * 24 * time.Hour)
	if err := d.renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if token() == first {
		t.Error("the token was not renewed")
	}
	instagram := onInstagram(d.platform("facebook"), "17841400000000001")
	ann := d.signIn("ann")
	thread := ann.serves(instagram, "Hello")
	ann.press(ann.read(thread), "send", url.Values{"text": {"By the new token."}}) // the former one is refused
	d.until("the answer at Instagram", func() bool { return strings.Contains(texts(instagram), "By the new token.") })
	root = d.signIn("root") // a month later
	if got := root.page("/admin/").id("logins"); got != nil {
		t.Errorf("a warning after a renewal: %s", got.text())
	}
	d.pass(35 * 24 * time.Hour) // nothing renews
	root = d.signIn("root")
	if got := root.page("/admin/").id("logins").text(); !strings.Contains(got, "The login ends on") || !strings.Contains(got, "Shop_page") {
		t.Errorf("the dashboard: %s", got)
	}
	if got := root.page("/admin/channels/page").text(); !strings.Contains(got, "log in again before that") {
		t.Errorf("the channel's page: %s", got)
	}
}
