package conversation_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A token is revoked while robots answer. Once the record has the new one on each node, everything
// that was held is sent, once and in order, without a call of Renew.
func TestATokenIsReplacedUnderTraffic(t *testing.T) {
	for _, n := range []int{1, 2} {
		t.Run(fmt.Sprint(n, " nodes"), func(t *testing.T) { replaceTokenUnderTraffic(t, n) })
	}
}

func replaceTokenUnderTraffic(t *testing.T, nodeCount int) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.New(telegramtest.Config{})
		store := conversation.NewMemory(conversation.MemoryConfig{})
		ctx, cancel := context.WithCancel(t.Context())
		var nodes []*directory.Directory
		var services []*conversation.Service
		var running sync.WaitGroup
		for range nodeCount {
			d, err := directory.New(directory.Options{Drivers: []channel.Driver{telegram.Driver()}, HTTP: server.Client(), Overlap: -1})
			require.NoError(t, err)
			r := directory.Default("telegram")
			r.Tenant, r.ID, r.Name, r.State = "shop", "c1", "bot", directory.Active
			r.Service.Mode, r.Service.Robot = directory.Bot, "echo"
			r.Secrets.Keys = map[string]channel.Keys{
				"token": channel.NewKeys(channel.Secret(server.Config().Token)), "webhookSecret": channel.NewKeys(channel.Secret(server.Config().WebhookSecret)),
			}
			require.NoError(t, d.Load(ctx, r))
			s := newService(t, conversation.Config{
				Store: store, Directory: d, Log: slog.New(slog.DiscardHandler),
				Robot: func(_ context.Context, c conversation.Call) (conversation.Said, error) {
					return conversation.Said{Messages: []channel.Message{{Text: "re " + c.Event.Body.(channel.Message).Text}}}, nil
				},
			})
			running.Go(func() { _ = s.Run(ctx) })
			nodes, services = append(nodes, d), append(services, s)
		}
		hook := &directory.Handler{Directory: nodes[0], Store: func(ctx context.Context, got directory.Received) error {
			return services[0].Receive(ctx, got.Events)
		}}
		const contacts = 8
		said := 0
		say := func() {
			said++
			for i := range contacts {
				server.Say(fmt.Sprint(7001+i), fmt.Sprint(said))
			}
			server.Deliver(mount("/telegram/c1", hook))
			time.Sleep(20 * time.Second)
		}
		const next = "7100000001:BBFnewnewnewnewnewnewnewnewnewnewnew"
		for range 3 {
			say()
		}
		before := len(server.Sent())
		server.Rotate(next)
		for range 3 {
			say()
		}
		held := len(server.Sent())
		e, _ := nodes[0].Find("c1")
		r := e.Record()
		r.Secrets.Keys["token"] = channel.NewKeys(next)
		r, err := nodes[0].Replace(ctx, r)
		require.NoError(t, err)
		for _, other := range nodes[1:] {
			require.NoError(t, other.Load(ctx, r))
		}
		say()
		time.Sleep(90 * time.Second)

		got, want := map[string]string{}, map[string]string{}
		for _, m := range server.Sent() {
			got[m.To] += strings.TrimPrefix(m.Text, "re ")
		}
		for i := range contacts {
			want[fmt.Sprint(7001+i)] = "1234567"
		}
		if diff := cmp.Diff(want, got); diff != "" || before != 3*contacts || held != before {
			t.Errorf("%d sent before, %d until the new token came; answers (-want +got):\n%s", before, held, diff)
		}
		for node, s := range services {
			if receipts, threads := s.Outbox().Dispatcher().Waiting(); receipts != 0 {
				t.Errorf("node %d: %d receipts of %d threads wait", node, receipts, threads)
			}
		}
		cancel()
		running.Wait()
	})
}

// mount serves a handler as if the call came to a path.
func mount(path string, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = path
		h.ServeHTTP(w, r)
	})
}
