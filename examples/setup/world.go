package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/internal/config"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// world is a host with its file of credentials, and pretended platforms where nothing is set up
// yet.
type world struct {
	x    *twittertest.Server
	bot  *telegramtest.Server
	meta *facebooktest.Server
	wa   *whatsapptest.Server

	dir  string // holds desk.yaml and tokens.json
	file string
	now  func() time.Time
	at   map[string]string                         // addresses of the platforms; none: called in this process
	wrap func(http.RoundTripper) http.RoundTripper // around the clients, for tests; nil: nothing
}

// shopPage is the Page of the pretended Meta app.
const shopPage = "108000000000001"

// shopPIN is the two-step verification of the pretended phone number.
const shopPIN = "482915"

// otherKey is 64 bytes that are keys, and not the account's.
var otherKey = strings.Repeat("\x01", 64)

// newWorld writes the file into dir. now is every clock.
func newWorld(dir string, now func() time.Time) (*world, error) { return newWorldAt(dir, now, nil) }

// newWorldAt is newWorld, where the platforms are called at addresses of their own.
func newWorldAt(dir string, now func() time.Time, at map[string]string) (*world, error) {
	w := &world{dir: dir, file: filepath.Join(dir, "desk.yaml"), now: now, at: at}
	w.x = twittertest.New(twittertest.Config{Fresh: true, Now: now, Seed: 1, Skew: 100 * 365 * 24 * time.Hour, // OAuth signs with the real clock
		ClientSecret: "example-client-secret-7c1f"})
	w.bot = telegramtest.New(telegramtest.Config{Fresh: true, Now: now, Seed: 1, Token: "7100000001:AAEexample-of-a-bot-token-abcdefghi", WebhookSecret: "example-webhook-secret-3a"})
	w.meta = facebooktest.New(facebooktest.Config{Fresh: true, Now: now, Seed: 1, Pages: map[string]string{shopPage: "EAAexample0page0token0000000000000000"},
		Instagram: map[string]facebooktest.Instagram{"17841400000000001": {Username: "shop"}}})
	w.wa = whatsapptest.New(whatsapptest.Config{Fresh: true, Unregistered: true, Now: now, Seed: 1})
	w.x.Meet(twittertest.Person{ID: "2001", Name: "Muster Telecom", Username: "mustertelecom"})
	version, private := w.x.ChatKey()
	tool := fmt.Sprintf("users:\n  %q: {private_keys_b64: %q, key_version: %q}\n", w.x.Config().Account, private, version)
	for name, text := range map[string]string{w.file: w.yaml(), filepath.Join(dir, "keys.yml"): tool, filepath.Join(dir, "other-key"): otherKey} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	cfg, err := config.Load(w.file, allDrivers()...)
	if err != nil {
		return nil, err
	}
	for _, r := range cfg.Records {
		h := w.host(r)
		switch r.Platform {
		case twitter.Platform:
			w.x.Hook(h)
		case telegram.Platform:
			w.bot.Hook(h)
		case facebook.Platform:
			w.meta.Hook(h)
		case whatsapp.Platform:
			w.wa.Hook(h)
		}
	}
	return w, nil
}

func (w *world) yaml() string {
	x, bot, meta, wa := w.x.Config(), w.bot.Config(), w.meta.Config(), w.wa.Config()
	twice := ""
	for _, id := range []string{"handle", "handle-activity"} {
		twice += fmt.Sprintf(`
  - id: %s
    platform: twitter
    name: %s
    settings: {account: %q, apiKey: %q, product: %s, clientId: %q%s}
    secrets: {apiSecret: %q, accessToken: %q, accessSecret: %q, clientSecret: %q}
`, id, map[string]string{"handle": "Handle", "handle-activity": "Handle_Activity"}[id], x.Account, x.APIKey,
			map[string]string{"handle": "v2", "handle-activity": "activity"}[id], x.ClientID, w.address(twitter.Platform), x.APISecret, x.AccessToken, x.AccessSecret, x.ClientSecret)
	}
	return fmt.Sprintf(`baseUrl: https://desk.example
agents: [ada]
channels:%s
  - id: bot
    platform: telegram
    name: Bot
    settings: {noLinkPreviews: "false"%s}
    secrets: {token: %q, webhookSecret: %q}
  - id: pages
    platform: facebook
    name: Pages
    settings: {appId: %q, instagramAppId: %q%s}
    secrets: {appSecret: %q, verifyToken: %q, instagramAppSecret: %q}
    pages: [{id: %q, name: Shop, token: %q}]
  - id: shop
    platform: whatsapp
    name: Shop_number
    settings: {appId: %q, businessId: %q, numbers: %q%s}
    secrets: {appSecret: %q, verifyToken: %q, token: %q}
`, twice, w.address(telegram.Platform), bot.Token, bot.WebhookSecret, meta.AppID, meta.InstagramAppID, w.address(facebook.Platform), meta.AppSecret, meta.VerifyToken, meta.InstagramAppSecret, shopPage, meta.Pages[shopPage],
		wa.AppID, wa.Business, wa.Numbers[0], w.address(whatsapp.Platform), wa.AppSecret, wa.VerifyToken, wa.Token)
}

// address is the setting of a platform that is not at its own address.
func (w *world) address(platform string) string {
	if w.at[platform] == "" {
		return ""
	}
	return fmt.Sprintf(", baseUrl: %q", w.at[platform])
}

// host answers the platforms' calls for a channel, as a desk with the same file would.
func (w *world) host(r directory.Record) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		options := directory.Options{Drivers: drivers(r, ""), HTTP: w.client(r.Platform), Dial: dial, Now: w.now}
		ch, err := options.Open(req.Context(), r)
		if err == nil {
			var call channel.Webhook
			var got channel.Delivery
			if call, err = channel.ReadWebhook(req); err == nil {
				call.At = w.now()
				got, err = ch.Receive(call)
			}
			if err == nil || len(got.Events) > 0 { // a desk stores them, also a body that cannot be decoded
				got.Reply.ServeHTTP(rw, req)
				return
			}
		}
		rw.WriteHeader(channel.StatusCode(err))
	})
}

// client reaches the pretended platform in this process.
func (w *world) client(platform string) *http.Client {
	client := w.meta.Client()
	switch platform {
	case twitter.Platform:
		client = w.x.Client()
	case telegram.Platform:
		client = w.bot.Client()
	case whatsapp.Platform:
		client = w.wa.Client()
	}
	if w.wrap != nil {
		client.Transport = w.wrap(client.Transport)
	}
	return client
}

// secrets are all credentials that must never be seen.
func (w *world) secrets() []string {
	x, bot, meta, wa := w.x.Config(), w.bot.Config(), w.meta.Config(), w.wa.Config()
	_, private := w.x.ChatKey()
	return []string{x.APISecret, x.AccessToken, x.AccessSecret, x.Bearer, x.ClientSecret, bot.Token, bot.Token[len("7100000001:"):], bot.WebhookSecret,
		meta.AppSecret, meta.VerifyToken, meta.InstagramAppSecret, meta.UserToken, meta.Pages[shopPage], private, wa.AppSecret, wa.VerifyToken, wa.Token, shopPIN}
}
