package telegram

import (
	"errors"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/call"
)

// Driver lets a directory build Telegram channels from an administrator's form.
func Driver() channel.Driver {
	return channel.Driver{
		Platform: Platform,
		Fields: []channel.Field{
			{Name: "token", Label: "Bot token", Kind: channel.FieldKeys, Max: 80,
				Help: "@BotFather gives it. Leave it empty only for a bot behind a gateway that keeps it."},
			{Name: "account", Label: "Bot id", Kind: channel.FieldText, Max: 64,
				Help: "Needed where no token is known; otherwise it is the part of the token before the colon."},
			{Name: "webhookSecret", Label: "Secret token", Kind: channel.FieldKeys, Max: 256,
				Help: "The secret_token of setWebhook: Telegram shows it with every call."},
			{Name: "insecureNoSecret", Label: "Accept calls without a secret", Kind: channel.FieldBool,
				Help: "Dangerous: anybody who finds the address can write in the name of every customer."},
			{Name: "baseUrl", Label: "Bot API server", Kind: channel.FieldURL,
				Help: "For a local Bot API server; empty: Telegram's own."},
			{Name: "testServers", Label: "Test environment", Kind: channel.FieldBool,
				Help: "The bot lives in Telegram's test environment."},
			{Name: "noLinkPreviews", Label: "No link previews", Kind: channel.FieldBool,
				Help: "Texts go without a preview of their first link."},
			{Name: "tls", Label: "Certificates", Kind: channel.FieldCertificate,
				Help: "For a server with certificates of its own."},
		},
		Open: open,
	}
}

func open(s channel.Settings) (channel.Channel, error) {
	var errs []error
	flag := func(field string) bool {
		switch s.Values[field] {
		case "", "false":
			return false
		case "true":
			return true
		}
		errs = append(errs, &channel.FieldError{Field: field, Code: channel.CodeInvalid, Reason: `"true" or "false" is needed`})
		return false
	}
	cfg := Config{
		Token: s.Key("token"), Account: s.Values["account"],
		WebhookSecret: s.Keys["webhookSecret"], InsecureNoSecret: flag("insecureNoSecret"),
		BaseURL: s.Values["baseUrl"], TestServers: flag("testServers"), NoLinkPreviews: flag("noLinkPreviews"),
		HTTP: s.HTTP, TLS: s.TLS, Files: s.Files, Now: s.Now,
	}
	if s.HTTP == nil && (s.Dial != nil || cfg.BaseURL != "") {
		client, err := dialing(s)
		if err != nil {
			errs = append(errs, err)
		}
		cfg.HTTP, cfg.TLS = client, channel.TLS{}
	}
	ch, err := New(cfg)
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	return ch, nil
}

// dialing makes a client that reaches only what the host lets it: a tenant chose the address.
func dialing(s channel.Settings) (*http.Client, error) {
	if s.Dial == nil {
		return nil, &channel.FieldError{Field: "baseUrl", Code: channel.CodeConflict,
			Reason: "a server of one's own needs the host's leave: no Dial is set that says which addresses may be reached"}
	}
	transport, err := s.TLS.Transport()
	if err != nil {
		return nil, err
	}
	transport.Proxy = nil // it would be dialled instead of the server
	transport.DialContext = s.Dial
	return &http.Client{Timeout: call.Timeout, Transport: transport}, nil
}
