package twitter_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// An administrator sets an account up and takes it down again, whatever the product: look the id
// up, check access, register and subscribe, receive, answer with a video, rotate the keys, delete
// the webhook.
func TestAdministratorsJourney(t *testing.T) {
	for _, product := range []twitter.Product{twitter.Premium, twitter.Enterprise, twitter.AccountActivity, twitter.Activity} {
		for _, api := range []twitter.API{twitter.V11, twitter.V2} {
			if api == twitter.V2 && (product == twitter.Premium || product == twitter.Enterprise) {
				continue // they are v1.1 themselves
			}
			t.Run(fmt.Sprint(product, " ", api), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { journey(t, product, api) })
			})
		}
	}
}

func journey(t *testing.T, product twitter.Product, api twitter.API) {
	x := fresh(func(c *twittertest.Config) { c.Processing, c.NoV11 = 4*time.Second, api == twitter.V2 })
	cfg := config()
	cfg.API, cfg.Product, cfg.Env, cfg.HTTP = api, product, "desk", x.Client()
	cfg.Files = func(context.Context, string) (channel.File, error) {
		f, _ := videoFile(5 << 20)
		return f, nil
	}
	if product == twitter.Activity {
		cfg.OAuth2 = twitter.OAuth2{ClientID: x.Config().ClientID, ClientSecret: channel.Secret(x.Config().ClientSecret), Tokens: new(twitter.TokenMemory)}
	}

	// The host swaps the channel while its handler runs.
	var now atomic.Pointer[twitter.Channel]
	var got []channel.Event
	host := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		receiving(now.Load(), func(ev channel.Event) { got = append(got, ev) }).ServeHTTP(w, r)
	})
	x.Hook(host)

	cfg.Account = ""
	who, err := twitter.LookupAccount(t.Context(), cfg, "https://x.com/mustertelecom")
	require.NoError(t, err)
	cfg.Account = who.ID
	ch := open(t, cfg)
	now.Store(ch)

	access, err := ch.CheckAccess(t.Context(), twitter.AccessCheck{Probe: true})
	require.NoError(t, err)
	for _, f := range access.Findings {
		if f.Fatal {
			t.Errorf("found %+v", f)
		}
	}
	if !access.Messages {
		t.Errorf("access is %+v", access)
	}
	if product == twitter.Activity {
		require.NoError(t, logIn(t, x, ch))
	}

	sub, err := channel.Subscribe(t.Context(), ch, desk)
	require.NoError(t, err)
	if diff := cmp.Diff(channel.Subscription{URL: desk, Active: true, Accounts: []string{us}}, sub); diff != "" {
		t.Errorf("subscribed (-want +got):\n%s", diff)
	}

	x.Say(ada, "How do I plug it in?")
	require.NoError(t, x.Flush(t.Context()))
	require.Len(t, got, 1)
	sent, err := ch.Send(t.Context(), got[0].Thread, channel.Message{Text: "Like this:", Attachments: []channel.Attachment{{Kind: channel.MediaVideo, File: "plug.mp4"}}})
	require.NoError(t, err)
	require.NoError(t, x.Flush(t.Context()))
	require.Len(t, got, 2)
	echo := got[1].Body.(channel.Message)
	if echo.ID != sent.IDs[0] || len(echo.Attachments) != 1 || echo.Attachments[0].Kind != channel.MediaVideo || got[1].Origin != channel.OriginUs {
		t.Errorf("the echo is %+v", got[1])
	}

	// The keys: the channel takes both secrets, then X signs with the new one.
	underway := post([]byte(`{"for_user_id":"` + us + `","direct_message_events":[]}`))
	underway.At = time.Now()
	const renewed = "api-secret-renewed"
	x.Regenerate(renewed)
	if _, err := ch.Send(t.Context(), toAda, channel.Message{Text: "with the old key"}); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("with the old key: %v, want ErrUnauthorized", err)
	}
	cfg.APISecret = channel.Keys{{Secret: renewed}, {Secret: secret, Until: time.Now().Add(time.Hour)}}
	ch = open(t, cfg)
	now.Store(ch)
	if err := ch.Verify(underway); err != nil {
		t.Errorf("what was underway: %v", err)
	}
	if underway.At = time.Now().Add(2 * time.Hour); !errors.Is(ch.Verify(underway), channel.ErrForged) {
		t.Error("the old key proves for ever")
	}
	require.NoError(t, x.Recheck(host))
	x.Say(ada, "Thank you!")
	require.NoError(t, x.Flush(t.Context()))
	require.Len(t, got, 3)
	_, err = ch.Send(t.Context(), toAda, channel.Message{Text: "You are welcome"})
	require.NoError(t, err)
	require.NoError(t, x.Flush(t.Context()))

	require.NoError(t, channel.Unsubscribe(t.Context(), ch))
	list, err := ch.Webhooks(t.Context())
	require.NoError(t, err)
	for _, w := range list {
		require.NoError(t, ch.DeleteWebhook(t.Context(), w.ID))
	}
	sub, err = channel.CheckSubscription(t.Context(), ch)
	if diff := cmp.Diff([]string{channel.FindingNoWebhook}, codes(sub.Findings)); diff != "" || err != nil {
		t.Errorf("in the end: %v (-want +got):\n%s", err, diff)
	}
}
