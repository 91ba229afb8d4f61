package directorytest_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// The records of all stand-ins pass the check, are opened and send to their own platform, also two
// bots of one host.
func TestRecords(t *testing.T) {
	ctx := t.Context()
	bot, second := telegramtest.New(telegramtest.Config{}), telegramtest.New(telegramtest.Config{Token: "72:" + "AAFexampleexampleexampleexampleexam", URL: "https://desk.example/second"})
	meta := facebooktest.New(facebooktest.Config{Instagram: map[string]facebooktest.Instagram{
		"178001": {Username: "shop", Page: "1", Token: ""}, "178002": {Username: "login", Token: "IGAAtoken"}, "178003": {Username: "me", Personal: true},
	}, Pages: map[string]string{"1": "EAApage-one", "2": "EAApage-two"}})
	x := twittertest.New(twittertest.Config{Chats: true})
	internet := standin.NewInternet(bot, second, meta, x)
	d, err := directory.New(directory.Options{
		Drivers: []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()}, HTTP: internet.Client(),
	})
	require.NoError(t, err)
	for _, s := range []standin.Connected{bot, second, meta, x} {
		r := directorytest.Record(s)
		report, err := d.Check(ctx, r)
		require.NoError(t, err)
		require.NoError(t, report.Err())
		_, err = d.Add(ctx, r)
		require.NoError(t, err)
		if e, ok := d.Find(r.ID); !ok || e.Record().CallbackPath() != s.Connection().Path {
			t.Errorf("the record of %s is served at %q", r.ID, e.Record().CallbackPath())
		}
	}
	bot.Say("7001", "a")
	second.Say("7001", "b")
	meta.Say("24001", "c")
	x.Say("2221000000000000001", "d")
	hook := &directory.Handler{Directory: d, Store: func(ctx context.Context, got directory.Received) error {
		for _, r := range got.Events {
			if r.Event.Origin == channel.OriginContact {
				m := r.Event.Body.(channel.Message)
				_, err := d.Sender().Send(ctx, r.Event.Thread, channel.Message{Text: "re " + m.Text, By: channel.ByRobot, Heard: r.Event.Time})
				require.NoError(t, err)
			}
		}
		return nil
	}}
	bot.Deliver(hook)
	second.Deliver(hook)
	meta.Deliver(hook)
	x.Deliver(hook)
	got := [][]int{{len(bot.Sent()), len(second.Sent()), len(meta.Sent()), len(x.Sent())}}
	if diff := cmp.Diff([][]int{{1, 1, 1, 1}}, got); diff != "" {
		t.Fatalf("messages sent by platform (-want +got):\n%s", diff)
	}
	texts := []string{bot.Sent()[0].Text, second.Sent()[0].Text, meta.Sent()[0].Text, x.Sent()[0].Text}
	if diff := cmp.Diff([]string{"re a", "re b", "re c", "re d"}, texts); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

// A host that takes records is checked like one that takes a channel.
func TestMemory(t *testing.T) {
	channeltest.CheckHost(t, channeltest.Host{Path: directorytest.MemoryPath, New: func(t testing.TB, ch channel.Channel) http.Handler {
		driver, record := directorytest.Memory(ch)
		d, err := directory.New(directory.Options{Drivers: []channel.Driver{driver}})
		require.NoError(t, err)
		report, err := d.Check(t.Context(), record)
		require.NoError(t, err)
		require.NoError(t, report.Err())
		require.NoError(t, d.Load(t.Context(), record))
		seen := map[string]bool{}
		return &directory.Handler{Directory: d, Store: func(ctx context.Context, got directory.Received) error {
			for _, r := range got.Events {
				m, ok := r.Event.Body.(channel.Message)
				if seen[r.Event.ID] || !ok || r.Event.Origin != channel.OriginContact || r.Event.Standby {
					continue
				}
				seen[r.Event.ID] = true
				_, err := d.Sender().Send(ctx, r.Event.Thread, channel.Message{Text: "re " + m.Text, Heard: r.Event.Time})
				require.NoError(t, err)
			}
			return nil
		}}
	}})
}
