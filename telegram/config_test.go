package telegram_test

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/telegram"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// complaint is a FieldError without its words.
type complaint struct{ Field, Code string }

func complaints(err error) []complaint {
	var all []complaint
	for _, e := range channel.FieldErrors(err) {
		all = append(all, complaint{e.Field, e.Code})
	}
	return all
}

func TestNewComplains(t *testing.T) {
	good := channel.NewKeys(secret)
	tests := []struct {
		name string
		cfg  telegram.Config
		want []complaint
	}{
		{"nothing", telegram.Config{}, []complaint{{"token", channel.CodeMissing}, {"webhookSecret", channel.CodeMissing}}},
		{"token and secret", telegram.Config{Token: token, WebhookSecret: good}, nil},
		{"a secret of seven characters", telegram.Config{Token: token, WebhookSecret: channel.NewKeys("1234567")}, []complaint{{"webhookSecret[0]", channel.CodeTooShort}}},
		{"a secret of eight", telegram.Config{Token: token, WebhookSecret: channel.NewKeys("12345678")}, nil},
		{"no secret on purpose", telegram.Config{Token: token, InsecureNoSecret: true}, nil},
		{"account behind a gateway", telegram.Config{Account: "bot-of-the-gateway", WebhookSecret: good}, nil},
		{"account of the token", telegram.Config{Token: token, Account: bot, WebhookSecret: good}, nil},
		{"account of another", telegram.Config{Token: token, Account: "1", WebhookSecret: good}, []complaint{{"account", channel.CodeConflict}}},
		{"token without colon", telegram.Config{Token: "7310000042", WebhookSecret: good}, []complaint{{"token", channel.CodeInvalid}}},
		{"token with nothing behind", telegram.Config{Token: "7310000042:", WebhookSecret: good}, []complaint{{"token", channel.CodeInvalid}}},
		{"token with a leading zero", telegram.Config{Token: "0731:abcdefghij", WebhookSecret: good}, []complaint{{"token", channel.CodeInvalid}}},
		{"token with a slash", telegram.Config{Token: "731:abc/../def", WebhookSecret: good}, []complaint{{"token", channel.CodeInvalid}}},
		{"token too long", telegram.Config{Token: channel.Secret("731:" + strings.Repeat("a", 77)), WebhookSecret: good}, []complaint{{"token", channel.CodeInvalid}}},
		{"secret and none", telegram.Config{Token: token, WebhookSecret: good, InsecureNoSecret: true}, []complaint{{"insecureNoSecret", channel.CodeConflict}}},
		{"secrets that cannot be", telegram.Config{Token: token, WebhookSecret: channel.NewKeys(secret, "", "not a word", secret, channel.Secret(strings.Repeat("a", 257)))},
			[]complaint{{"webhookSecret[1]", channel.CodeMissing}, {"webhookSecret[3]", channel.CodeDuplicate}, {"webhookSecret[2]", channel.CodeInvalid}, {"webhookSecret[4]", channel.CodeInvalid}}},
		{"local server", telegram.Config{Token: token, WebhookSecret: good, BaseURL: "http://127.0.0.1:8081/"}, nil},
		{"base URL without host", telegram.Config{Token: token, WebhookSecret: good, BaseURL: "https://"}, []complaint{{"baseUrl", channel.CodeInvalid}}},
		{"base URL of a file", telegram.Config{Token: token, WebhookSecret: good, BaseURL: "file:///etc/passwd"}, []complaint{{"baseUrl", channel.CodeInvalid}}},
		{"base URL with a query", telegram.Config{Token: token, WebhookSecret: good, BaseURL: "https://bots.example/?a=1"}, []complaint{{"baseUrl", channel.CodeInvalid}}},
		{"base URL with a user", telegram.Config{Token: token, WebhookSecret: good, BaseURL: "https://a:b@bots.example"}, []complaint{{"baseUrl", channel.CodeInvalid}}},
		{"dialer beside a client", telegram.Config{Token: token, WebhookSecret: good, HTTP: &http.Client{}, Dial: new(net.Dialer).DialContext}, []complaint{{"dial", channel.CodeConflict}}},
		{"certificates beside a client", telegram.Config{Token: token, WebhookSecret: good, HTTP: &http.Client{}, TLS: channel.TLS{ServerName: "x"}}, []complaint{{"tls", channel.CodeConflict}}},
		{"certificate that is none", telegram.Config{Token: token, WebhookSecret: good, TLS: channel.TLS{Trust: [][]byte{[]byte("no")}}}, []complaint{{"tls.trust[0]", channel.CodeInvalid}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ch, err := telegram.New(tt.cfg)
			if diff := cmp.Diff(tt.want, complaints(err)); diff != "" {
				t.Errorf("New complains (-want +got):\n%s\n%v", diff, err)
			}
			if (ch == nil) != (err != nil) {
				t.Errorf("New gave %v and the error %v", ch, err)
			}
			for _, word := range []string{token.Reveal(), secret.Reveal(), "abcdefghij"} {
				if err != nil && strings.Contains(err.Error(), word) {
					t.Errorf("the error quotes a credential: %v", err)
				}
			}
		})
	}
}

