package twitter_test

import (
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

const desk = "https://desk.muster.example/x"

// products are the ways of managing webhooks that need no user token of OAuth 2.0.
var products = []twitter.Product{twitter.Premium, twitter.Enterprise, twitter.AccountActivity}

// fresh is X with our app, where no webhook is registered.
func fresh(change ...func(*twittertest.Config)) *twittertest.Server {
	set := standIn(twitter.V11, time.Now)
	set.Fresh, set.Env = true, "desk"
	for _, f := range change {
		f(&set)
	}
	return twittertest.New(set)
}

// managed is a channel on x, hooked to it, so that X's checks are answered.
func managed(t testing.TB, x *twittertest.Server, product twitter.Product, change ...func(*twitter.Config)) *twitter.Channel {
	t.Helper()
	cfg := config()
	cfg.HTTP, cfg.Product, cfg.Env = x.Client(), product, "desk"
	for _, f := range change {
		f(&cfg)
	}
	ch := open(t, cfg)
	x.Hook(receiving(ch, func(channel.Event) {}))
	return ch
}

// receiving is the smallest host.
func receiving(ch channel.Channel, keep func(channel.Event)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call, err := channel.ReadWebhook(r)
		if err != nil {
			w.WriteHeader(channel.StatusCode(err))
			return
		}
		got, err := ch.Receive(call)
		if err != nil {
			w.WriteHeader(channel.StatusCode(err))
			return
		}
		for _, ev := range got.Events {
			keep(ev.Clone())
		}
		got.Reply.ServeHTTP(w, r)
	})
}

func codes(list []channel.Finding) []string {
	var found []string
	for _, f := range list {
		found = append(found, f.Code)
	}
	return found
}

func TestRegisterAndSubscribe(t *testing.T) {
	for _, product := range products {
		t.Run(string(product), func(t *testing.T) {
			x := fresh()
			ch := managed(t, x, product)
			sub, err := ch.CheckSubscription(t.Context())
			require.NoError(t, err)
			if diff := cmp.Diff([]string{twitter.FindingNoWebhook}, codes(sub.Findings)); diff != "" || sub.Active {
				t.Errorf("at first %+v (-want +got):\n%s", sub, diff)
			}
			want := channel.Subscription{URL: desk, Active: true, Accounts: []string{us}}
			for range 2 { // what is in place counts as success
				sub, err = channel.Subscribe(t.Context(), ch, desk)
				require.NoError(t, err)
				if diff := cmp.Diff(want, sub); diff != "" {
					t.Errorf("Subscribe (-want +got):\n%s", diff)
				}
				sub, err = channel.CheckSubscription(t.Context(), ch)
				require.NoError(t, err)
				if diff := cmp.Diff(want, sub); diff != "" {
					t.Errorf("CheckSubscription (-want +got):\n%s", diff)
				}
			}
			list, err := ch.Webhooks(t.Context())
			require.NoError(t, err)
			require.Len(t, list, 1)
			if w := list[0]; w.URL != desk || !w.Valid || w.Created.IsZero() || w.ID == "" {
				t.Errorf("the webhook is %+v", w)
			}
			on, err := ch.IsSubscribed(t.Context(), list[0].ID)
			if !on || err != nil {
				t.Errorf("IsSubscribed = %v, %v", on, err)
			}
			used, err := ch.CountSubscriptions(t.Context())
			if err != nil || used.Used != 1 || used.Provided == 0 {
				t.Errorf("CountSubscriptions = %+v, %v", used, err)
			}

			for range 2 {
				require.NoError(t, channel.Unsubscribe(t.Context(), ch))
			}
			on, err = ch.IsSubscribed(t.Context(), list[0].ID)
			if on || err != nil {
				t.Errorf("after Unsubscribe IsSubscribed = %v, %v", on, err)
			}
			sub, err = ch.CheckSubscription(t.Context())
			require.NoError(t, err)
			if diff := cmp.Diff([]string{twitter.FindingNotSubscribed}, codes(sub.Findings)); diff != "" || sub.Active || sub.URL != desk {
				t.Errorf("after Unsubscribe %+v (-want +got):\n%s", sub, diff)
			}
			for range 2 {
				require.NoError(t, ch.DeleteWebhook(t.Context(), list[0].ID))
			}
			list, err = ch.Webhooks(t.Context())
			if len(list) != 0 || err != nil {
				t.Errorf("after DeleteWebhook: %v, %v", list, err)
			}
		})
	}
}

