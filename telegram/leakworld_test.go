package telegram_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/leak"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/apifabric"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/stretchr/testify/require"
)

// The credentials of the search for leaks. They hold what each way of writing a text spells differently.
const (
	leakToken  = channel.Secret("7310000099:Zq8-vT_3kWm5xR7pL2nB9cD4fG6hJ1sYuEo")
	leakHook   = channel.Secret("Hq-7mWz_Kp3Vn8Rt5Xb2Lc")
	leakApp    = channel.Secret(`q7/W+zR=&4pX's<K9vT~mB2%d>Jh6`)
	leakBridge = channel.Secret("Bd4-nQx_Ys6Tv9Wc2Mf7Gk")
)

// world is everything of both packages that makes calls, beside stand-ins of what it calls, behind a transport that fails.
type world struct {
	tb testing.TB

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

	failed int // errors that were searched

	mode  mode
	after int  // so many calls succeed before the first one that fails
	spare bool // calls for a gateway's token neither fail nor count

	mu      sync.Mutex
	calls   int
	secrets []string // the above, and what the gateway gave out
	told    []string // those that the other side may repeat: it has them, and whoever calls it knows them
}

// knows sets what the other side of the next calls may repeat: the bot's credentials, the gateway's, the bridge's. What the gateway gives out
// adds to it.
func (w *world) knows(bot, gateway, bridge bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = nil
	for i, s := range w.secrets {
		if i < 3 && bot || i == 3 && gateway || i == 4 && bridge {
			w.told = append(w.told, s)
		}
	}
}

func newWorld(tb testing.TB, call string, m mode, after int, spare bool) *world {
	w := &world{tb: tb, mode: m, after: after, spare: spare}
	_, half, _ := strings.Cut(leakToken.Reveal(), ":")
	w.secrets = []string{leakToken.Reveal(), half, leakHook.Reveal(), leakApp.Reveal(), leakBridge.Reveal()}
	now := func() time.Time { return time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC) }
	isBridge := strings.HasPrefix(call, "apifabric.Bridge.")
	isBot := strings.HasPrefix(call, "telegram.")
	w.knows(isBot, !isBot && !isBridge, isBridge)
	w.bot = telegramtest.New(telegramtest.Config{Token: leakToken.Reveal(), WebhookSecret: leakHook.Reveal(), Now: now})
	w.bot.Say(private.Contact, "Hei")
	w.fabric = apifabrictest.New(apifabrictest.Config{Bot: w.bot, AppSecret: leakApp.Reveal(), Now: now})
	client := &http.Client{Transport: w}
	files := func(context.Context, string) (channel.File, error) {
		if m.files != nil {
			return m.files(w)
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
			return "", nil, errorOf(w.say())
		}
		return telegram.EncodeBotAPI(method, params)
	}
	failing.Decode = func(int, []byte) ([]byte, error) { return nil, errorOf(w.say()) }
	behind.Gateway = &failing
	w.decoded = made(telegram.New(behind))
	var err error
	w.client, err = apifabric.New(fabric)
	require.NoError(tb, err)
	fabric.Sign = true
	w.signing, err = apifabric.New(fabric)
	require.NoError(tb, err)
	w.web = w.client.Web(apifabric.WebOptions{ConfigID: w.fabric.Config().Channel, UploadMember: "objectKey"})
	w.bridge, err = apifabric.NewBridge(apifabric.BridgeConfig{URL: w.fabric.InboundURL(), Secret: leakBridge, HTTP: client, Now: now})
	require.NoError(tb, err)
	return w
}

// RoundTrip lets the first calls through to the stand-ins and fails the others.
func (w *world) RoundTrip(req *http.Request) (*http.Response, error) {
	for _, name := range []string{"Authorization", "Ccmessaging-Token"} {
		w.learn(strings.TrimPrefix(req.Header.Get(name), "Bearer "))
	}
	isToken := strings.HasSuffix(req.URL.Path, apifabric.DefaultTokenPath)
	w.mu.Lock()
	fails := w.calls >= w.after
	if isToken && w.spare {
		fails = false
	} else {
		w.calls++
	}
	w.mu.Unlock()
	if fails {
		return w.mode.answer(w, req)
	}
	if req.URL.Host == "api.telegram.org" {
		return w.bot.Client().Transport.RoundTrip(req)
	}
	return w.fabric.Client().Transport.RoundTrip(req)
}

// learn takes a credential that was given out.
func (w *world) learn(secret string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(secret) <= 8 || strings.HasPrefix(secret, "SDK-HMAC") {
		return
	}
	for _, list := range []*[]string{&w.secrets, &w.told} {
		if !slices.Contains(*list, secret) {
			*list = append(*list, secret)
		}
	}
}

// say is what a proxy, a platform or a library might say that repeats credentials: so often that
// a cut falls into one, and then in every spelling.
func (w *world) say() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var b strings.Builder
	told := slices.Clone(w.told)
	if w.mode.newest {
		slices.Reverse(told)
	}
	for _, s := range told {
		b.WriteString(strings.Repeat(s+" ", 12))
	}
	for _, s := range told {
		for _, form := range leak.Forms(s) {
			b.WriteString("at /bot" + form + "/x ")
		}
	}
	return b.String()
}

// search looks through a result.
func (w *world) search(what string, v any) {
	w.tb.Helper()
	if f, ok := v.(channel.File); ok {
		if f.Body != nil {
			w.searchText(what, f, leak.Show(f))
			_, err := io.ReadAll(f.Body)
			w.search(what+", reading", err)
			w.search(what+", closing", f.Body.Close())
		}
		f.Body = nil
		v = f
	}
	if err, ok := v.(error); ok {
		w.failed++
		if _, ok := errors.AsType[*url.Error](err); ok {
			w.tb.Errorf("%s: net/http's error, and with it the address, can be reached under %v", what, err)
		}
	}
	w.searchText(what, v, leak.Show(v))
}

func (w *world) searchText(what string, v any, text string) {
	w.tb.Helper()
	w.mu.Lock()
	secrets := slices.Clone(w.secrets)
	w.mu.Unlock()
	if found := leak.In(text, secrets...); found != "" {
		w.tb.Errorf("%s, %d calls before: %T shows %s", what, w.after, v, found)
	}
}
