package twitter_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// History yields the events of the webhook, under the same IDs.
func TestHistoryTellsTheSame(t *testing.T) {
	for _, api := range []twitter.API{twitter.V11, twitter.V2} {
		t.Run(string(api), func(t *testing.T) {
			set := standIn(api, time.Now)
			x := twittertest.New(set)
			ch := managed(t, x, twitter.AccountActivity, func(c *twitter.Config) { c.API = api })
			var live []channel.Event
			host := receiving(ch, func(ev channel.Event) { live = append(live, ev) })
			x.Meet(twittertest.Person{ID: ada, Name: "Ada Kestrel", Username: "adakestrel"})
			x.Say(ada, "Is 1 < 2 & so on? https://muster.example/a?b=1&c=2")
			x.SendPhoto(ada, "look", []byte(jpegStart))
			x.PersonSays(ada, "typed by a colleague")
			x.Say("2002", "Moin!")
			_, err := ch.Send(t.Context(), toAda, channel.Message{Text: "Yes."})
			require.NoError(t, err)
			x.Deliver(host)
			x.Deliver(host)
			slices.Reverse(live)

			var late []channel.Event
			for ev, err := range channel.History(t.Context(), ch, us, time.Time{}) {
				require.NoError(t, err)
				if !ev.Late || len(ev.Raw) == 0 {
					t.Errorf("not told as history: %+v", ev)
				}
				late = append(late, ev)
			}
			ignore := []cmp.Option{cmpopts.IgnoreFields(channel.Event{}, "Late", "Raw"), cmpopts.IgnoreFields(channel.Person{}, "Name", "Handle")}
			if api == twitter.V2 { // which tells no app, and of files less
				ignore = append(ignore, cmpopts.IgnoreFields(channel.Event{}, "Origin"), cmpopts.IgnoreFields(channel.Message{}, "By"))
			}
			if diff := cmp.Diff(live, late, ignore...); diff != "" {
				t.Errorf("events (-live +history):\n%s", diff)
			}
			if api == twitter.V2 && late[0].From.Handle != "mustertelecom" {
				t.Errorf("from %+v", late[0].From)
			}
		})
	}
}

// No event twice and none missed across pages, empty ones included, and while X makes us wait;
// others written meanwhile do not matter.
func TestHistoryAcrossPages(t *testing.T) {
	const n = 230
	for _, api := range []twitter.API{twitter.V11, twitter.V2} {
		for _, empty := range []bool{false, true} {
			t.Run(fmt.Sprint(api, " empty ", empty), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					set := standIn(api, time.Now)
					set.EmptyPages, set.Others = empty, standin.Rate{Kind: standin.FixedWindow, N: 2, Per: 15 * time.Minute}
					x := twittertest.New(set)
					ch := managed(t, x, twitter.AccountActivity, func(c *twitter.Config) { c.API = api })
					var want []string
					for i := range n {
						want = append(want, x.Say(ada, fmt.Sprint("no. ", i)))
						time.Sleep(time.Second)
					}
					slices.Reverse(want)
					var got []string
					for ev, err := range ch.History(t.Context(), us, time.Time{}) {
						require.NoError(t, err)
						got = append(got, ev.Body.(channel.Message).ID)
						if len(got)%70 == 0 {
							x.Say(ada, "meanwhile")
						}
					}
					if diff := cmp.Diff(want, got); diff != "" {
						t.Errorf("%d of %d messages (-want +got):\n%s", len(got), n, diff)
					}
				})
			})
		}
	}
}

func TestHistorySince(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := twittertest.New(standIn(twitter.V11, time.Now))
		ch := managed(t, x, twitter.AccountActivity)
		for i := range 200 {
			x.Say(ada, fmt.Sprint(i))
			time.Sleep(time.Minute)
		}
		since := time.Now().Add(-10*time.Minute - time.Second)
		got := 0
		for ev, err := range ch.History(t.Context(), us, since) {
			require.NoError(t, err)
			if got++; ev.Time.Before(since) {
				t.Errorf("told of %v", ev.Time)
			}
		}
		if n := len(x.Calls()); got != 10 || n != 1 {
			t.Errorf("%d events in %d calls, want 10 in one", got, n)
		}
	})
}

func TestHistoryOfGroups(t *testing.T) {
	x := twittertest.New(standIn(twitter.V2, time.Now))
	ch := managed(t, x, twitter.AccountActivity, v2)
	x.Say(ada, "hello")
	x.Say("2002", "hello")
	var made struct {
		Data struct {
			Conversation string `json:"dm_conversation_id"`
		}
	}
	err := ch.Call(t.Context(), http.MethodPost, "/2/dm_conversations", map[string]any{
		"conversation_type": "Group", "participant_ids": []string{ada, "2002"}, "message": map[string]string{"text": "All together"},
	}, &made)
	require.NoError(t, err)
	id := made.Data.Conversation
	x.SayIn(id, ada, "Hi everyone")
	x.LeaveGroup(id, "2002")
	var got []string
	for ev, err := range ch.History(t.Context(), us, time.Time{}) {
		require.NoError(t, err)
		text := channel.Kind(ev.Body)
		switch b := ev.Body.(type) {
		case channel.Message:
			text += " " + b.Text
		case channel.Custom:
			text += " " + b.Kind
		}
		got = append(got, fmt.Sprintf("%s %s: %s", ev.Thread.Contact, ev.From.ID, text))
	}
	group := "group:" + id
	want := []string{
		group + " : custom ParticipantsLeave", group + " " + ada + ": message Hi everyone", group + " " + us + ": message All together",
		group + " " + us + ": custom ParticipantsJoin", "2002 2002: message hello", ada + " " + ada + ": message hello",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if _, err := ch.Send(t.Context(), channel.Thread{Platform: twitter.Platform, Account: us, Contact: group}, channel.Message{Text: "back"}); err != nil {
		t.Errorf("an answer to the group: %v", err)
	}
}

func TestHistoryFails(t *testing.T) {
	one := func(ch *twitter.Channel, account string) (events int, last error) {
		for _, err := range ch.History(t.Context(), account, time.Time{}) {
			if last = err; err == nil {
				events++
			}
		}
		return events, last
	}
	x := twittertest.New(standIn(twitter.V11, time.Now))
	ch := managed(t, x, twitter.AccountActivity)
	if _, err := one(ch, "5"); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("of another account: %v", err)
	}
	x.Fail(standin.LoseAnswer(), 1)
	if _, err := one(ch, us); !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("a lost answer: %v, want ErrUnavailable: nothing was changed", err)
	}
	const element = `{"type":"message_create","id":"1%d","created_timestamp":"1767323045678","message_create":{"target":{"recipient_id":"` + us + `"},"sender_id":"` + ada + `","message_data":{"text":"a"}}}`
	for name, tt := range map[string]struct {
		body   string
		events int
		want   error
	}{
		"a circle":    {`{"events":[` + fmt.Sprintf(element, 1) + `,17,` + fmt.Sprintf(element, 2) + `],"next_cursor":"same"}`, 3, channel.ErrMalformed},
		"number zero": {`{"events":[` + fmt.Sprintf(element, 1) + `],"next_cursor":0}`, 1, nil},
		"no JSON":     {`<html>`, 0, channel.ErrUnavailable},
		"nothing":     {`{"meta":{"result_count":0}}`, 0, nil},
	} {
		p := &platform{status: 200, body: tt.body}
		if n, err := one(at(t, p), us); n != tt.events || !errors.Is(err, tt.want) {
			t.Errorf("%s: %d events, %v; want %d, %v", name, n, err, tt.events, tt.want)
		}
	}
}
