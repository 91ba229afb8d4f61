package telegram_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/leak"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/apifabric"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/stretchr/testify/require"
)

// The credentials of the search for leaks. They hold what each way of writing a text spells
// differently.
const (
	leakToken  = channel.Secret("7310000099:Zq8-vT_3kWm5xR7pL2nB9cD4fG6hJ1sYuEo")
	leakHook   = channel.Secret("Hq-7mWz_Kp3Vn8Rt5Xb2Lc")
	leakApp    = channel.Secret(`q7/W+zR=&4pX's<K9vT~mB2%d>Jh6`)
	leakBridge = channel.Secret("Bd4-nQx_Ys6Tv9Wc2Mf7Gk")
)

// world is everything of both packages that makes calls, to stand-ins through a transport that
// fails.
type world struct {
	*leak.Wire

	bot    *telegramtest.Server
	fabric *apifabrictest.Gateway

	direct  *telegram.Channel // the Bot API
	local   *telegram.Channel // a local server
	through *telegram.Channel // API Fabric, which keeps the token
	decoded *telegram.Channel // API Fabric, by an encoder and a decoder that fail
	client  *apifabric.Client
	signing *apifabric.Client
	web     *apifabric.Web
	bridge  *apifabric.Bridge
}

// knows sets what the other side of the next calls may repeat: the bot's credentials, the
// gateway's, the bridge's. The tokens that the gateway gives out are added.
func (w *world) knows(bot, gateway, bridge bool) {
	var told []string
	for i, s := range w.Secrets() {
		if i < 3 && bot || i == 3 && gateway || i == 4 && bridge {
			told = append(told, s)
		}
	}
	w.Tell(told...)
}

func newWorld(wire *leak.Wire, call string) *world {
	tb := wire.TB
	w := &world{Wire: wire}
	_, half, _ := strings.Cut(leakToken.Reveal(), ":")
	w.Use(false, leakToken.Reveal(), half, leakHook.Reveal(), leakApp.Reveal(), leakBridge.Reveal())
	now := func() time.Time { return time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC) }
	isBridge := strings.HasPrefix(call, "apifabric.Bridge.")
	isBot := strings.HasPrefix(call, "telegram.")
	w.knows(isBot, !isBot && !isBridge, isBridge)
	w.bot = telegramtest.New(telegramtest.Config{Token: leakToken.Reveal(), WebhookSecret: leakHook.Reveal(), Now: now})
	w.bot.Say(private.Contact, "Hei")
	w.fabric = apifabrictest.New(apifabrictest.Config{Bot: w.bot, AppSecret: leakApp.Reveal(), Now: now})
	wire.Learnt = learnt
	wire.Spared = func(req *http.Request) bool { return strings.HasSuffix(req.URL.Path, apifabric.DefaultTokenPath) }
	wire.Pass = func(req *http.Request) (*http.Response, error) {
		if req.URL.Host == "api.telegram.org" {
			return checked{tb, w.bot.Client().Transport}.RoundTrip(req)
		}
		return w.fabric.Client().Transport.RoundTrip(req)
	}
	client := &http.Client{Transport: wire}
	files := func(context.Context, string) (channel.File, error) {
		if w.Mode.Files != nil {
			return w.Mode.Files(wire)
		}
		return channel.File{Body: io.NopCloser(strings.NewReader("abc")), Name: "a.txt", Size: 3}, nil
	}
	cfg := telegram.Config{Token: leakToken, WebhookSecret: channel.NewKeys(leakHook), HTTP: client, Files: files, Now: now}
	made := func(ch *telegram.Channel, err error) *telegram.Channel {
		require.NoError(tb, err)
		return ch
	}
	w.direct = made(telegram.New(cfg))
	atHome := cfg
	atHome.BaseURL, atHome.Local, atHome.LocalFiles = "https://api.telegram.org", true, files
	w.local = made(telegram.New(atHome))
	fabric := apifabric.Config{TokenURL: apifabrictest.TokenURL, BusinessURL: apifabrictest.BusinessURL,
		AppKey: w.fabric.Config().AppKey, AppSecret: leakApp, HTTP: client, Now: now}
	behind := cfg
	behind.Gateway = &telegram.Gateway{Path: relayPath, Encode: telegram.EncodeBotAPI, FilePath: filePath, Fabric: fabric, Subscribed: []string{"x"}}
	w.through = made(telegram.New(behind))
	failing := *behind.Gateway
	failing.Encode = func(method string, params []byte) (string, []byte, error) {
		if method == "sendChatAction" {
			return "", nil, leak.Error(w.Say())
		}
		return telegram.EncodeBotAPI(method, params)
	}
	failing.Decode = func(int, []byte) ([]byte, error) { return nil, leak.Error(w.Say()) }
	behind.Gateway = &failing
	w.decoded = made(telegram.New(behind))
	var err error
	w.client, err = apifabric.New(fabric)
	require.NoError(tb, err)
	fabric.Sign = true
	w.signing, err = apifabric.New(fabric)
	require.NoError(tb, err)
	w.web, err = w.client.Web(apifabric.WebOptions{ConfigID: w.fabric.Config().Channel, UploadMember: "objectKey"})
	require.NoError(tb, err)
	w.bridge, err = apifabric.NewBridge(apifabric.BridgeConfig{URL: w.fabric.InboundURL(), Secret: leakBridge, HTTP: client, Now: now})
	require.NoError(tb, err)
	return w
}

// learnt are the credentials of a call that the gateway gave out.
func learnt(req *http.Request) (all []string) {
	for _, name := range []string{"Authorization", "Ccmessaging-Token"} {
		if s := strings.TrimPrefix(req.Header.Get(name), "Bearer "); len(s) > 8 && !strings.HasPrefix(s, "SDK-HMAC") {
			all = append(all, s)
		}
	}
	return all
}
