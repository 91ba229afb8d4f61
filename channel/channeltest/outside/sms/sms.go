// Package sms is the sister of the toy platform pager, for platforms whose bodies are forms: text
// messages behind a small gateway that posts application/x-www-form-urlencoded, one message a call.
// It uses the public packages of the module alone, has a pretended gateway in smstest, and passes
// package channeltest.
package sms

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// Platform is the platform's name in threads and events.
const Platform = "sms"

// Config is what a Channel is built from.
type Config struct {
	Number  string         // our own phone number, "+49…"
	Keys    channel.Keys   // sign webhook calls; the first signs, all that are valid verify
	Token   channel.Secret // for the API
	BaseURL string         // defaults to https://api.sms.example

	HTTP *http.Client     // if nil, a client with a timeout of 30 s
	Now  func() time.Time // defaults to time.Now
}

// Channel is one phone number. Its methods may be called concurrently.
type Channel struct{ cfg Config }

var _ channel.Channel = (*Channel)(nil)

// New builds a Channel. It does no I/O, and joins all complaints, one channel.FieldError each.
func New(cfg Config) (*Channel, error) {
	errs := []error{cfg.Keys.Check("keys")}
	if cfg.Number == "" {
		errs = append(errs, &channel.FieldError{Field: "number", Code: channel.CodeMissing, Reason: "needs our phone number"})
	}
	if cfg.Token == "" {
		errs = append(errs, &channel.FieldError{Field: "token", Code: channel.CodeMissing, Reason: "needs the token of the API"})
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("sms: %w", err)
	}
	cfg.BaseURL = cmp.Or(cfg.BaseURL, "https://api.sms.example")
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	cfg.HTTP = call.Client(cfg.HTTP)
	return &Channel{cfg}, nil
}

// Info returns the platform and our number.
func (c *Channel) Info() channel.Info {
	return channel.Info{Platform: Platform, Accounts: []string{c.cfg.Number}}
}

// Format keeps fmt from printing the fields, and with them the credentials.
func (c *Channel) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "sms.Channel("+c.cfg.Number+")")
}

// secrets are what no error may show.
func (c *Channel) secrets() []string {
	all := []string{c.cfg.Token.Reveal()}
	for _, k := range c.cfg.Keys {
		all = append(all, k.Secret.Reveal())
	}
	return all
}
