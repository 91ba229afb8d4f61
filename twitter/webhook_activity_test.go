package twitter_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

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
			if diff := cmp.Diff([]string{"other_url", "other_url", "other_url", "other_url"}, codes(sub.Findings)); diff != "" || sub.URL != desk+"2" {
				t.Errorf("%+v (-want +got):\n%s", sub, diff)
			}

			_, err = ch.SubscribeActivity(t.Context(), twitter.ActivitySubscription{EventType: "post.mention.create"})
			require.NoError(t, err)
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

// The stand-in's readings of what X leaves open: an echo without source_app_id, a revocation
// without a subscription.
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
