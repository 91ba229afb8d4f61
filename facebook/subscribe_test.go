package facebook_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

const callback = "https://desk.example/facebook"

var twoPages = map[string]string{"108000000000001": "EAAone-page", "108000000000002": "EAAtwo-page"}

// posts are the calls that change something, without credentials.
func posts(fb *facebooktest.Server) (all []string) {
	for _, c := range fb.Calls() {
		path, _, _ := strings.Cut(c.Path, "?")
		if c.Method != http.MethodGet && !strings.HasSuffix(path, "/debug_token") {
			all = append(all, c.Method+" "+strings.TrimPrefix(path, "/v26.0"))
		}
	}
	return all
}

func codes(findings []channel.Finding) (all []string) {
	for _, f := range findings {
		code := f.Code
		if f.Account != "" {
			code += " " + f.Account[len(f.Account)-1:]
		}
		if f.Fatal {
			code += "!"
		}
		all = append(all, code)
	}
	return all
}

func TestSubscribe(t *testing.T) {
	for _, place := range []facebook.TokenPlace{facebook.TokenInBody, facebook.TokenInHeader} {
		fb, ch := standIn(t, facebooktest.Config{Fresh: true, Pages: twoPages}, func(c *facebook.Config) { c.TokenIn = place })
		fb.Hook(gather(ch))
		before, err := channel.CheckSubscription(t.Context(), ch)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"no_webhook!", "not_subscribed 1!", "not_subscribed 2!"}, codes(before.Findings)); diff != "" {
			t.Errorf("before (-want +got):\n%s", diff)
		}
		want := channel.Subscription{URL: callback, Active: true, Accounts: []string{"108000000000001", "108000000000002"}}
		for range 2 { // the second time nothing is left to do
			got, err := channel.Subscribe(t.Context(), ch, callback)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("subscribed (-want +got):\n%s", diff)
			}
		}
		app := fb.Config().AppID
		done := []string{"POST /" + app + "/subscriptions", "POST /108000000000001/subscribed_apps", "POST /108000000000002/subscribed_apps"}
		if diff := cmp.Diff(done, posts(fb)); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
		for range 2 {
			if err := channel.Unsubscribe(t.Context(), ch); err != nil {
				t.Fatal(err)
			}
		}
		done = append(done, "DELETE /108000000000001/subscribed_apps", "DELETE /108000000000002/subscribed_apps", "DELETE /"+app+"/subscriptions")
		if diff := cmp.Diff(done, posts(fb)); diff != "" {
			t.Errorf("changes with the end (-want +got):\n%s", diff)
		}
	}
}

func TestConnect(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{Fresh: true, Pages: twoPages}, nil)
	host := gather(ch)
	fb.Hook(host)
	if _, err := ch.Connect(t.Context(), "108000000000002", callback); err != nil {
		t.Fatal(err)
	}
	now, err := ch.CheckSubscription(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"108000000000002"}, now.Accounts); diff != "" {
		t.Errorf("connected (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"not_subscribed 1!"}, codes(now.Findings)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if err := ch.Disconnect(t.Context(), "108000000000002"); err != nil {
		t.Fatal(err)
	}
	if now, err = ch.CheckSubscription(t.Context()); err != nil || len(now.Accounts) > 0 || !now.Active {
		t.Errorf("disconnected: %+v, %v", now, err)
	}
	if _, err := ch.Connect(t.Context(), "7", callback); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("an account of somebody else's: %v", err)
	}
	for _, address := range []string{"http://desk.example/", "desk.example", "https://u:p@desk.example/", "https://"} {
		if _, err := ch.Connect(t.Context(), "108000000000001", address); address != "" && !errors.Is(err, channel.ErrRejected) {
			t.Errorf("callback %q: %v", address, err)
		}
	}
}

// Meta disables the webhook of a Page after an hour of failed deliveries: the check sees it,
// Connect repairs it.
func TestRepair(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{Pages: twoPages}, nil)
	fb.Hook(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }))
	fb.Say("108000000000002/7", "is anybody there?")
	if err := fb.Flush(t.Context()); err == nil {
		t.Fatal("Meta went on trying for ever")
	}
	host := gather(ch)
	fb.Hook(host)
	sub, err := ch.CheckSubscription(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"not_subscribed 2!"}, codes(sub.Findings)); diff != "" {
		t.Fatalf("findings (-want +got):\n%s", diff)
	}
	sub, err = ch.Connect(t.Context(), sub.Findings[0].Account, "")
	if err != nil || len(sub.Findings) > 0 || !slices.Contains(sub.Accounts, "108000000000002") {
		t.Fatalf("repaired: %+v, %v", sub, err)
	}
	fb.Say("108000000000002/7", "hello?")
	if err := fb.Flush(t.Context()); err != nil || len(host.take()) != 1 {
		t.Errorf("after the repair: %v", err)
	}
}

