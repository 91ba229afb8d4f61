package whatsapp_test

import (
	"net"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/examples/whatsapp"
)

// complaint is what a FieldError says, without its sentence.
type complaint struct{ Field, Code string }

func complaints(err error) (all []complaint) {
	for _, f := range channel.FieldErrors(err) {
		all = append(all, complaint{f.Field, f.Code})
	}
	return all
}

func TestNewComplains(t *testing.T) {
	tests := []struct {
		name   string
		change func(*whatsapp.Config)
		want   []complaint
	}{
		{"nothing", func(c *whatsapp.Config) { *c = whatsapp.Config{} }, []complaint{
			{"appId", channel.CodeMissing}, {"appSecret", channel.CodeMissing}, {"verifyToken", channel.CodeMissing}, {"businessId", channel.CodeMissing}, {"numbers", channel.CodeMissing}}},
		{"ids that are no numbers", func(c *whatsapp.Config) { c.AppID, c.BusinessID, c.Numbers = "app", "1/2", []string{"+1555", ""} }, []complaint{
			{"appId", channel.CodeInvalid}, {"businessId", channel.CodeInvalid}, {"numbers[0]", channel.CodeMissing}, {"numbers[1]", channel.CodeInvalid}}},
		{"a number twice", func(c *whatsapp.Config) { c.Numbers = []string{"2", "1", "2"} }, []complaint{{"numbers[2]", channel.CodeDuplicate}}},
		{"an empty key", func(c *whatsapp.Config) { c.AppSecret = channel.NewKeys("long-enough", "") }, []complaint{{"appSecret[1]", channel.CodeMissing}}},
		{"secrets of seven characters", func(c *whatsapp.Config) {
			c.AppSecret, c.VerifyToken, c.Token = channel.NewKeys("1234567"), channel.NewKeys("1234567"), "1234567"
		}, []complaint{{"appSecret[0]", channel.CodeTooShort}, {"verifyToken[0]", channel.CodeTooShort}, {"token", channel.CodeTooShort}}},
		{"a version", func(c *whatsapp.Config) { c.GraphVersion = "26" }, []complaint{{"graphVersion", channel.CodeInvalid}}},
		{"an address", func(c *whatsapp.Config) { c.BaseURL = "ftp://x" }, []complaint{{"baseUrl", channel.CodeInvalid}}},
		{"limits", func(c *whatsapp.Config) { c.Text.Max, c.Body.Max, c.Window = -1, -1, -1 }, []complaint{
			{"text", channel.CodeInvalid}, {"body", channel.CodeInvalid}, {"window", channel.CodeInvalid}}},
		{"a long label", func(c *whatsapp.Config) { c.ListButton = "twenty-one characters" }, []complaint{{"listButton", channel.CodeTooLong}}},
		{"lists", func(c *whatsapp.Config) {
			c.Fields, c.NumberFields, c.MediaHosts = []string{}, []string{"Status"}, []string{"https://x"}
		}, []complaint{{"fields", channel.CodeMissing}, {"numberFields[0]", channel.CodeInvalid}, {"mediaHosts[0]", channel.CodeInvalid}}},
		{"a rate", func(c *whatsapp.Config) { c.Rates = []channel.Rate{{N: 1, Per: time.Second}} }, []complaint{{"rates[0]", channel.CodeInvalid}}},
		{"certificates and a client", func(c *whatsapp.Config) { c.HTTP, c.TLS = http.DefaultClient, channel.TLS{Trust: [][]byte{{1}}} }, []complaint{{"tls", channel.CodeConflict}}},
		{"a dialer and a client", func(c *whatsapp.Config) { c.HTTP, c.Dial = http.DefaultClient, new(net.Dialer).DialContext }, []complaint{{"dial", channel.CodeConflict}}},
		{"damaged certificates", func(c *whatsapp.Config) { c.TLS = channel.TLS{Trust: [][]byte{{1}}} }, []complaint{{"tls.trust[0]", channel.CodeInvalid}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := config()
			tt.change(&cfg)
			ch, err := whatsapp.New(cfg)
			if ch != nil || err == nil {
				t.Fatalf("New = %v, %v", ch, err)
			}
			if diff := cmp.Diff(tt.want, complaints(err)); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
		})
	}
}

// The configuration is copied: what a host changes afterwards changes nothing.
func TestNewCopies(t *testing.T) {
	cfg := config()
	cfg.Numbers = []string{secondID, numberID}
	ch, err := whatsapp.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Numbers[0] = "1"
	want := channel.Info{Platform: "whatsapp", App: appID, Accounts: []string{numberID, secondID}}
	got := ch.Info()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Info (-want +got):\n%s", diff)
	}
	got.Accounts[0] = "2"
	if !slices.Equal(ch.Info().Accounts, want.Accounts) {
		t.Error("a caller of Info can change the accounts")
	}
}

// Text and Rates have the same form on every platform.
func TestConfigLimits(t *testing.T) {
	channeltest.ConfigLimits(t, func(text channel.Length, rates []channel.Rate) (channel.Limits, error) {
		cfg := config()
		cfg.Text, cfg.Rates = text, rates
		ch, err := whatsapp.New(cfg)
		if err != nil {
			return channel.Limits{}, err
		}
		return ch.Limits(thread(userID)), nil
	})
}