func TestChannelPrintsItsAccountAlone(t *testing.T) {
	ch := newChannel(t, nil)
	const want = "telegram.Channel(7310000042)"
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		if got := fmt.Sprintf(verb, ch); got != want {
			t.Errorf("%s prints %s", verb, got)
		}
	}
	var out strings.Builder
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "ch", ch)
	if !strings.Contains(out.String(), want) {
		t.Errorf("slog writes %s", out.String())
	}
	cfg := telegram.Config{Token: token, WebhookSecret: channel.NewKeys(secret)}
	if text := fmt.Sprintf("%v %+v %#v", cfg, cfg, cfg); strings.Contains(text, token.Reveal()) || strings.Contains(text, secret.Reveal()) {
		t.Errorf("a Config prints credentials: %s", text)
	}
}

func TestInfo(t *testing.T) {
	want := channel.Info{Platform: "telegram", App: bot, Accounts: []string{bot}}
	if diff := cmp.Diff(want, newChannel(t, nil).Info()); diff != "" {
		t.Errorf("Info (-want +got):\n%s", diff)
	}
}

func TestDriver(t *testing.T) {
	driver := telegram.Driver()
	settings := func() channel.Settings {
		return channel.Settings{
			Values: map[string]string{"noLinkPreviews": "true"},
			Keys:   map[string]channel.Keys{"token": channel.NewKeys(token, "1:old"), "webhookSecret": channel.NewKeys(secret)},
		}
	}
	ch, err := driver.Open(settings())
	require.NoError(t, err)
	if got := ch.Info().App; got != bot {
		t.Errorf("the channel is of %s", got)
	}

	tests := []struct {
		name   string
		change func(*channel.Settings)
		want   []complaint
	}{
		{"everything is missing", func(s *channel.Settings) { *s = channel.Settings{} }, []complaint{{"token", channel.CodeMissing}, {"webhookSecret", channel.CodeMissing}}},
		{"no boolean", func(s *channel.Settings) { s.Values["testServers"] = "yes" }, []complaint{{"testServers", channel.CodeInvalid}}},
		{"a tenant's server", func(s *channel.Settings) { s.Values["baseUrl"] = "https://bots.example" }, nil},
		{"kinds that are none", func(s *channel.Settings) { s.Values["allowedUpdates"] = "message, Poll!" }, []complaint{{"allowedUpdates[1]", channel.CodeInvalid}}},
		{"a certificate that is none", func(s *channel.Settings) { s.Values["webhookCertificate"] = "DER" }, []complaint{{"webhookCertificate", channel.CodeInvalid}}},
		{"half a gateway", func(s *channel.Settings) { s.Values["gatewayPath"] = "/x" }, []complaint{{"gatewayUrl", channel.CodeMissing}}},
		{"a gateway by name, and little else", func(s *channel.Settings) {
			s.Values["gatewayUrl"], s.Values["gatewayEncoder"] = "https://aicc.example:28090", "own"
		},
			[]complaint{{"gatewayEncoder", channel.CodeInvalid}, {"gatewayTokenUrl", channel.CodeMissing}, {"gatewayUrl", channel.CodeInvalid}, {"gatewayAppKey", channel.CodeMissing}, {"gatewayAppSecret", channel.CodeMissing}}},
		{"a tenant's server through the host's client", func(s *channel.Settings) { s.Values["baseUrl"], s.HTTP = "https://bots.example", &http.Client{} }, nil},
		{"no certificate", func(s *channel.Settings) { s.TLS.Trust = [][]byte{[]byte("no")} }, []complaint{{"tls.trust[0]", channel.CodeInvalid}}},
	}
	for _, tt := range tests {
		s := settings()
		tt.change(&s)
		ch, err := driver.Open(s)
		if diff := cmp.Diff(tt.want, complaints(err)); diff != "" {
			t.Errorf("%s: Open complains (-want +got):\n%s\n%v", tt.name, diff, err)
		}
		if (ch == nil) != (err != nil) {
			t.Errorf("%s: Open gave %v and the error %v", tt.name, ch, err)
		}
	}

	known := make(map[string]bool)
	for _, f := range driver.Fields {
		if known[f.Name] || f.Label == "" || f.Help == "" || f.Kind == "" {
			t.Errorf("field %+v is incomplete or stands twice", f)
		}
		known[f.Name] = true
	}
	_, err = driver.Open(channel.Settings{})
	for _, e := range channel.FieldErrors(err) {
		if !known[e.Field] {
			t.Errorf("a complaint about %q, which is no field", e.Field)
		}
	}
}

// Text and Rates have the same form on every platform.
func TestConfigLimits(t *testing.T) {
	channeltest.ConfigLimits(t, func(text channel.Length, rates []channel.Rate) (channel.Limits, error) {
		cfg := telegram.Config{Token: token, WebhookSecret: channel.NewKeys(secret)}
		cfg.Text, cfg.Rates = text, rates
		ch, err := telegram.New(cfg)
		if err != nil {
			return channel.Limits{}, err
		}
		return ch.Limits(private), nil
	})
	channeltest.ConfigLimits(t, func(text channel.Length, rates []channel.Rate) (channel.Limits, error) {
		cfg := telegram.Config{Token: token, WebhookSecret: channel.NewKeys(secret)}
		cfg.Text, cfg.GroupRates = text, rates
		ch, err := telegram.New(cfg)
		if err != nil {
			return channel.Limits{}, inField(err, "groupRates", "rates")
		}
		return ch.Limits(group), nil
	})
}

// inField renames the field of a complaint, as ConfigLimits expects it.
func inField(err error, from, to string) error {
	for _, e := range channel.FieldErrors(err) {
		e.Field = strings.Replace(e.Field, from, to, 1)
	}
	return err
}