func TestConnectNamesWhatIsWrong(t *testing.T) {
	const one, two = "108000000000001", "108000000000002"
	tests := []struct {
		name    string
		prepare func(*facebooktest.Server, *facebook.Config)
		want    []string
		err     error
	}{
		{"dead token", func(fb *facebooktest.Server, _ *facebook.Config) { fb.Revoke("EAAone-page", 460) }, []string{"unauthorized 1!"}, channel.ErrUnauthorized},
		{"token of another page", func(_ *facebooktest.Server, c *facebook.Config) {
			c.Pages.(facebook.PageMap)[one] = facebook.Page{Token: "EAAtwo-page"}
		},
			[]string{"other_account 1!"}, channel.ErrUnauthorized},
		{"token of a person", func(fb *facebooktest.Server, c *facebook.Config) {
			c.Pages.(facebook.PageMap)[one] = facebook.Page{Token: channel.Secret(fb.Config().UserToken)}
		}, []string{"other_account 1!"}, channel.ErrUnauthorized},
		{"unknown token", func(_ *facebooktest.Server, c *facebook.Config) {
			c.Pages.(facebook.PageMap)[one] = facebook.Page{Token: "EAAnobody"}
		},
			[]string{"unauthorized 1!"}, channel.ErrUnauthorized},
		{"fields that the app has not", func(_ *facebooktest.Server, c *facebook.Config) { c.Fields = []string{"messages", "feed", "standby"} }, nil, nil},
		{"an own field more", func(_ *facebooktest.Server, c *facebook.Config) { c.Fields = []string{"messages", "response_feedback"} }, []string{"missing_events", "missing_events 1"}, channel.ErrRejected},
		{"no answer", func(fb *facebooktest.Server, _ *facebook.Config) {
			fb.Fail(standin.Refuse().On("debug_token"), -1)
		}, nil, channel.ErrUnavailable},
		{"debug_token is refused", func(fb *facebooktest.Server, _ *facebook.Config) {
			fb.Fail(standin.Status(400, `{"error":{"code":100,"message":"no method override"}}`).On("debug_token"), -1)
		}, []string{"unchecked 1"}, nil},
		{"the page may not be read", func(fb *facebooktest.Server, _ *facebook.Config) {
			fb.Fail(standin.Status(403, `{"error":{"code":200,"message":"EAAone-page may not"}}`).On("subscribed_apps"), -1)
		}, []string{"missing_permission 1!"}, channel.ErrUnauthorized},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fb := facebooktest.New(facebooktest.Config{Pages: map[string]string{one: "EAAone-page", two: "EAAtwo-page"}})
			cfg := forServer(fb, nil)
			tt.prepare(fb, &cfg)
			cfg.HTTP = lookedUp(t, cfg.HTTP)
			ch, err := facebook.New(cfg)
			if err != nil {
				t.Fatal(err)
			}
			sub, err := ch.Connect(t.Context(), one, "")
			if tt.err == nil && err != nil || !errors.Is(err, tt.err) {
				t.Errorf("Connect: %v, want %v", err, tt.err)
			}
			if tt.err != channel.ErrRejected {
				if diff := cmp.Diff(tt.want, codes(sub.Findings)); diff != "" {
					t.Errorf("findings (-want +got):\n%s", diff)
				}
			}
			for _, f := range sub.Findings {
				if strings.Contains(f.Text, "EAA") {
					t.Errorf("a token is shown: %s", f.Text)
				}
			}
		})
	}
}

func TestSubscriptionOfAnotherAddressAndInstagram(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{URL: "https://old.example/", Pages: map[string]string{pageID: "EAAone-page"}}, func(c *facebook.Config) {
		c.Pages.(facebook.PageMap)[instagramID] = facebook.Page{LinkedTo: pageID}
	})
	fb.Hook(gather(ch))
	sub, err := ch.CheckSubscription(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(channel.Subscription{URL: "https://old.example/", Active: true, Accounts: []string{pageID}, Findings: []channel.Finding{
		{Code: "no_webhook", Fatal: true, Text: "the app has no active webhook for the object instagram"}}}, sub); diff != "" {
		t.Errorf("before (-want +got):\n%s", diff)
	}
	sub, err = ch.Subscribe(t.Context(), callback)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(channel.Subscription{URL: callback, Active: true, Accounts: []string{pageID, instagramID}}, sub); diff != "" {
		t.Errorf("after (-want +got):\n%s", diff)
	}
}

func TestSubscribeNeedsTheEndpoint(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{Fresh: true}, nil)
	fb.Hook(http.NotFoundHandler())
	if _, err := ch.Subscribe(t.Context(), callback); !errors.Is(err, channel.ErrRejected) || !strings.Contains(err.Error(), "404") {
		t.Errorf("the endpoint answers 404: %v", err)
	}
}
