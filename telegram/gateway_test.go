package telegram_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/apifabric"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

const ()

// behind makes a bot behind a gateway, to which ada has written, and a channel that does not know
// its token.
func behind(tb testing.TB, change func(*telegram.Config)) (*telegram.Channel, *apifabrictest.Gateway, *telegramtest.Server) {
	tb.Helper()
	now := func() time.Time { return time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC) }
	server := telegramtest.New(telegramtest.Config{Token: token.Reveal(), WebhookSecret: secret.Reveal(), Now: now})
	server.Say(ada, "Hei")
	fabric := apifabrictest.New(apifabrictest.Config{Bot: server, Now: now})
	ch := newChannel(tb, func(c *telegram.Config) {
		c.Token, c.Account, c.Now = "", bot, now
		c.Gateway = &telegram.Gateway{Path: relayPath, Encode: telegram.EncodeBotAPI, FilePath: filePath, Fabric: apifabric.Config{
			TokenURL: apifabrictest.TokenURL, BusinessURL: apifabrictest.BusinessURL,
			AppKey: fabric.Config().AppKey, AppSecret: channel.Secret(fabric.Config().AppSecret), HTTP: fabric.Client(), Now: now,
		}}
		if change != nil {
			change(c)
		}
	})
	return ch, fabric, server
}

func TestGatewaySends(t *testing.T) {
	ch, fabric, server := behind(t, nil)
	got, err := ch.Send(t.Context(), private, channel.Message{Text: "God dag", Buttons: []channel.Button{{Text: "Ok", Payload: "1"}}})
	require.NoError(t, err)
	if diff := cmp.Diff(channel.Sent{IDs: []string{"2"}, Time: server.Now()}, got); diff != "" {
		t.Errorf("Sent (-want +got):\n%s", diff)
	}
	if sent := lastSent(t, server); sent.Text != "God dag" || len(sent.Buttons) != 1 {
		t.Errorf("arrived %+v", sent)
	}
	require.NoError(t, channel.ShowTyping(t.Context(), ch, private))
	require.NoError(t, channel.EditMessage(t.Context(), ch, private, "2", channel.Message{Text: "God kveld"}))
	if fabric.Tokens() != 1 {
		t.Errorf("%d tokens for three calls", fabric.Tokens())
	}
	// A refusal by Telegram gives the same error as without a gateway.
	server.Block(ada)
	if _, err := ch.Send(t.Context(), private, channel.Message{Text: "x"}); !errors.Is(err, channel.ErrUnreachable) {
		t.Errorf("to somebody who blocked the bot: %v", err)
	}
	// A token that ended in between is renewed, and the message sent once.
	server.Unblock(ada)
	fabric.Expire()
	before := len(server.Sent())
	if _, err := ch.Send(t.Context(), private, channel.Message{Text: "y"}); err != nil || len(server.Sent()) != before+1 {
		t.Errorf("after the token ended: %v, %d sent", err, len(server.Sent())-before)
	}
}

// A missing setting is not guessed.
func TestGatewayIsNotConfigured(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*telegram.Gateway)
		want   complaint
	}{
		"no path":    {func(g *telegram.Gateway) { g.Path = "" }, complaint{"gateway.path", channel.CodeMissing}},
		"no encoder": {func(g *telegram.Gateway) { g.Encode = nil }, complaint{"gateway.encode", channel.CodeMissing}},
	} {
		ch, fabric, _ := behind(t, func(c *telegram.Config) { tt.change(c.Gateway) })
		_, err := ch.Send(t.Context(), private, channel.Message{Text: "x"})
		if diff := cmp.Diff([]complaint{tt.want}, complaints(err)); diff != "" || !errors.Is(err, channel.ErrUnauthorized) || len(fabric.Calls())+len(fabric.TokenCalls()) != 0 {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
		if a := ch.Limits(private).Abilities; a.Typing || a.Edit || !a.Subscribe {
			t.Errorf("%s: abilities %+v", name, a)
		}
		if err := channel.ShowTyping(t.Context(), ch, private); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s: typing: %v", name, err)
		}
	}
	// A path for one method alone sends, and does nothing else; files cannot be uploaded.
	ch, _, _ := behind(t, func(c *telegram.Config) {
		c.Gateway.Path, c.Gateway.FilePath, c.Files = "/apiaccess/x/sendMessage", "", hostFiles
	})
	l := ch.Limits(private)
	if l.Abilities.Typing || l.Abilities.OpenMedia || l.Media[0].Upload != 0 {
		t.Errorf("limits %+v", l)
	}
	if _, err := ch.OpenMedia(t.Context(), private, channel.Attachment{ID: "A"}); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("without a path for files: %v", err)
	}
}

