package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/leak"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/apifabric"
)

// Whatever is called, and however it fails, no credential is in an error, in anything that comes back, or in a file's name.
func TestNothingThatComesBackHoldsACredential(t *testing.T) {
	var mu sync.Mutex
	failed := make(map[string]int)
	tried := 0
	all := modes(t)
	t.Run("fails", func(t *testing.T) {
		for i, m := range all {
			t.Run(m.name, func(t *testing.T) {
				t.Parallel()
				counts := fail(t, m, i == 0)
				mu.Lock()
				defer mu.Unlock()
				tried++
				for name, n := range counts {
					failed[name] += n
				}
			})
		}
	})
	for name := range leakCalls {
		if tried == len(all) && failed[name] == 0 && !slices.Contains(unfailing, name) {
			t.Errorf("%s was called, and never failed", name)
		}
	}
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errors.New("the host shuts down"))
		for name, call := range leakCalls {
			w := newWorld(t, name, mode{answer: answer(200, asText(200))}, 0, false)
			for _, v := range call(ctx, w) {
				w.search(name, v)
			}
		}
	})
}

// fail calls everything while calls fail in one way, from the first on, or after some have succeeded. It counts the errors. What makes no
// calls is tried once.
func fail(t *testing.T, m mode, first bool) map[string]int {
	failed := make(map[string]int)
	for i, at := range []struct {
		after int
		spare bool
	}{{0, false}, {0, true}, {1, true}, {2, true}} {
		for name, call := range leakCalls {
			if slices.Contains(alone, name) && (i > 0 || !first) {
				continue
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			if m.name == "silence" {
				cancel()
				ctx, cancel = context.WithTimeout(t.Context(), time.Millisecond)
			}
			w := newWorld(t, name, m, at.after, at.spare)
			for _, v := range call(ctx, w) {
				w.search(name, v)
			}
			failed[name] += w.failed
			cancel()
		}
	}
	return failed
}

// What a host prints of the packages' own values shows no credential either.
func TestNoValuePrintsACredential(t *testing.T) {
	w := newWorld(t, "telegram.Channel.Send", modes(t)[0], 0, false)
	for _, name := range []string{"apifabric.Client.Do", "apifabric.Web.Send", "apifabric.Bridge.Forward", "telegram.Channel.Send"} {
		leakCalls[name](t.Context(), w) // so that there are tokens
	}
	if len(w.secrets) < 7 {
		t.Fatalf("only %d credentials are in use", len(w.secrets))
	}
	keys := channel.NewKeys(leakHook)
	fabric := apifabric.Config{AppKey: "key", AppSecret: leakApp, Pool: new(apifabric.Pool)}
	gateway := telegram.Gateway{Fabric: fabric}
	values := map[string]any{
		"telegram.Albums": &telegram.Albums{}, "telegram.Bot": telegram.Bot{}, "telegram.Channel": w.through,
		"telegram.Config":     telegram.Config{Token: leakToken, WebhookSecret: keys, Gateway: &gateway, TLS: channel.TLS{Key: leakApp}},
		"telegram.Connection": telegram.Connection{}, "telegram.Gateway": gateway, "telegram.JoinRequest": telegram.JoinRequest{},
		"telegram.Options": telegram.Options{}, "telegram.PollAnswer": telegram.PollAnswer{}, "telegram.System": telegram.System{}, "telegram.WebhookOptions": telegram.WebhookOptions{},
		"apifabric.Answer": apifabric.Answer{}, "apifabric.Bridge": w.bridge, "apifabric.BridgeConfig": apifabric.BridgeConfig{Secret: leakBridge, TLS: channel.TLS{Key: leakApp}},
		"apifabric.Call": apifabric.Call{}, "apifabric.Client": w.client, "apifabric.Config": fabric, "apifabric.Downlink": apifabric.Downlink{},
		"apifabric.Pool": fabric.Pool, "apifabric.Signer": apifabric.Signer{Key: "key", Secret: leakApp}, "apifabric.User": apifabric.User{}, "apifabric.Web": w.web,
		"apifabric.WebFile": apifabric.WebFile{}, "apifabric.WebMessage": apifabric.WebMessage{}, "apifabric.WebOptions": apifabric.WebOptions{},
	}
	for name, v := range values {
		w.search(name, v)
		w.search(name+" in a field", struct{ V any }{v})
		w.search(name+" in a list", []any{v, &v})
	}
	w.search("a signing client", w.signing)
	_, types := exported(t)
	if missing := without(types, slices.Collect(maps.Keys(values))); len(missing) > 0 {
		t.Errorf("the search does not print these types: %v", missing)
	}
}

// Every event that the payloads of the tests become is searched, as are the golden files.
func TestNoEventHoldsACredential(t *testing.T) {
	ch, _, _ := behind(t, nil)
	_, half, _ := strings.Cut(token.Reveal(), ":")
	for name, body := range bodies(t) {
		for _, ch := range []*telegram.Channel{newChannel(t, nil), ch} {
			got, err := ch.Receive(webhook(body))
			shown := leak.Show(got) + leak.Show(err)
			for _, ev := range got.Events {
				shown += leak.Show(ev) + leak.Show(ev.Clone())
			}
			if found := leak.In(shown, token.Reveal(), half, secret.Reveal(), fabricSecret); found != "" {
				t.Errorf("%s: the event shows %s", name, found)
			}
		}
	}
	if err := filepath.WalkDir("testdata", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if found := leak.In(string(bytes.ToValidUTF8(data, nil)), token.Reveal(), half, secret.Reveal()); found != "" {
			t.Errorf("%s shows %s", path, found)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
