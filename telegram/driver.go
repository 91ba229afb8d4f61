package telegram

import (
	"errors"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/fetch"
	"github.com/contactkit/contactkit/telegram/apifabric"
)

// Driver lets a directory build Telegram channels from an administrator's form. It is that of the
// zero System.
//
// The names in a record's Settings and Secrets:
//
//	Settings: account, insecureNoSecret, baseUrl, local, testServers, noLinkPreviews, allowedUpdates,
//	    webhookCertificate, gatewayUrl, gatewayTokenUrl, gatewayAppKey, gatewayAllowNames, gatewaySign,
//	    gatewayPath, gatewayEncoder, gatewayFilePath, gatewaySubscribed
//	Secrets.Keys: token, webhookSecret, gatewayAppSecret
//	Certificates: tls
//
// A bot needs its token and its webhookSecret; behind a gateway, account, webhookSecret and the
// gateway fields.
func Driver() channel.Driver { return System{}.Driver() }

// Driver is the package's Driver with what the operators set. Channels that it opens for one
// gateway with one key share a token.
func (s System) Driver() channel.Driver {
	pool := new(apifabric.Pool)
	return channel.Driver{
		Platform: Platform,
		Fields:   append(botFields(), s.gatewayFields()...),
		Open:     func(set channel.Settings) (channel.Channel, error) { return s.open(set, pool) },
		Check:    s.checkGateway,
	}
}

func botFields() []channel.Field {
	return []channel.Field{
		{Name: "token", Label: "Bot token", Kind: channel.FieldKeys, Max: 80,
			Help: "@BotFather gives it. Leave it empty only for a bot behind a gateway that keeps it."},
		{Name: "account", Label: "Bot id", Kind: channel.FieldText, Max: 64,
			Help: "Needed where no token is known; otherwise it is the part of the token before the colon."},
		{Name: "webhookSecret", Label: "Secret token", Kind: channel.FieldKeys, Max: 256,
			Help: "The secret_token of setWebhook: Telegram shows it with every call."},
		{Name: "insecureNoSecret", Label: "Accept calls without a secret", Kind: channel.FieldBool,
			Help: "Dangerous: anybody who finds the address can write in the name of every customer."},
		{Name: "baseUrl", Label: "Bot API server", Kind: channel.FieldURL,
			Help: "For a Bot API server of your own; empty: Telegram's."},
		{Name: "local", Label: "Local mode", Kind: channel.FieldBool,
			Help: "The Bot API server runs with --local: it takes large files and calls any address."},
		{Name: "testServers", Label: "Test environment", Kind: channel.FieldBool,
			Help: "The bot lives in Telegram's test environment."},
		{Name: "noLinkPreviews", Label: "No link previews", Kind: channel.FieldBool,
			Help: "Texts go without a preview of their first link."},
		{Name: "allowedUpdates", Label: "Kinds of update", Kind: channel.FieldText,
			Help: "Names from allowed_updates, with commas between; empty: what a service desk needs."},
		{Name: "webhookCertificate", Label: "Certificate of the webhook", Kind: channel.FieldText,
			Help: "The endpoint's own certificate in PEM, if no public authority vouches for it."},
		{Name: "tls", Label: "Certificates", Kind: channel.FieldCertificate,
			Help: "For a server or gateway with certificates of its own: trust certificate and identity certificate."},
	}
}

