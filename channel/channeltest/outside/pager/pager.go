// Package pager is a toy platform in a module of its own, to copy from: text pagers behind a small
// JSON API. It uses the public packages of the module alone, has a pretended network in pagertest,
// and passes package channeltest.
//
//	ch, err := pager.New(pager.Config{Account: "hotline", Keys: channel.NewKeys("…"), Token: "…"})
//	got, err := ch.Receive(call)
//	for event := range channel.Answerable(got.Events) {
//		sent, err := ch.Send(ctx, event.Thread, channel.Message{Text: "We call you back"})
//	}
package pager

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// Platform is the platform's name in threads and events.
const Platform = "pager"

// Config is what a Channel is built from.
type Config struct {
	Account string         // the number of our own pager
	Keys    channel.Keys   // sign webhook calls; without one anybody could write to us
	Token   channel.Secret // for the API
	BaseURL string         // empty: https://api.pager.example

	HTTP *http.Client     // nil: one with a timeout of 30 s
	Now  func() time.Time // nil: time.Now
}

// Channel is one pager. Its methods may be called concurrently.
type Channel struct{ cfg Config }

var (
	_ channel.Channel = (*Channel)(nil)
	_ channel.Typer   = (*Channel)(nil)
)

// New builds a Channel. It does no I/O, and joins all complaints, one channel.FieldError each.
func New(cfg Config) (*Channel, error) {
	errs := []error{cfg.Keys.Check("keys")}
	if cfg.Account == "" {
		errs = append(errs, &channel.FieldError{Field: "account", Code: channel.CodeMissing, Reason: "the number of the pager is needed"})
	}
	if cfg.Token == "" {
		errs = append(errs, &channel.FieldError{Field: "token", Code: channel.CodeMissing, Reason: "without a token nothing can be sent"})
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("pager: %w", err)
	}
	if cfg.BaseURL == "" {
		cfg.BaseURL = "https://api.pager.example"
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	cfg.HTTP = call.Client(cfg.HTTP) // follows no redirect, which would carry the token to another host
	return &Channel{cfg}, nil
}

// Info tells the platform and our pager's number.
func (c *Channel) Info() channel.Info {
	return channel.Info{Platform: Platform, Accounts: []string{c.cfg.Account}}
}

// Format keeps fmt from printing the fields, and with them the credentials.
func (c *Channel) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "pager.Channel("+c.cfg.Account+")")
}
