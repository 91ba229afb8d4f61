package whatsapp

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/fetch"
)

// Driver lets a directory open channels of this platform from an administrator's form.
//
// The names in a record's Settings and Secrets; * must be set:
//
//	Settings: appId*, businessId*, numbers*, linkNumbers, listButton, graphVersion, baseUrl
//	Secrets.Keys: appSecret*, verifyToken*, token
//	Certificates: tls
func Driver() channel.Driver {
	return channel.Driver{
		Platform: Platform,
		Name:     "WhatsApp",
		Fields: []channel.Field{
			{Name: "appId", Label: "App ID", Kind: channel.FieldText, Required: true, Max: 32,
				Help: "The number of the Meta app, in its dashboard under App settings, Basic."},
			{Name: "appSecret", Label: "App secret", Kind: channel.FieldKeys, Required: true,
				Help: "In the app's dashboard under App settings, Basic. It proves that calls come from Meta."},
			{Name: "verifyToken", Label: "Verify token", Kind: channel.FieldKeys, Required: true,
				Help: "A word of your choice. Enter the same one beside the callback URL in the app's webhook settings."},
			{Name: "businessId", Label: "WhatsApp Business Account ID", Kind: channel.FieldText, Required: true, Max: 32,
				Help: "In the app's dashboard under WhatsApp, API Setup."},
			{Name: "numbers", Label: "Phone number IDs", Kind: channel.FieldText, Required: true, Max: 2000,
				Help: "The id of each business phone number (not the phone number), separated by commas."},
			{Name: "token", Label: "Access token", Kind: channel.FieldKeys,
				Help: "Of a system user with whatsapp_business_messaging and whatsapp_business_management. Without it nothing can be sent."},
			{Name: "linkNumbers", Label: "Link phone numbers", Kind: channel.FieldBool,
				Help: "The contact center writes first, to phone numbers: join these conversations with the answers."},
			{Name: "listButton", Label: "Label of lists", Kind: channel.FieldText, Max: maxButton,
				Help: "Opens a list of quick replies; empty: " + DefaultListButton + "."},
			{Name: "graphVersion", Label: "Graph API version", Kind: channel.FieldText, Max: 8,
				Help: "Like " + DefaultGraphVersion + ", which is the default."},
			{Name: "baseUrl", Label: "Graph API address", Kind: channel.FieldURL,
				Help: "For a gateway between the contact center and Meta; empty: " + DefaultBaseURL + "."},
			{Name: "tls", Label: "Trust certificates", Kind: channel.FieldCertificate,
				Help: "For a gateway with certificates of its own."},
		},
		Open: openChannel,
	}
}

// openChannel builds a channel from an administrator's settings.
func openChannel(s channel.Settings) (channel.Channel, error) {
	cfg := Config{
		AppID:        strings.TrimSpace(s.Values["appId"]),
		AppSecret:    s.Keys["appSecret"],
		VerifyToken:  s.Keys["verifyToken"],
		BusinessID:   strings.TrimSpace(s.Values["businessId"]),
		Numbers:      strings.FieldsFunc(s.Values["numbers"], func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) }),
		Token:        s.Key("token"),
		ListButton:   strings.TrimSpace(s.Values["listButton"]),
		GraphVersion: strings.TrimSpace(s.Values["graphVersion"]),
		BaseURL:      strings.TrimSpace(s.Values["baseUrl"]),
		HTTP:         s.HTTP,
		Media:        s.Media,
		Files:        s.Files,
		Now:          s.Now,
	}
	var errs []error
	switch s.Values["linkNumbers"] {
	case "true":
		cfg.LinkNumbers = true
	case "", "false":
	default:
		errs = append(errs, &channel.FieldError{Field: "linkNumbers", Code: channel.CodeInvalid, Reason: `the value must be "true" or "false"`})
	}
	if s.Media == nil && s.Dial != nil {
		cfg.Media = fetch.Client(fetch.Options{Dial: dialMedia(cfg.BaseURL, s.Dial)})
	}
	if s.HTTP == nil {
		cfg.TLS, cfg.Dial = s.TLS, s.Dial
		if s.Dial == nil && s.Values["baseUrl"] != "" { // a tenant chose the address
			cfg.Dial = fetch.Dialer()
		}
	}
	ch, err := New(cfg)
	if err != nil || len(errs) > 0 {
		return nil, errors.Join(append(errs, err)...)
	}
	return ch, nil
}

// dialMedia dials for received files. The host's list of what may be reached (own) counts for the
// gateway of a base URL alone. Every other address comes from an answer or a redirect, so it must
// be public.
func dialMedia(baseURL string, own func(ctx context.Context, network, address string) (net.Conn, error)) func(ctx context.Context, network, address string) (net.Conn, error) {
	public, gateway := fetch.Dialer(), ""
	if u, err := url.Parse(baseURL); err == nil && u.Host != "" {
		gateway = net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "443"))
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if strings.EqualFold(address, gateway) {
			return own(ctx, network, address)
		}
		return public(ctx, network, address)
	}
}
