package twitter_test

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/twitter"
)

func TestNewJoinsAllComplaints(t *testing.T) {
	tests := []struct {
		name   string
		change func(*twitter.Config)
		want   []string
	}{
		{"nothing", func(c *twitter.Config) { *c = twitter.Config{} },
			[]string{"account missing", "apiSecret missing", "apiKey missing", "accessToken missing", "accessSecret missing"}},
		{"right", func(*twitter.Config) {}, nil},
		{"everything else", func(c *twitter.Config) {
			c.API, c.SignatureMethod, c.Text, c.Env = "v3", "PLAINTEXT", channel.Length{Max: -1}, "my env"
			c.BaseURL, c.UploadURL = "api.x.com", "https://upload.x.com?a=b"
			c.Account, c.AppID, c.Bearer = "@mustertelecom", "api-key", "two words"
		}, []string{"account invalid", "appId invalid", "bearer invalid", "api invalid", "signatureMethod invalid", "env invalid", "text invalid", "baseUrl invalid", "uploadUrl invalid"}},
		{"pasted with a line break", func(c *twitter.Config) {
			c.AccessToken += "\n"
			c.AccessSecret += " "
			c.APISecret = channel.NewKeys(secret + "\t")
		}, []string{"apiSecret[0] invalid", "accessToken invalid", "accessSecret invalid"}},
		{"empty and repeated secrets", func(c *twitter.Config) { c.APISecret = channel.NewKeys("", "a-secret", "a-secret") },
			[]string{"apiSecret[0] missing", "apiSecret[2] duplicate"}},
		{"secrets of seven characters", func(c *twitter.Config) {
			c.APISecret, c.AccessToken, c.AccessSecret, c.Bearer = channel.NewKeys("1234567"), "1234567", "1234567", "1234567"
			c.OAuth2 = twitter.OAuth2{ClientID: "c", ClientSecret: "1234567", Tokens: new(twitter.TokenMemory)}
		}, []string{"apiSecret[0] too_short", "accessToken too_short", "accessSecret too_short", "bearer too_short", "clientSecret too_short"}},
		{"secrets of eight", func(c *twitter.Config) {
			c.APISecret, c.AccessToken, c.AccessSecret, c.Bearer = channel.NewKeys("12345678"), "12345678", "12345678", "12345678"
		}, nil},
		// The signing library leaves out port 80 and 443 whatever the scheme.
		{"port of the other scheme", func(c *twitter.Config) { c.BaseURL, c.UploadURL = "http://localhost:443", "https://localhost:80" },
			[]string{"baseUrl invalid", "uploadUrl invalid"}},
		{"the scheme's own port", func(c *twitter.Config) { c.BaseURL, c.UploadURL = "http://localhost:80/", "https://localhost:443" }, nil},
		{"premium without a label", func(c *twitter.Config) { c.Product = twitter.Premium }, []string{"env missing"}},
		{"videos beyond X's", func(c *twitter.Config) { c.MaxVideo = 600 << 20 }, []string{"maxVideo invalid"}},
		{"certificates and a client", func(c *twitter.Config) {
			c.HTTP, c.TLS = http.DefaultClient, channel.TLS{ServerName: "gateway"}
		}, []string{"tls conflict"}},
		{"a dialer and a client", func(c *twitter.Config) { c.HTTP, c.Dial = http.DefaultClient, new(net.Dialer).DialContext }, []string{"dial conflict"}},
		{"bad certificates", func(c *twitter.Config) { c.TLS = channel.TLS{Certificate: []byte("x")} }, []string{"tls.certificate invalid"}},
		{"unknown product", func(c *twitter.Config) { c.Product = "gold" }, []string{"product invalid"}},
		{"label that leaves its path", func(c *twitter.Config) { c.Env = ".." }, []string{"env invalid"}},
		{"user in the address", func(c *twitter.Config) { c.BaseURL = "https://me:pw@localhost" }, []string{"baseUrl invalid"}},
		{"id too long", func(c *twitter.Config) { c.Account = "12345678901234567890" }, []string{"account invalid"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := config()
			tt.change(&cfg)
			ch, err := twitter.New(cfg)
			if diff := cmp.Diff(tt.want, complaints(err)); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
			if (ch == nil) != (err != nil) {
				t.Errorf("New = %v, %v", ch, err)
			}
		})
	}
}

