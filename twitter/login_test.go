package twitter_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

const backAt = "https://desk.muster.example/login"

// userOf is a channel with OAuth 2.0 on x.
func userOf(t testing.TB, x *twittertest.Server, store twitter.TokenStore, change ...func(*twitter.Config)) *twitter.Channel {
	t.Helper()
	return managed(t, x, twitter.Activity, append(change, func(c *twitter.Config) {
		c.OAuth2 = twitter.OAuth2{ClientID: x.Config().ClientID, ClientSecret: channel.Secret(x.Config().ClientSecret), Tokens: store}
		if x.Config().PublicClient {
			c.OAuth2.ClientSecret = ""
		}
	})...)
}

// logIn lets the account's owner agree.
func logIn(t testing.TB, x *twittertest.Server, ch *twitter.Channel, scopes ...string) error {
	t.Helper()
	login, err := ch.Login(backAt, scopes...)
	require.NoError(t, err)
	callback, err := x.Allow(login.URL)
	require.NoError(t, err)
	u, err := url.Parse(callback)
	require.NoError(t, err)
	return ch.Finish(t.Context(), login, u.Query())
}

func TestLogin(t *testing.T) {
	for _, public := range []bool{false, true} {
		t.Run(fmt.Sprint("public ", public), func(t *testing.T) {
			x := fresh(func(c *twittertest.Config) { c.PublicClient, c.Callbacks = public, []string{backAt} })
			store := new(twitter.TokenMemory)
			ch := userOf(t, x, store)
			require.NoError(t, logIn(t, x, ch))
			got, err := store.Load(t.Context(), us)
			require.NoError(t, err)
			if got.Serial != 1 || got.Access == "" || got.Refresh == "" || !got.Until.After(time.Now()) || got.Scope != strings.Join(twitter.Scopes(), " ") || !got.Lease.IsZero() {
				t.Errorf("stored %+v", got)
			}
			require.NoError(t, logIn(t, x, ch)) // anew
			got, _ = store.Load(t.Context(), us)
			if got.Serial != 2 {
				t.Errorf("the serial is %d after a second login, want 2", got.Serial)
			}
			require.NoError(t, ch.Logout(t.Context()))
			if got, _ = store.Load(t.Context(), us); got != (twitter.Tokens{Serial: 3}) {
				t.Errorf("after Logout %+v is stored", got)
			}
		})
	}
}

func TestFinishRefuses(t *testing.T) {
	x := fresh()
	store := new(twitter.TokenMemory)
	ch := userOf(t, x, store)
	login, err := ch.Login(backAt)
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		query string
		want  error
	}{
		"another state": {"state=x&code=y", channel.ErrForged},
		"no state":      {"code=y", channel.ErrForged},
		"denied":        {"state=" + login.State + "&error=access_denied", channel.ErrUnauthorized},
		"no code":       {"state=" + login.State, channel.ErrRejected},
		"wrong code":    {"state=" + login.State + "&code=guess", channel.ErrUnauthorized},
	} {
		q, err := url.ParseQuery(tt.query)
		require.NoError(t, err)
		if err := ch.Finish(t.Context(), login, q); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	if err := ch.Finish(t.Context(), twitter.Login{}, url.Values{"state": {""}, "code": {"x"}}); !errors.Is(err, channel.ErrForged) {
		t.Errorf("a login that never began: %v, want ErrForged", err)
	}
	other := userOf(t, x, store, func(c *twitter.Config) { c.Account = "77" })
	if err := logIn(t, x, other); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("another account's owner: %v", err)
	}
	for _, account := range []string{us, "77"} {
		if got, _ := store.Load(t.Context(), account); got != (twitter.Tokens{}) {
			t.Errorf("stored for %s: %+v", account, got)
		}
	}
	if _, err := managed(t, x, twitter.Activity).Login(backAt); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("without a store: %v", err)
	}
}

