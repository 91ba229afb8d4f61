package twitter_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestRegisterAndSubscribe(t *testing.T) {
	for _, product := range products {
		t.Run(string(product), func(t *testing.T) {
			x := fresh()
			ch := managed(t, x, product)
			sub, err := ch.CheckSubscription(t.Context())
			require.NoError(t, err)
			if diff := cmp.Diff([]string{channel.FindingNoWebhook}, codes(sub.Findings)); diff != "" || sub.Active {
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
			if diff := cmp.Diff([]string{channel.FindingNotSubscribed}, codes(sub.Findings)); diff != "" || sub.Active || sub.URL != desk {
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
			if diff := cmp.Diff([]string{channel.FindingOtherURL}, codes(sub.Findings)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if now, err := ch.CheckSubscription(t.Context()); err != nil || now.URL != old || !now.Active {
				t.Errorf("the stale webhook is now %+v, %v; nothing was asked for", now, err)
			}

			sub, err = ch.RegisterAndSubscribe(t.Context(), twitter.Register{URL: desk, Replace: true})
			require.NoError(t, err)
			if diff := cmp.Diff([]string{channel.FindingOtherURL}, codes(sub.Findings)); diff != "" || !sub.Active || sub.URL != desk || sub.Findings[0].Fatal {
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

// A second webhook is registered in addition to the first where the plan has room: another host of
// the app may use that.
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
			if diff := cmp.Diff([]string{channel.FindingFailing}, codes(sub.Findings)); diff != "" || sub.Active {
				t.Errorf("%+v (-want +got):\n%s", sub, diff)
			}

			x.Hook(wrong)
			sub, err = ch.Subscribe(t.Context(), desk)
			if !errors.Is(err, channel.ErrRejected) {
				t.Errorf("Subscribe with a wrong answer: %v, want ErrRejected", err)
			}
			if diff := cmp.Diff([]string{channel.FindingFailing}, codes(sub.Findings)); diff != "" {
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

// Two nodes that start at once register one address: who comes second finds it registered.
func TestRegisteredByAnotherNode(t *testing.T) {
	const address = "https://desk.example.com/x"
	lists := 0
	cfg := config()
	cfg.Bearer = "bearer-token"
	cfg.HTTP = &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
		status, body := http.StatusOK, `{"data":{"subscribed":true}}`
		switch {
		case r.URL.Path == "/2/webhooks" && r.Method == http.MethodGet:
			body = `{"data":[],"meta":{"result_count":0}}`
			if lists++; lists > 1 {
				body = `{"data":[{"id":"77","url":"` + address + `","valid":true,"created_at":"2026-11-01T10:00:00.000Z"}],"meta":{"result_count":1}}`
			}
		case r.URL.Path == "/2/webhooks":
			status = http.StatusBadRequest
			body = `{"errors":[{"message":"DuplicateUrlFailed: Webhook URL already exists"}],"title":"Invalid Request","type":"https://api.twitter.com/2/problems/invalid-request"}`
		case r.URL.Path != "/2/account_activity/webhooks/77/subscriptions/all":
			t.Errorf("%s %s", r.Method, r.URL)
		}
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	})}
	sub, err := open(t, cfg).Subscribe(t.Context(), address)
	if err != nil || !sub.Active || sub.URL != address {
		t.Errorf("Subscribe: %+v, %v", sub, err)
	}
}
