package twitter_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// complaints are the fields and codes of an error's FieldErrors.
func complaints(err error) []string {
	var found []string
	for _, e := range channel.FieldErrors(err) {
		found = append(found, e.Field+" "+e.Code)
	}
	return found
}

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
			c.API, c.SignatureMethod, c.TextLimit, c.Env = "v3", "PLAINTEXT", -1, "my env"
			c.BaseURL, c.UploadURL = "api.x.com", "https://upload.x.com?a=b"
			c.Account, c.AppID, c.Bearer = "@mustertelecom", "api-key", "two words"
		}, []string{"account invalid", "appId invalid", "bearer invalid", "api invalid", "signatureMethod invalid", "env invalid", "textLimit invalid", "baseUrl invalid", "uploadUrl invalid"}},
		{"pasted with a line break", func(c *twitter.Config) {
			c.AccessToken += "\n"
			c.AccessSecret += " "
			c.APISecret = channel.NewKeys(secret + "\t")
		}, []string{"apiSecret[0] invalid", "accessToken invalid", "accessSecret invalid"}},
		{"empty and repeated secrets", func(c *twitter.Config) { c.APISecret = channel.NewKeys("", "a", "a") },
			[]string{"apiSecret[0] missing", "apiSecret[2] duplicate"}},
		// The signing library leaves out port 80 and 443 whatever the scheme.
		{"port of the other scheme", func(c *twitter.Config) { c.BaseURL, c.UploadURL = "http://localhost:443", "https://localhost:80" },
			[]string{"baseUrl invalid", "uploadUrl invalid"}},
		{"the scheme's own port", func(c *twitter.Config) { c.BaseURL, c.UploadURL = "http://localhost:80/", "https://localhost:443" }, nil},
		{"premium without a label", func(c *twitter.Config) { c.Product = twitter.Premium }, []string{"env missing"}},
		{"videos beyond X's", func(c *twitter.Config) { c.MaxVideo = 600 << 20 }, []string{"maxVideo invalid"}},
		{"certificates and a client", func(c *twitter.Config) {
			c.HTTP, c.TLS = http.DefaultClient, channel.TLS{ServerName: "gateway"}
		}, []string{"tls conflict"}},
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

func TestInfo(t *testing.T) {
	want := channel.Info{Platform: "twitter", App: "api-key", Accounts: []string{us}}
	if diff := cmp.Diff(want, open(t, config()).Info()); diff != "" {
		t.Errorf("Info (-want +got):\n%s", diff)
	}
}

func settings() channel.Settings {
	return channel.Settings{
		Values: map[string]string{"account": us, "apiKey": "api-key", "appId": "27182818", "api": "v2", "signatureMethod": "HMAC-SHA256", "env": "prod"},
		Keys: map[string]channel.Keys{"apiSecret": channel.NewKeys(secret, "old-secret"), "accessToken": channel.NewKeys("token"),
			"accessSecret": channel.NewKeys("token-secret"), "bearer": channel.NewKeys("bearer")},
	}
}

func TestDriver(t *testing.T) {
	d := twitter.Driver()
	ch, err := d.Open(settings())
	require.NoError(t, err)
	if got, want := ch.Info(), (channel.Info{Platform: d.Platform, App: "api-key", Accounts: []string{us}}); cmp.Diff(want, got) != "" {
		t.Errorf("Info = %+v, want %+v", got, want)
	}
	if l := ch.Limits(channel.Thread{}); l.QuickReplies.Max != 0 {
		t.Errorf("api v2 has quick replies: %+v", l.QuickReplies)
	}
	w := channel.Webhook{Method: http.MethodPost, Body: []byte("{}"), Header: http.Header{"X-Twitter-Webhooks-Signature": {sign("old-secret", "{}")}}}
	if err := ch.Verify(w); err != nil {
		t.Errorf("the older secret does not verify: %v", err)
	}
	asked := make(map[string]bool)
	for _, f := range d.Fields {
		if f.Name == "" || f.Label == "" || f.Help == "" || f.Kind == "" || asked[f.Name] {
			t.Errorf("the field is not described: %+v", f)
		}
		asked[f.Name] = true
	}
	for name := range settings().Values {
		if !asked[name] {
			t.Errorf("the form does not ask for %s", name)
		}
	}
	for name := range settings().Keys {
		if !asked[name] {
			t.Errorf("the form does not ask for %s", name)
		}
	}
}