func TestGatewayEncoderAndDecoder(t *testing.T) {
	ch, fabric, server := behind(t, func(c *telegram.Config) {
		c.Gateway.Encode = func(method string, params []byte) (string, []byte, error) {
			if strings.Contains(string(params), "bad") {
				return "", nil, errors.New("cannot be said here")
			}
			return "application/json; charset=utf-8", params, nil
		}
		c.Gateway.Decode = func(status int, body []byte) ([]byte, error) {
			if status != 200 {
				return nil, fmt.Errorf("answer %d", status)
			}
			return []byte(`{"ok":true,"result":{"message_id":99,"date":1781006400}}`), nil
		}
	})
	got, err := ch.Send(t.Context(), private, channel.Message{Text: "x"})
	if err != nil || got.IDs[0] != "99" || lastSent(t, server).Text != "x" {
		t.Errorf("Sent %+v, %v", got, err)
	}
	if _, err := ch.Send(t.Context(), private, channel.Message{Text: "bad"}); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("what the encoder refuses: %v", err)
	}
	fabric.Fail(standin.Status(500, "x"), 1)
	if _, err := ch.Send(t.Context(), private, channel.Message{Text: "x"}); !errors.Is(err, channel.ErrUncertain) {
		t.Errorf("what the decoder cannot read: %v", err)
	}
}

func TestGatewayOpensFiles(t *testing.T) {
	ch, _, server := behind(t, nil)
	const voice = "OggS\x00\x02                     \x01\x13OpusHead, a voice"
	thread, a := attachment(t, ch, server, "voice", "", voice)
	f, err := ch.OpenMedia(t.Context(), thread, a)
	require.NoError(t, err)
	body, err := io.ReadAll(f.Body)
	if err != nil || string(body) != voice || f.Type != "audio/ogg" || f.Name != a.Name {
		t.Errorf("read %q as %+v, %v", body, f, err)
	}
	if _, err := ch.OpenMedia(t.Context(), thread, channel.Attachment{ID: "none"}); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("no such file: %v", err)
	}
}

// A gateway that hands on updates waits for its own answer; Telegram does not look.
func TestGatewayReply(t *testing.T) {
	ch, _, _ := behind(t, nil)
	for _, body := range [][]byte{bodies(t)["message_text"], nil} {
		got, err := ch.Receive(webhook(body))
		if err != nil || got.Reply.Type != "application/json" || string(got.Reply.Body) != `{"resultMsg":"200"}` {
			t.Errorf("Reply %+v, %v", got.Reply, err)
		}
	}
	direct := newChannel(t, nil)
	if got, err := direct.Receive(webhook(bodies(t)["message_text"])); err != nil || got.Reply.Body != nil {
		t.Errorf("without a gateway: %+v, %v", got.Reply, err)
	}
}

func TestGatewayPreflight(t *testing.T) {
	codes := func(sub channel.Subscription) (all []string) {
		for _, f := range sub.Findings {
			all = append(all, fmt.Sprintf("%s %v", f.Code, f.Fatal))
			if f.Account != bot || f.Text == "" {
				t.Errorf("finding %+v", f)
			}
		}
		return all
	}
	ch, _, _ := behind(t, func(c *telegram.Config) { c.Gateway.Subscribed = apifabric.RequiredAPIs() })
	got, err := channel.CheckSubscription(t.Context(), ch)
	require.NoError(t, err)
	if diff := cmp.Diff([]string{"gateway_no_bot false"}, codes(got)); diff != "" || got.Active {
		t.Errorf("all is well (-want +got):\n%s", diff)
	}
	ch, fabric, _ := behind(t, func(c *telegram.Config) {
		c.Gateway.Subscribed, c.Gateway.Encode = []string{"telegram_north_v1.0.0"}, nil
	})
	fabric.FailToken(standin.Status(401, ""), 1)
	got, err = channel.CheckSubscription(t.Context(), ch)
	require.NoError(t, err)
	want := []string{"gateway true", "gateway_path true", "apis_not_subscribed true", "apis_not_subscribed true", "gateway_no_bot false"}
	if diff := cmp.Diff(want, codes(got)); diff != "" {
		t.Errorf("nothing is (-want +got):\n%s", diff)
	}
	if _, err := channel.Subscribe(t.Context(), ch, callback); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("Subscribe without the bot's token: %v", err)
	}
	// With the bot's token the webhook is managed at Telegram itself.
	ch, _, _ = behind(t, func(c *telegram.Config) {
		server := telegramtest.New(telegramtest.Config{Token: token.Reveal(), WebhookSecret: secret.Reveal(), Fresh: true})
		c.Token, c.Account, c.HTTP = token, "", server.Client()
	})
	got, err = channel.Subscribe(t.Context(), ch, callback)
	if err != nil || got.URL != callback || !got.Active || len(got.Findings) != 0 {
		t.Errorf("Subscribe with the bot's token: %+v, %v", got, err)
	}
}