func (s System) gatewayFields() []channel.Field {
	return []channel.Field{
		{Name: "gatewayUrl", Label: "BaseUrl", Kind: channel.FieldURL,
			Help: "Front-end address of AICC and API Fabric: https://, IP address and port, no domain name. Empty: no gateway."},
		{Name: "gatewayTokenUrl", Label: "Token address", Kind: channel.FieldURL,
			Help: "Address of the authentication module, usually on port 28070; empty: that of the system."},
		{Name: "gatewayAppKey", Label: "APP Key", Kind: channel.FieldText, Max: 128,
			Help: "App id of API Fabric (AK)."},
		{Name: "gatewayAppSecret", Label: "APP Secret", Kind: channel.FieldKeys, Max: 256,
			Help: "App secret of API Fabric (SK). If it changes, change it here."},
		{Name: "gatewayAllowNames", Label: "Domain names", Kind: channel.FieldBool,
			Help: "The addresses may have domain names and no port, as in the cloud."},
		{Name: "gatewaySign", Label: "Sign requests", Kind: channel.FieldBool,
			Help: "The gateway wants signatures (SDK-HMAC-SHA256) in place of tokens."},
		{Name: "gatewayPath", Label: "Path for sending", Kind: channel.FieldText, Max: 512,
			Help: "As the operator of the gateway tells it, with {method} for the Bot API's method. Without it nothing can be sent."},
		{Name: "gatewayEncoder", Label: "Form of the body", Kind: channel.FieldChoice, Options: s.encoders(),
			Help: "As the operator of the gateway tells it; bot_api: the Bot API's own parameters."},
		{Name: "gatewayFilePath", Label: "Path for files", Kind: channel.FieldText, Max: 512,
			Help: "As the operator of the gateway tells it, with {file_id}. Without it received files cannot be read."},
		{Name: "gatewaySubscribed", Label: "Subscribed APIs", Kind: channel.FieldText, Max: 1024,
			Help: "What the console of API Fabric shows for the app, with commas between; they are checked."},
	}
}

func (s System) open(set channel.Settings, pool *apifabric.Pool) (channel.Channel, error) {
	var errs []error
	flag := func(field string) bool {
		switch set.Values[field] {
		case "", "false":
			return false
		case "true":
			return true
		}
		errs = append(errs, &channel.FieldError{Field: field, Code: channel.CodeInvalid, Reason: `"true" or "false" is needed`})
		return false
	}
	cfg := Config{
		Token: set.Key("token"), Account: set.Values["account"],
		WebhookSecret: set.Keys["webhookSecret"], InsecureNoSecret: flag("insecureNoSecret"),
		BaseURL: set.Values["baseUrl"], Local: flag("local"), TestServers: flag("testServers"), NoLinkPreviews: flag("noLinkPreviews"),
		Webhook: WebhookOptions{Certificate: []byte(set.Values["webhookCertificate"])},
		HTTP:    set.HTTP, Files: set.Files, Now: set.Now,
	}
	for kind := range strings.SplitSeq(set.Values["allowedUpdates"], ",") {
		if kind = strings.TrimSpace(kind); kind != "" {
			cfg.Webhook.AllowedUpdates = append(cfg.Webhook.AllowedUpdates, kind)
		}
	}
	cfg.Gateway = s.gateway(set, pool, flag, func(err error) { errs = append(errs, err) })
	cfg.draft = s.isDraft(cfg)
	if set.HTTP == nil {
		if cfg.Gateway == nil { // else the certificates are the gateway's
			cfg.TLS = set.TLS
		}
		cfg.Dial = set.Dial
		if cfg.Dial == nil && cfg.BaseURL != "" { // a tenant chose the address
			cfg.Dial = fetch.Dialer()
		}
	}
	ch, err := New(cfg)
	for _, e := range channel.FieldErrors(err) {
		e.Field = formField(e.Field)
	}
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	return ch, nil
}

// formField is the field of the form that a field of the Config comes from.
func formField(field string) string {
	switch field {
	case "gateway.businessUrl":
		return "gatewayUrl"
	case "webhook.certificate":
		return "webhookCertificate"
	}
	if rest, ok := strings.CutPrefix(field, "gateway."); ok && rest != "" {
		return "gateway" + strings.ToUpper(rest[:1]) + rest[1:]
	}
	if rest, ok := strings.CutPrefix(field, "webhook.allowedUpdates"); ok {
		return "allowedUpdates" + rest
	}
	return field
}