func TestDriverComplaints(t *testing.T) {
	dial := func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("not now") }
	tests := []struct {
		name   string
		change func(*channel.Settings)
		want   []string
	}{
		{"nothing", func(s *channel.Settings) { *s = channel.Settings{} },
			[]string{"account missing", "apiSecret missing", "apiKey missing", "accessToken missing", "accessSecret missing"}},
		{"own address, no dialer", func(s *channel.Settings) {
			s.Values["baseUrl"], s.Values["account"] = "https://10.0.0.1", ""
		}, []string{"account missing"}},
		{"own address, bad certificate", func(s *channel.Settings) {
			s.Values["baseUrl"], s.TLS.Certificate = "https://10.0.0.1", []byte("x")
		}, []string{"tls.certificate invalid"}},
		{"own address, dialer", func(s *channel.Settings) { s.Values["baseUrl"], s.Dial = "https://10.0.0.1", dial }, nil},
		{"own address, client", func(s *channel.Settings) { s.Values["uploadUrl"], s.HTTP = "https://10.0.0.1", http.DefaultClient }, nil},
		{"bad certificate", func(s *channel.Settings) { s.TLS.Certificate = []byte("x") }, []string{"tls.certificate invalid"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := settings()
			tt.change(&s)
			ch, err := twitter.Driver().Open(s)
			if diff := cmp.Diff(tt.want, complaints(err)); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
			if (ch == nil) != (err != nil) {
				t.Errorf("Open = %v, %v", ch, err)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	direct := channel.Thread{Platform: twitter.Platform, Account: us, Contact: ada}
	group := channel.Thread{Platform: twitter.Platform, Account: us, Contact: ada, Via: "1850000000000000001"}
	cfg := config()
	cfg.Files = func(context.Context, string) (channel.File, error) { return channel.File{}, nil }
	v11 := open(t, cfg)
	cfg.API = twitter.V2
	cfg.TextLimit = 500
	cfg.Rates = []channel.Rate{{Scope: channel.ScopeAccount, N: 7, Per: 1}}
	v2 := open(t, cfg)

	runes := func(n int) channel.Length { return channel.Length{Max: n, Unit: channel.Runes} }
	media := []channel.MediaLimit{
		{Kind: channel.MediaImage, Types: []string{"image/jpeg", "image/png", "image/webp"}, ByID: true, Upload: 5 << 20},
		{Kind: channel.MediaAnimation, Types: []string{"image/gif"}, ByID: true, Upload: 15 << 20},
		{Kind: channel.MediaVideo, Types: []string{"video/mp4", "video/quicktime", "video/webm", "video/mp2t"}, ByID: true, Upload: 25 << 20},
	}
	const day = 24 * 60 * 60 * 1e9
	want := channel.Limits{
		Text: runes(10_000), Caption: runes(10_000), Attachments: 1, Media: media,
		QuickReplies: channel.ChoiceLimit{Max: 20, Text: runes(36), Payload: runes(1000), Description: runes(72)},
		Buttons:      channel.ChoiceLimit{Max: 3, Text: runes(36)}, ButtonURLs: true, Location: true, EchoesOwn: true,
		Rates:     []channel.Rate{{Scope: channel.ScopeAccount, N: 1000, Per: day}, {Scope: channel.ScopeApp, N: 15_000, Per: day}},
		Abilities: channel.Abilities{Typing: true, MarkRead: true, Delete: true, OpenMedia: true, Upload: true, Profile: true, Subscribe: true, History: true},
	}
	if diff := cmp.Diff(want, v11.Limits(direct)); diff != "" {
		t.Errorf("v1.1 (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(channel.Limits{}, v11.Limits(group)); diff != "" {
		t.Errorf("v1.1, group (-want +got):\n%s", diff)
	}
	want = channel.Limits{Text: runes(500), Caption: runes(500), Attachments: 1, Media: media, EchoesOwn: true,
		Rates: cfg.Rates, Abilities: channel.Abilities{Delete: true, OpenMedia: true, Upload: true, Profile: true, Subscribe: true, History: true}}
	for _, to := range []channel.Thread{direct, group} {
		if diff := cmp.Diff(want, v2.Limits(to)); diff != "" {
			t.Errorf("v2, %v (-want +got):\n%s", to, diff)
		}
	}
	cfg.Files = nil
	for _, m := range open(t, cfg).Limits(direct).Media {
		if m.Upload != 0 {
			t.Errorf("without Files %s can be uploaded", m.Kind)
		}
	}
	if n := testing.AllocsPerRun(100, func() { _ = v11.Limits(direct) }); n > 0 {
		t.Errorf("Limits allocates %v times", n)
	}
}
