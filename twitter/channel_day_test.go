package twitter_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// A day at the desk, against a stand-in that was written without this package: what was sent comes
// back as ours under the id that Send returned, a colleague's answer as a person's, and each
// product tells of it alike.
func TestWithStandIn(t *testing.T) {
	for _, api := range []twitter.API{twitter.V11, twitter.V2} {
		for _, activity := range []bool{false, true} {
			t.Run(fmt.Sprint(api, ", activity ", activity), func(t *testing.T) { day(t, api, activity) })
		}
	}
}

func day(t *testing.T, api twitter.API, activity bool) {
	set := standIn(api, time.Now)
	set.Activity = activity
	x := twittertest.New(set)
	cfg := config()
	cfg.API, cfg.HTTP = api, x.Client()
	ch := open(t, cfg)
	var got []channel.Event
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call, err := channel.ReadWebhook(r)
		if err != nil {
			t.Error(err)
		}
		delivery, err := ch.Receive(call)
		if err != nil {
			t.Error(err)
		}
		for _, ev := range delivery.Events {
			got = append(got, ev.Clone())
		}
		delivery.Reply.ServeHTTP(w, r)
	})
	story := func(want ...string) {
		t.Helper()
		for _, status := range x.Deliver(handler) {
			if status != http.StatusOK {
				t.Errorf("a call was answered %d", status)
			}
		}
		var told []string
		for _, ev := range got {
			text := channel.Kind(ev.Body)
			switch b := ev.Body.(type) {
			case channel.Message:
				text += " " + b.Text
			case channel.Post:
				text = b.Kind + " " + b.Text
			}
			told = append(told, fmt.Sprintf("%s %s: %s", ev.Thread.Contact, ev.Origin, text))
		}
		if diff := cmp.Diff(want, told); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		got = nil
	}

	id := x.Say(ada, "Is 1 < 2 & 3 > 2?")
	x.Type(ada)
	story(ada+" contact: message Is 1 < 2 & 3 > 2?", ada+" contact: typing")

	sent, err := ch.Send(t.Context(), toAda, channel.Message{Text: "Yes & always", By: channel.ByPerson})
	require.NoError(t, err)
	x.Deliver(handler)
	require.Len(t, got, 1)
	if m := got[0].Body.(channel.Message); len(sent.IDs) != 1 || m.ID != sent.IDs[0] || got[0].Origin != channel.OriginUs || got[0].Thread != toAda {
		t.Errorf("sent %v, and the echo is %+v", sent, got[0])
	}
	got = nil

	x.Read(ada)
	x.PersonSays(ada, "typed by a colleague")
	x.AppSays(ada, "16180339", "a campaign")
	story(ada+" contact: read", ada+" person: message typed by a colleague", ada+" other_app: message a campaign")

	if api == twitter.V11 {
		require.NoError(t, channel.ShowTyping(t.Context(), ch, toAda))
		require.NoError(t, channel.MarkRead(t.Context(), ch, toAda, id))
	}

	x.Revoke()
	if activity {
		story() // whether X tells of it there without a subscription is not confirmed, so the stand-in does not
	} else {
		story(" platform: revoked")
	}
	if _, err := ch.Send(t.Context(), toAda, channel.Message{Text: "too late"}); !isUnauthorized(err) {
		t.Errorf("Send after the permission was withdrawn: %v, want ErrUnauthorized", err)
	}
}

func isUnauthorized(err error) bool { return errors.Is(err, channel.ErrUnauthorized) }