func TestGatewayComplains(t *testing.T) {
	good := func() telegram.Config {
		return telegram.Config{Account: bot, WebhookSecret: channel.NewKeys(secret), Gateway: &telegram.Gateway{Path: "/a/{method}?bot={account}", FilePath: "/f/{file_id}",
			Fabric: apifabric.Config{TokenURL: "https://10.0.0.7:28070", BusinessURL: "https://10.0.0.7:28090", AppKey: "k", AppSecret: "s3cr3t-of-the-app"}}}
	}
	for name, tt := range map[string]struct {
		change func(*telegram.Config)
		want   []complaint
	}{
		"good":                  {func(*telegram.Config) {}, nil},
		"no account":            {func(c *telegram.Config) { c.Account = "" }, []complaint{{"token", channel.CodeMissing}}},
		"a name for an address": {func(c *telegram.Config) { c.Gateway.Fabric.BusinessURL = "https://aicc.example" }, []complaint{{"gateway.businessUrl", channel.CodeInvalid}}},
		"a bad certificate":     {func(c *telegram.Config) { c.Gateway.Fabric.TLS.Trust = [][]byte{nil} }, []complaint{{"tls.trust[0]", channel.CodeInvalid}}},
		"a strange placeholder": {func(c *telegram.Config) { c.Gateway.Path = "/a/{token}" }, []complaint{{"gateway.path", channel.CodeInvalid}}},
		"an address as a path":  {func(c *telegram.Config) { c.Gateway.Path = "//evil.example/{method}" }, []complaint{{"gateway.path", channel.CodeInvalid}}},
		"a way out":             {func(c *telegram.Config) { c.Gateway.Path = "/a/../{method}" }, []complaint{{"gateway.path", channel.CodeInvalid}}},
		"a path for all files":  {func(c *telegram.Config) { c.Gateway.FilePath = "/f" }, []complaint{{"gateway.filePath", channel.CodeInvalid}}},
		"a local server beside": {func(c *telegram.Config) { c.Local, c.BaseURL = true, "http://localhost:8081" }, []complaint{{"gateway", channel.CodeConflict}}},
	} {
		cfg := good()
		tt.change(&cfg)
		_, err := telegram.New(cfg)
		if diff := cmp.Diff(tt.want, complaints(err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s\n%v", name, diff, err)
		}
		if text := fmt.Sprintf("%v %v %+v %#v %#v", err, cfg, cfg, cfg, *cfg.Gateway); strings.Contains(text, "s3cr3t") {
			t.Errorf("%s: the secret is printed: %s", name, text)
		}
	}
}

// The operators' list of addresses opens the way to a gateway in a private network; a tenant's form
// alone does not.
func TestSystem(t *testing.T) {
	server := telegramtest.New(telegramtest.Config{Token: token.Reveal()})
	server.Say(ada, "Hei")
	fabric := apifabrictest.New(apifabrictest.Config{Bot: server, Hosts: []string{"fabric.example"}})
	tokenURL, businessURL, stop, err := fabric.Start()
	require.NoError(t, err)
	defer stop()
	leaf, err := fabric.Certificate()
	require.NoError(t, err)
	_, err = x509.ParseCertificate(leaf)
	require.NoError(t, err, "the form takes DER")
	own, key, err := fabric.Identity("desk")
	require.NoError(t, err)
	settings := func() channel.Settings {
		return channel.Settings{
			Values: map[string]string{
				"account": bot, "gatewayUrl": businessURL, "gatewayAppKey": fabric.Config().AppKey, "gatewayPath": relayPath, "gatewayFilePath": filePath,
				"gatewayEncoder": "bot_api", "gatewaySubscribed": strings.Join(apifabric.RequiredAPIs(), ", "),
			},
			Keys: map[string]channel.Keys{"webhookSecret": channel.NewKeys(secret), "gatewayAppSecret": channel.NewKeys(channel.Secret(fabric.Config().AppSecret))},
			TLS:  channel.TLS{Trust: [][]byte{leaf}, ServerName: "fabric.example", Certificate: own, Key: channel.Secret(key)},
		}
	}
	system := telegram.System{FabricAddress: strings.TrimPrefix(tokenURL, "https://"), Trusted: []string{businessURL}}
	var open []channel.Channel // the pool keeps a token for as long as a channel uses it
	defer func() { runtime.KeepAlive(open) }()
	send := func(d channel.Driver, s channel.Settings) error {
		ch, err := d.Open(s)
		if err != nil {
			return err
		}
		open = append(open, ch)
		_, err = ch.Send(t.Context(), private, channel.Message{Text: "x"})
		return err
	}
	driver := system.Driver()
	require.NoError(t, send(driver, settings()))
	require.NoError(t, send(driver, settings()))
	if fabric.Tokens() != 1 {
		t.Errorf("%d tokens for two channels of one app", fabric.Tokens())
	}
	if ch, err := driver.Open(settings()); err != nil {
		t.Error(err)
	} else if sub, err := channel.CheckSubscription(t.Context(), ch); err != nil || len(sub.Findings) != 1 {
		t.Errorf("pre-flight: %+v, %v", sub, err)
	}

	// Without the list: loopback is no public address.
	s := settings()
	s.Values["gatewayTokenUrl"] = tokenURL
	if err := send(telegram.Driver(), s); !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("without a list: %v", err)
	}
	var dialled []string
	s.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		dialled = append(dialled, address)
		return new(net.Dialer).DialContext(ctx, network, address)
	}
	require.NoError(t, send(telegram.Driver(), s))
	if len(dialled) != 2 {
		t.Errorf("the host's dialer was asked for %v", dialled)
	}
	s = settings()
	s.Values["gatewayUrl"] = "https://127.0.0.1:9"
	if diff := cmp.Diff([]complaint{{"gatewayUrl", channel.CodeInvalid}}, complaints(send(driver, s))); diff != "" {
		t.Errorf("not on the list (-want +got):\n%s", diff)
	}

	own2 := telegram.System{Encoders: map[string]telegram.Encoder{"form": telegram.EncodeBotAPI}}.Driver()
	for _, f := range own2.Fields {
		if f.Name == "gatewayEncoder" {
			if diff := cmp.Diff([]string{"", "bot_api", "form"}, f.Options); diff != "" {
				t.Errorf("encoders (-want +got):\n%s", diff)
			}
		}
	}
	s = settings()
	s.HTTP = &http.Client{}
	s.TLS = channel.TLS{}
	s.Values["gatewayEncoder"], s.Values["gatewayTokenUrl"] = "form", tokenURL
	if _, err := own2.Open(s); err != nil {
		t.Errorf("an encoder of the host's: %v", err)
	}
}