func TestOAuth2Complaints(t *testing.T) {
	for want, o := range map[string]twitter.OAuth2{
		"clientId missing": {Tokens: new(twitter.TokenMemory)}, "oauth2.tokens missing": {ClientID: "a"}, "clientId invalid": {ClientID: "a b", Tokens: new(twitter.TokenMemory)},
	} {
		cfg := config()
		cfg.OAuth2 = o
		_, err := twitter.New(cfg)
		if diff := cmp.Diff([]string{want}, complaints(err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", want, diff)
		}
	}
	s := settings()
	s.Values["clientId"], s.Values["product"] = "client", "activity"
	s.Keys["clientSecret"] = channel.NewKeys("client-secret")
	d := twitter.DriverWith(new(twitter.TokenMemory))
	if _, err := d.Open(s); err != nil {
		t.Errorf("Open: %v", err)
	}
	if n := len(d.Fields) - len(twitter.Driver().Fields); n != 2 {
		t.Errorf("%d more fields, want 2", n)
	}
}

// refreshes counts the calls to X's token endpoint that came through.
func refreshes(x *twittertest.Server) (n int) {
	for _, c := range x.Calls() {
		if c.Path == "/2/oauth2/token" {
			n++
		}
	}
	return n
}

// subscribeOnce needs a user token.
func subscribeOnce(ctx context.Context, ch *twitter.Channel) error {
	_, err := ch.SubscribeActivity(ctx, twitter.ActivitySubscription{EventType: "dm.received"})
	return err
}

// Five nodes whose token ended find it refreshed once, and none loses it; refresh tokens are good for one use.
func TestNodesRefreshAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := fresh()
		store := new(twitter.TokenMemory)
		first := userOf(t, x, store)
		require.NoError(t, logIn(t, x, first))
		for round := range 3 {
			before := refreshes(x)
			time.Sleep(3 * time.Hour) // of the bubble's clock
			x.Fail(standin.Latency(time.Second, 3*time.Second), -1)
			var all sync.WaitGroup
			errs := make([]error, 10)
			for i := range errs {
				ch := first
				if i >= 2 { // the first two share a node
					ch = userOf(t, x, store)
				}
				all.Go(func() { errs[i] = subscribeOnce(t.Context(), ch) })
			}
			all.Wait()
			x.Heal()
			if err := errors.Join(errs...); err != nil {
				t.Errorf("round %d: %v", round, err)
			}
			if n := refreshes(x) - before; n != 1 {
				t.Errorf("round %d: refreshed %d times, want once", round, n)
			}
		}
	})
}

// flaky is a store that fails when told.
type flaky struct {
	twitter.TokenMemory
	swaps int // that work before one fails; negative: all work
	fails int
}

func (f *flaky) Swap(ctx context.Context, account string, serial int64, now twitter.Tokens) (bool, error) {
	if f.swaps == 0 && f.fails > 0 {
		f.fails--
		return false, errors.New("the database is away")
	}
	if f.swaps > 0 {
		f.swaps--
	}
	return f.TokenMemory.Swap(ctx, account, serial, now)
}

// Tokens that could not be stored are not used, and not lost.
func TestNewTokensAreStoredBeforeUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := fresh()
		store := &flaky{swaps: -1}
		ch := userOf(t, x, store)
		require.NoError(t, logIn(t, x, ch))
		time.Sleep(3 * time.Hour)
		store.swaps, store.fails = 1, 2 // the lease is noted, the tokens are not, twice
		for range 2 {
			if err := subscribeOnce(t.Context(), ch); !errors.Is(err, channel.ErrUnavailable) {
				t.Errorf("without a store: %v, want ErrUnavailable", err)
			}
		}
		for _, c := range x.Calls() {
			if strings.HasPrefix(c.Path, "/2/activity") {
				t.Error("the token was used before it was stored")
			}
		}
		time.Sleep(time.Hour) // the lease has ended, and another node tries its luck with the old token
		if err := subscribeOnce(t.Context(), userOf(t, x, store)); !errors.Is(err, channel.ErrUnauthorized) {
			t.Errorf("the other node: %v", err)
		}
		require.NoError(t, subscribeOnce(t.Context(), ch))
		require.NoError(t, subscribeOnce(t.Context(), userOf(t, x, store)))
		if n := refreshes(x); n != 3 {
			t.Errorf("%d calls for tokens, want 3: login, refresh, and the other node's", n)
		}
	})
}

func TestUserTokenEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := fresh()
		store := new(twitter.TokenMemory)
		ch := userOf(t, x, store)
		if err := subscribeOnce(t.Context(), ch); !errors.Is(err, channel.ErrUnauthorized) {
			t.Errorf("before a login: %v, want ErrUnauthorized", err)
		}
		require.NoError(t, logIn(t, x, ch, "dm.read", "dm.write", "tweet.read", "users.read"))
		require.NoError(t, subscribeOnce(t.Context(), ch))
		time.Sleep(3 * time.Hour)
		if err := subscribeOnce(t.Context(), ch); !errors.Is(err, channel.ErrUnauthorized) {
			t.Errorf("ended, without offline.access: %v, want ErrUnauthorized", err)
		}
		require.NoError(t, logIn(t, x, ch))
		x.Revoke()
		if err := subscribeOnce(t.Context(), ch); !errors.Is(err, channel.ErrUnauthorized) {
			t.Errorf("revoked: %v, want ErrUnauthorized", err)
		}
		if got, _ := store.Load(t.Context(), us); !got.Lease.IsZero() {
			t.Errorf("a lease is left: %+v", got)
		}
	})
}

// A caller who leaves in the middle of a refresh does not lose the tokens.
func TestCanceledRefreshIsFinished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := fresh()
		store := new(twitter.TokenMemory)
		ch := userOf(t, x, store)
		require.NoError(t, logIn(t, x, ch))
		time.Sleep(3 * time.Hour)
		x.Fail(standin.Delay(5*time.Second).On("/2/oauth2/token"), 1)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := subscribeOnce(ctx, ch); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("canceled: %v", err)
		}
		require.NoError(t, subscribeOnce(t.Context(), ch))
		if n := refreshes(x); n != 2 {
			t.Errorf("%d calls for tokens, want 2", n)
		}
	})
}

