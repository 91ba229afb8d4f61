package telegram_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/leak"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/apifabric"
)

// No credential comes back from anything that the packages export, however it fails.
func TestLeaks(t *testing.T) {
	leak.Suite[*world]{
		Packages:  map[string]string{"telegram": ".", "apifabric": "apifabric"},
		World:     newWorld,
		Calls:     leakCalls,
		Modes:     leakModes,
		Alone:     alone,
		Unfailing: unfailing,
		Harmless:  leakless,
		Values:    leakValues,
	}.Run(t)
}

// alone are those of leakCalls that make no calls themselves.
var alone = []string{
	"telegram.New", "telegram.Driver", "telegram.System.Driver", "telegram.EncodeBotAPI", "telegram.Method", "telegram.LocalDir",
	"telegram.DecodeConnection", "telegram.DecodeJoinRequest", "telegram.DecodePollAnswer", "telegram.DecodeStopped", "telegram.DecodeSubscription", "telegram.Channel.Receive", "telegram.Channel.Verify", "telegram.Channel.CheckHeader",
	"apifabric.New", "apifabric.NewBridge", "apifabric.ReadPush", "apifabric.Client.Web",
}

// unfailing are those of leakCalls that return no error, as things are.
var unfailing = []string{"telegram.EncodeBotAPI", "apifabric.Bridge.Handler", "apifabric.Client.CheckToken: signing"}

// leakless are exported functions that neither fail nor do anything, and return no more than they
// were given.
var leakless = []string{
	"telegram.DefaultUpdates", "telegram.EscapeHTML", "telegram.EscapeMarkdown", "telegram.EscapeMarkdownCode", "telegram.EscapeMarkdownURL",
	"telegram.JoinAlbum", "telegram.DraftID", "telegram.EphemeralThread", "telegram.Reactions", "telegram.Native", "telegram.Albums.Add", "telegram.Albums.Due", "telegram.Albums.Next", "telegram.Channel.Info", "telegram.Channel.Limits",
	"telegram.Channel.String", "telegram.Channel.Format", "telegram.Channel.LogValue", "telegram.Gateway.Format",
	"apifabric.CheckAPIs", "apifabric.MissingAPIs", "apifabric.RequiredAPIs", "apifabric.PushReply", "apifabric.Downlink.File", "apifabric.Signer.Sign",
	"apifabric.Client.String", "apifabric.Client.Format", "apifabric.Client.LogValue", "apifabric.Bridge.String", "apifabric.Bridge.Format", "apifabric.Bridge.LogValue",
	"apifabric.Web.String", "apifabric.Web.Format", "apifabric.Web.LogValue",
}

// leakValues are values of the packages' own types, with credentials in them.
func leakValues(w *world) map[string]any {
	for _, name := range []string{"apifabric.Client.Do", "apifabric.Web.Send", "apifabric.Bridge.Forward", "telegram.Channel.Send"} {
		leakCalls[name](context.Background(), w) // so that there are tokens
	}
	if len(w.Secrets()) < 7 {
		w.TB.Fatalf("only %d credentials are in use", len(w.Secrets()))
	}
	keys := channel.NewKeys(leakHook)
	fabric := apifabric.Config{AppKey: "key", AppSecret: leakApp, Pool: new(apifabric.Pool)}
	gateway := telegram.Gateway{Fabric: fabric}
	return map[string]any{
		"telegram.Albums": &telegram.Albums{}, "telegram.Bot": telegram.Bot{}, "telegram.Channel": w.through,
		"telegram.Config":     telegram.Config{Token: leakToken, WebhookSecret: keys, Gateway: &gateway, TLS: channel.TLS{Key: leakApp}},
		"telegram.Connection": telegram.Connection{}, "telegram.Gateway": gateway, "telegram.JoinRequest": telegram.JoinRequest{},
		"telegram.Options": telegram.Options{}, "telegram.PollAnswer": telegram.PollAnswer{}, "telegram.Stopped": telegram.Stopped{}, "telegram.Subscription": telegram.Subscription{}, "telegram.System": telegram.System{}, "telegram.WebhookOptions": telegram.WebhookOptions{},
		"apifabric.Answer": apifabric.Answer{}, "apifabric.Bridge": w.bridge, "apifabric.BridgeConfig": apifabric.BridgeConfig{Secret: leakBridge, TLS: channel.TLS{Key: leakApp}},
		"apifabric.Call": apifabric.Call{}, "apifabric.Client": []any{w.client, w.signing}, "apifabric.Config": fabric, "apifabric.Downlink": apifabric.Downlink{},
		"apifabric.Pool": fabric.Pool, "apifabric.Signer": apifabric.Signer{Key: "key", Secret: leakApp}, "apifabric.User": apifabric.User{}, "apifabric.Web": w.web,
		"apifabric.WebFile": apifabric.WebFile{}, "apifabric.WebMessage": apifabric.WebMessage{}, "apifabric.WebOptions": apifabric.WebOptions{},
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