func TestNothingPrintsACredential(t *testing.T) {
	cfg := config()
	cfg.Bearer = "bearer-Yv5"
	ch := open(t, cfg)
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("made", "channel", ch, "config", cfg)
	slog.New(slog.NewTextHandler(&log, nil)).Info("made", "channel", ch, "config", cfg)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%q"} {
		fmt.Fprintf(&log, verb+"\n", ch)
		fmt.Fprintf(&log, verb+"\n", cfg)
		fmt.Fprintf(&log, verb+"\n", struct{ C *twitter.Channel }{ch})
	}
	for _, s := range []string{secret, us + "-token", "access-secret-Wx3", "bearer-Yv5"} {
		if strings.Contains(log.String(), s) {
			t.Errorf("a print shows %s", s)
		}
	}
	if got, want := fmt.Sprintf("%+v", ch), "twitter.Channel("+us+")"; got != want {
		t.Errorf("prints as %q, want %q", got, want)
	}
}

// Text and Rates have the same form on every platform.
func TestConfigLimits(t *testing.T) {
	channeltest.ConfigLimits(t, func(text channel.Length, rates []channel.Rate) (channel.Limits, error) {
		cfg := config()
		cfg.Text, cfg.Rates = text, rates
		ch, err := twitter.New(cfg)
		if err != nil {
			return channel.Limits{}, err
		}
		return ch.Limits(channel.Thread{Platform: twitter.Platform, Account: us, Contact: ada}), nil
	})
	channeltest.ConfigLimits(t, func(text channel.Length, rates []channel.Rate) (channel.Limits, error) {
		cfg := config()
		cfg.API, cfg.Posts.Text, cfg.Posts.Rates = twitter.V2, text, rates
		ch, err := twitter.New(cfg)
		if err != nil {
			return channel.Limits{}, inField(err, "posts.", "")
		}
		return channel.PostLimits(ch, channel.Thread{Platform: twitter.Platform, Account: us, Contact: "post:" + ada}), nil
	})
	channeltest.ConfigLimits(t, func(text channel.Length, rates []channel.Rate) (channel.Limits, error) {
		if rates == nil { // X publishes none for encrypted conversations: the test has a default of its own
			rates = []channel.Rate{{Scope: channel.ScopeAccount, N: 15, Per: time.Minute}}
		}
		cfg := config()
		cfg.OAuth2 = twitter.OAuth2{ClientID: "client", ClientSecret: "client-secret", Tokens: new(twitter.TokenMemory)}
		cfg.Chat = twitter.ChatConfig{Keys: []twitter.ChatKey{{Version: "1", Private: channel.Secret(keyText(1))}}, Text: text, Rates: rates}
		ch, err := twitter.New(cfg)
		if err != nil {
			return channel.Limits{}, inField(err, "chat.", "")
		}
		return ch.Limits(channel.Thread{Platform: twitter.Platform, Account: us, Contact: "chat:" + ada}), nil
	})
	weighted := channel.Length{Max: 280, Unit: channel.Weighted}
	cfg := config()
	cfg.Text, cfg.Posts.Text = weighted, weighted
	if _, err := twitter.New(cfg); !slices.Equal(complaints(err), []string{"text invalid"}) {
		t.Errorf("a weighted limit of messages: %v", err)
	}
}

// inField renames the field of a complaint, as ConfigLimits expects it.
func inField(err error, from, to string) error {
	for _, e := range channel.FieldErrors(err) {
		e.Field = strings.Replace(e.Field, from, to, 1)
	}
	return err
}