func TestActivity(t *testing.T) {
	for _, form := range []string{"object", "array", "wrapped"} {
		t.Run(form, func(t *testing.T) {
			x := fresh(func(c *twittertest.Config) { c.ActivityForm, c.Webhooks = form, 2 })
			ch := userOf(t, x, new(twitter.TokenMemory))
			require.NoError(t, logIn(t, x, ch))
			want := channel.Subscription{URL: desk, Active: true, Accounts: []string{us}}
			for range 2 {
				sub, err := channel.Subscribe(t.Context(), ch, desk)
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
			var got []string
			host := receiving(ch, func(ev channel.Event) { got = append(got, channel.Kind(ev.Body)) })
			x.Say(ada, "hello")
			x.Type(ada)
			x.Deliver(host)
			if diff := cmp.Diff([]string{"message", "typing"}, got); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}

			public, err := ch.SubscribeActivity(t.Context(), twitter.ActivitySubscription{EventType: "post.create", User: ada, Tag: "ada"})
			require.NoError(t, err)
			again, err := ch.SubscribeActivity(t.Context(), twitter.ActivitySubscription{EventType: "post.create", User: ada})
			if diff := cmp.Diff(public, again); diff != "" || err != nil || public.ID == "" || public.User != ada || public.Tag != "ada" {
				t.Errorf("subscribed again: %v (-first +again):\n%s", err, diff)
			}
			changed, err := ch.UpdateActivity(t.Context(), public.ID, "of ada", "")
			if err != nil || changed.Tag != "of ada" || changed.ID != public.ID {
				t.Errorf("UpdateActivity = %+v, %v", changed, err)
			}
			for range 2 {
				require.NoError(t, ch.DeleteActivity(t.Context(), public.ID))
			}

			// The address moves: the subscriptions follow.
			sub, err := channel.Subscribe(t.Context(), ch, desk+"2")
			require.NoError(t, err)
			if diff := cmp.Diff([]string{"stale", "stale", "stale", "stale"}, codes(sub.Findings)); diff != "" || sub.URL != desk+"2" {
				t.Errorf("%+v (-want +got):\n%s", sub, diff)
			}

			for range 2 {
				require.NoError(t, channel.Unsubscribe(t.Context(), ch))
			}
			all, err := ch.ActivitySubscriptions(t.Context())
			if len(all) != 0 || err != nil {
				t.Errorf("after Unsubscribe: %v, %v", all, err)
			}
		})
	}
}

func TestActivityComplaints(t *testing.T) {
	x := fresh()
	ch := userOf(t, x, new(twitter.TokenMemory))
	_, err := ch.SubscribeActivity(t.Context(), twitter.ActivitySubscription{User: "@ada", Tag: strings.Repeat("ü", 201), Webhook: "a"})
	got := complaints(err)
	slices.Sort(got)
	if diff := cmp.Diff([]string{"eventType missing", "tag too_long", "user invalid", "webhook invalid"}, got); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	if err := ch.DeleteActivity(t.Context(), "../webhooks/1"); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("DeleteActivity of a path: %v", err)
	}
	if n := len(x.Calls()); n != 0 {
		t.Errorf("%d calls were made", n)
	}
}

// The stand-in's readings of what X leaves open: an echo without source_app_id, a revocation without a subscription.
func TestOpenPointsOfActivity(t *testing.T) {
	for _, open := range []bool{false, true} {
		t.Run(fmt.Sprint(open), func(t *testing.T) {
			set := standIn(twitter.V2, time.Now)
			set.Activity, set.NoSourceApp, set.TellRevoked = true, open, open
			x := twittertest.New(set)
			ch := managed(t, x, twitter.Activity, v2)
			x.Say(ada, "hello")
			_, err := ch.Send(t.Context(), toAda, channel.Message{Text: "good day"})
			require.NoError(t, err)
			x.Revoke()
			var got []string
			host := receiving(ch, func(ev channel.Event) { got = append(got, channel.Kind(ev.Body)+" "+string(ev.Origin)) })
			x.Deliver(host)
			want := []string{"message contact", "message us"}
			if open {
				want = []string{"message contact", "message ", "revoked platform"}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

// Photos are read with the user token where the access token may not.
func TestOpenMediaWithUserToken(t *testing.T) {
	x := twittertest.New(standIn(twitter.V11, time.Now))
	ch := userOf(t, x, new(twitter.TokenMemory))
	require.NoError(t, logIn(t, x, ch))
	var photo channel.Attachment
	host := receiving(ch, func(ev channel.Event) { photo = ev.Body.(channel.Message).Attachments[0] })
	x.SendPhoto(ada, "", []byte(jpegStart))
	x.Deliver(host)
	x.Fail(standin.Status(403, "").On("/1.1/ton/"), 1)
	f, err := ch.OpenMedia(t.Context(), toAda, photo)
	require.NoError(t, err)
	require.NoError(t, f.Body.Close())
	if f.Type != "image/jpeg" {
		t.Errorf("the type is %q", f.Type)
	}
}
