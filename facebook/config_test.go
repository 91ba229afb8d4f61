package facebook_test

import (
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// A gateway between the contact center and Meta has a certificate of its own, which the channel is
// told to trust.
func TestTrustCertificates(t *testing.T) {
	fb := facebooktest.New(facebooktest.Config{})
	fb.Say("7", "hi")
	gateway := httptest.NewTLSServer(fb)
	defer gateway.Close()
	trusted := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: gateway.Certificate().Raw})
	send := func(tls channel.TLS) error {
		ch, err := facebook.New(forServer(fb, func(c *facebook.Config) { c.HTTP, c.BaseURL, c.TLS = nil, gateway.URL, tls }))
		if err != nil {
			t.Fatal(err)
		}
		_, err = ch.Send(t.Context(), standInThread("7"), channel.Message{Text: "x"})
		return err
	}
	if err := send(channel.TLS{Trust: [][]byte{trusted}}); err != nil {
		t.Errorf("a certificate that is trusted: %v", err)
	}
	if err := send(channel.TLS{}); err == nil {
		t.Error("a certificate that nobody trusts was taken")
	}
	if n := len(fb.Sent()); n != 1 {
		t.Errorf("%d messages arrived", n)
	}
}

func TestNewComplainsOfListsAndCertificates(t *testing.T) {
	cfg := config()
	cfg.HTTP, cfg.TLS, cfg.Dial = http.DefaultClient, channel.TLS{ServerName: "a"}, new(net.Dialer).DialContext
	cfg.Fields, cfg.InstagramFields = []string{"messages", "messages,standby"}, []string{""}
	cfg.ProfileFields, cfg.InstagramProfileFields = []string{"name&access_token"}, []string{"Name"}
	cfg.HistoryGap = -time.Second
	complaints := func() (all []string) {
		_, err := facebook.New(cfg)
		for _, e := range channel.FieldErrors(err) {
			all = append(all, e.Field)
		}
		return all
	}
	want := []string{"tls", "dial", "fields[1]", "instagramFields[0]", "profileFields[0]", "instagramProfileFields[0]", "historyGap"}
	if diff := cmp.Diff(want, complaints()); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	cfg = config()
	cfg.Fields = []string{}
	if diff := cmp.Diff([]string{"fields"}, complaints()); diff != "" {
		t.Errorf("no field at all (-want +got):\n%s", diff)
	}
	cfg = config()
	cfg.TLS = channel.TLS{Trust: [][]byte{[]byte("no certificate")}}
	if got := complaints(); len(got) != 1 {
		t.Errorf("a certificate that is none: %v", got)
	}
}

// A credential of fewer than eight characters cannot be hidden without garbling what is said.
func TestNewRefusesShortCredentials(t *testing.T) {
	for secret, short := range map[channel.Secret]bool{"1234567": true, "12345678": false} {
		cfg := config()
		cfg.AppSecret, cfg.VerifyToken, cfg.Instagram.AppSecret = channel.NewKeys(secret), channel.NewKeys(secret), channel.NewKeys(secret)
		cfg.Pages = facebook.PageMap{pageID: {Token: secret}}
		_, err := facebook.New(cfg)
		var got, want []string
		for _, e := range channel.FieldErrors(err) {
			got = append(got, fmt.Sprint(e.Field, " ", e.Code, " ", e.Limit, " ", e.Got))
		}
		if short {
			for _, field := range []string{"appSecret[0]", "verifyToken[0]", "pages[" + pageID + "].token", "instagramAppSecret[0]"} {
				want = append(want, field+" too_short 8 7")
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d characters (-want +got):\n%s", len(secret), diff)
		}
	}
}

func TestNewJoinsAllComplaints(t *testing.T) {
	_, err := facebook.New(facebook.Config{
		AppSecret:    channel.Keys{{}},
		Algorithm:    "md5",
		TokenIn:      "url",
		GraphVersion: "26",
		BaseURL:      "ftp://x?y",
		Text:         channel.Length{Max: -1},
		Pages: facebook.PageMap{
			"7":       {},
			"page":    {Token: "page-token"},
			"8":       {LinkedTo: "9"},
			"10":      {LinkedTo: "10", Token: "page-token"},
			pageID:    {Token: "page-token"},
			"1784149": {LinkedTo: pageID},
		},
	})
	type complaint struct{ Field, Code string }
	var got []complaint
	for _, f := range channel.FieldErrors(err) {
		got = append(got, complaint{f.Field, f.Code})
	}
	want := []complaint{
		{"appId", channel.CodeMissing},
		{"appSecret[0]", channel.CodeMissing},
		{"verifyToken", channel.CodeMissing},
		{"pages[10].linkedTo", channel.CodeInvalid},
		{"pages[7].token", channel.CodeMissing},
		{"pages[8].token", channel.CodeMissing},
		{"pages[page]", channel.CodeInvalid},
		{"algorithm", channel.CodeInvalid},
		{"tokenIn", channel.CodeInvalid},
		{"graphVersion", channel.CodeInvalid},
		{"baseUrl", channel.CodeInvalid},
		{"text", channel.CodeInvalid},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	_, err = facebook.New(facebook.Config{AppID: " 12"})
	for _, what := range []string{"appId: an app id must be a number", "anybody could send events in Meta's name", "anybody could pass the check"} {
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("New: %v, want it to say %q", err, what)
		}
	}
}

// Text and Rates have the same form on every platform.
func TestConfigLimits(t *testing.T) {
	channeltest.ConfigLimits(t, func(text channel.Length, rates []channel.Rate) (channel.Limits, error) {
		cfg := config()
		cfg.Text, cfg.Rates = text, rates
		ch, err := facebook.New(cfg)
		if err != nil {
			return channel.Limits{}, err
		}
		return ch.Limits(thread(personID)), nil
	})
	channeltest.ConfigLimits(t, func(text channel.Length, rates []channel.Rate) (channel.Limits, error) {
		cfg := config()
		cfg.InstagramText, cfg.Rates = text, rates
		ch, err := facebook.New(cfg)
		if err != nil {
			return channel.Limits{}, inField(err, "instagramText", "text")
		}
		return ch.Limits(channel.Thread{Platform: facebook.Platform, Account: instagramID, Contact: personID}), nil
	})
	for _, field := range []string{"posts.text", "posts.instagramText"} {
		channeltest.ConfigLimits(t, func(text channel.Length, rates []channel.Rate) (channel.Limits, error) {
			cfg, account := config(), pageID
			cfg.Rates = rates
			if field == "posts.text" {
				cfg.Posts.Text = text
			} else {
				cfg.Posts.InstagramText, account = text, instagramID
			}
			ch, err := facebook.New(cfg)
			if err != nil {
				return channel.Limits{}, inField(err, field, "text")
			}
			in := channel.Thread{Platform: facebook.Platform, Account: account, Contact: "comment:1_2"}
			l := channel.PostLimits(ch, in)
			l.Rates = ch.Limits(in).Rates[1:] // without that of private answers
			return l, nil
		})
	}
}

// inField renames the field of a complaint, as ConfigLimits expects it.
func inField(err error, from, to string) error {
	for _, e := range channel.FieldErrors(err) {
		e.Field = strings.Replace(e.Field, from, to, 1)
	}
	return err
}