func TestStaleWebhook(t *testing.T) {
	const old = "https://old.muster.example/x"
	for _, product := range products {
		t.Run(string(product), func(t *testing.T) {
			x := fresh()
			ch := managed(t, x, product)
			_, err := ch.Subscribe(t.Context(), old)
			require.NoError(t, err)

			sub, err := ch.Subscribe(t.Context(), desk)
			if !errors.Is(err, channel.ErrRejected) || sub.Active {
				t.Errorf("Subscribe beside a stale webhook: %+v, %v; want ErrRejected", sub, err)
			}
			if diff := cmp.Diff([]string{twitter.FindingStale}, codes(sub.Findings)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if now, err := ch.CheckSubscription(t.Context()); err != nil || now.URL != old || !now.Active {
				t.Errorf("the stale webhook is now %+v, %v; nothing was asked for", now, err)
			}

			sub, err = ch.RegisterAndSubscribe(t.Context(), twitter.Register{URL: desk, Replace: true})
			require.NoError(t, err)
			if diff := cmp.Diff([]string{twitter.FindingStale}, codes(sub.Findings)); diff != "" || !sub.Active || sub.URL != desk || sub.Findings[0].Fatal {
				t.Errorf("replaced: %+v (-want +got):\n%s", sub, diff)
			}
			list, err := ch.Webhooks(t.Context())
			require.NoError(t, err)
			require.Len(t, list, 1)
			if list[0].URL != desk {
				t.Errorf("the webhook is %+v", list[0])
			}
		})
	}
}

// A second webhook is registered beside the first where the plan has room: another host of the app may use that.
func TestAnotherWebhookIsLeftAlone(t *testing.T) {
	x := fresh(func(c *twittertest.Config) { c.Webhooks = 2 })
	ch := managed(t, x, twitter.AccountActivity)
	_, err := ch.RegisterWebhook(t.Context(), "https://other.muster.example/x")
	require.NoError(t, err)
	sub, err := ch.RegisterAndSubscribe(t.Context(), twitter.Register{URL: desk, Replace: true})
	require.NoError(t, err)
	list, err := ch.Webhooks(t.Context())
	require.NoError(t, err)
	if len(list) != 2 || !sub.Active || len(sub.Findings) != 0 {
		t.Errorf("webhooks %v, %+v", list, sub)
	}
	_, err = ch.RegisterAndSubscribe(t.Context(), twitter.Register{URL: "https://third.muster.example/x", Replace: true})
	if !errors.Is(err, channel.ErrRejected) {
		t.Errorf("with two in the way: %v, want ErrRejected, since nobody said which", err)
	}
}

func TestInvalidWebhookIsChecked(t *testing.T) {
	for _, product := range products {
		t.Run(string(product), func(t *testing.T) {
			x := fresh()
			ch := managed(t, x, product)
			_, err := ch.Subscribe(t.Context(), desk)
			require.NoError(t, err)
			wrong := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"response_token":"sha256=no"}`)) })
			if x.Recheck(wrong) == nil {
				t.Fatal("the stand-in takes a wrong answer")
			}
			sub, err := ch.CheckSubscription(t.Context())
			require.NoError(t, err)
			if diff := cmp.Diff([]string{twitter.FindingInvalid}, codes(sub.Findings)); diff != "" || sub.Active {
				t.Errorf("%+v (-want +got):\n%s", sub, diff)
			}

			x.Hook(wrong)
			sub, err = ch.Subscribe(t.Context(), desk)
			if !errors.Is(err, channel.ErrRejected) {
				t.Errorf("Subscribe with a wrong answer: %v, want ErrRejected", err)
			}
			if diff := cmp.Diff([]string{twitter.FindingInvalid}, codes(sub.Findings)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}

			x.Hook(receiving(ch, func(channel.Event) {}))
			sub, err = ch.Subscribe(t.Context(), desk)
			require.NoError(t, err)
			if diff := cmp.Diff([]string{twitter.FindingRechecked}, codes(sub.Findings)); diff != "" || !sub.Active {
				t.Errorf("%+v (-want +got):\n%s", sub, diff)
			}
		})
	}
}

func TestCallbackIsCheckedBeforeAnyCall(t *testing.T) {
	x := fresh()
	ch := managed(t, x, twitter.AccountActivity)
	for _, address := range []string{"", "http://desk.muster.example/x", "https://desk.muster.example:8443/x", "https:///x", "desk", "https://a:b@desk.muster.example/",
		"https://desk.muster.example/" + string(make([]byte, 200))} {
		_, err := ch.Subscribe(t.Context(), address)
		if all := channel.FieldErrors(err); len(all) != 1 || all[0].Field != "callbackUrl" || !errors.Is(err, channel.ErrRejected) {
			t.Errorf("Subscribe(%q): %v, want ErrRejected with a FieldError for callbackUrl", address, err)
		}
	}
	if n := len(x.Calls()); n != 0 {
		t.Errorf("%d calls were made", n)
	}
}

// The bearer token is obtained once, and anew when it was invalidated.
func TestBearerIsObtained(t *testing.T) {
	x := fresh()
	ch := managed(t, x, twitter.AccountActivity)
	tokens := func() (n int) {
		for _, c := range x.Calls() {
			if c.Path == "/oauth2/token" {
				n++
			}
		}
		return n
	}
	for range 3 {
		_, err := ch.Webhooks(t.Context())
		require.NoError(t, err)
	}
	if n := tokens(); n != 1 {
		t.Errorf("asked for %d tokens, want 1", n)
	}
	require.NoError(t, ch.Call(t.Context(), http.MethodPost, "/oauth2/invalidate_token", url.Values{"access_token": {"bearer-Yv5"}}, nil))
	_, err := ch.Webhooks(t.Context())
	if n := tokens(); err != nil || n != 2 {
		t.Errorf("after an invalidation: %v, %d tokens", err, n)
	}
	other := managed(t, x, twitter.AccountActivity, func(c *twitter.Config) { c.APISecret = channel.NewKeys("wrong") })
	if _, err := other.Webhooks(t.Context()); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("with a wrong secret: %v, want ErrUnauthorized", err)
	}
}

func TestReplay(t *testing.T) {
	for _, product := range []twitter.Product{twitter.Enterprise, twitter.AccountActivity} {
		t.Run(string(product), func(t *testing.T) {
			x := fresh()
			ch := managed(t, x, product)
			_, err := ch.Subscribe(t.Context(), desk)
			require.NoError(t, err)
			list, err := ch.Webhooks(t.Context())
			require.NoError(t, err)
			var ids []string
			host := receiving(ch, func(ev channel.Event) { ids = append(ids, ev.ID) })
			x.Say(ada, "lost")
			began := x.Now()
			x.Deliver(host)
			x.Advance(2 * time.Hour)
			_, err = ch.Replay(t.Context(), list[0].ID, began.Add(-time.Minute), began.Add(5*time.Minute))
			require.NoError(t, err)
			x.Deliver(host)
			x.Deliver(host)
			if len(ids) != 3 || ids[0] != ids[1] || ids[2] == ids[0] {
				t.Errorf("events %q: want the message twice with one ID, then the end of the job", ids)
			}
			_, err = ch.Replay(t.Context(), list[0].ID, began, began)
			if len(channel.FieldErrors(err)) != 1 {
				t.Errorf("an empty stretch: %v", err)
			}
		})
	}
	if _, err := managed(t, fresh(), twitter.Premium).Replay(t.Context(), "1", time.Unix(0, 0), time.Unix(60, 0)); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("premium: %v, want ErrUnsupported", err)
	}
}