// The same promises hold through the gateway.
func TestConformanceThroughAGateway(t *testing.T) {
	h := harness(t)
	h.Thread = private
	h.Threads = map[string]channel.Thread{"topic": topic, "group": group}
	h.Secrets = []string{"example-app-secret-0123456789"}
	// Receiving is the same as without a gateway: a few bodies will do.
	maps.DeleteFunc(h.Samples, func(name string, _ []byte) bool { return !strings.HasPrefix(name, "message_text") })
	h.Message = privateMessage
	h.New = func(_ testing.TB, s channeltest.Setup) (channel.Channel, error) {
		ch, err := telegram.New(telegram.Config{Account: bot, WebhookSecret: s.Keys, Now: s.Now, Gateway: &telegram.Gateway{
			Path: relayPath, Encode: telegram.EncodeBotAPI, Fabric: apifabric.Config{
				BusinessURL: apifabrictest.BusinessURL, AppKey: "example-app-key", AppSecret: "example-app-secret-0123456789", Sign: true, HTTP: s.HTTP, Now: s.Now,
			}}})
		if err != nil {
			return nil, err
		}
		return ch, nil
	}
	h.Platform = func(tb testing.TB, s channeltest.Setup) http.Handler {
		server := telegramtest.New(standIn(s))
		server.Say(private.Contact, "Hei")
		return checking(tb, apifabrictest.New(apifabrictest.Config{Bot: server, Sign: true, Now: s.Now}))
	}
	h.Lacks["echo"] = "only business chats tell of what the bot sent"
	h.Lacks["closed window"] = "only business chats have one"
	channeltest.Run(t, h)
}
