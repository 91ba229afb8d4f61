package whatsapp

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// NewVerifyToken makes a random verify token.
func NewVerifyToken() channel.Secret { return channel.Secret(rand.Text()) }

// WebhookForm is the data that an administrator copies into the webhook settings of the app at
// Meta, if the host does not call Subscribe.
type WebhookForm struct {
	CallbackURL string         `json:"callbackUrl"`
	VerifyToken channel.Secret `json:"verifyToken"` // Reveal it on the page that shows it
	Fields      []string       `json:"fields"`      // to be selected
}

// WebhookForm returns the data for a callback URL. The error is a FieldError if Meta would refuse
// the URL.
func (c *Channel) WebhookForm(callbackURL string) (WebhookForm, error) {
	if err := checkCallback(callbackURL); err != nil {
		return WebhookForm{}, call.Rejected(Platform, "webhook form", err)
	}
	return WebhookForm{CallbackURL: callbackURL, VerifyToken: c.cfg.VerifyToken.First(), Fields: slices.Clone(c.cfg.Fields)}, nil
}

// checkCallback refuses an address that Meta does not call. Meta also needs a certificate of a
// public authority there.
func checkCallback(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "" {
		return &channel.FieldError{Field: "callbackUrl", Code: channel.CodeInvalid, Reason: "the callback URL must be an https address without user and fragment"}
	}
	return nil
}

// hook is the app's webhook, or the subscription of the WhatsApp Business Account.
type hook struct {
	url    string
	active bool
	fields []string
}

// sentHook are the parameters of the app's webhook.
type sentHook struct {
	Object      string `json:"object"`
	CallbackURL string `json:"callback_url"`
	VerifyToken string `json:"verify_token"`
	Fields      string `json:"fields"`
	Values      bool   `json:"include_values"`
}

// sentOverride are the parameters of a subscription with a callback URL of its own.
type sentOverride struct {
	CallbackURL string `json:"override_callback_uri,omitempty"`
	VerifyToken string `json:"verify_token,omitempty"`
}

// appHook reads the app's webhook for WhatsApp, "Subscriptions Edge".
func (c *Channel) appHook(ctx context.Context, op string) (hook, error) {
	answer, err := c.doAs(ctx, c.http, op, c.appToken(), http.MethodGet, c.cfg.AppID+"/subscriptions", nil, nil)
	if err != nil {
		return hook{}, err
	}
	var found hook
	err = eachOf(answer, op, func(r *jsonread.Reader) {
		var h hook
		name := ""
		for key := range r.Object {
			switch string(key) {
			case "object":
				name = r.Text()
			case "callback_url":
				h.url = r.Text()
			case "active":
				h.active = r.Bool()
			case "fields":
				h.fields = readNames(r)
			}
		}
		if name == object {
			found = h
		}
	})
	return found, err
}

// setAppHook makes Meta deliver to the address, unless it does already. Meta checks the address
// before it answers. If the address is the same as before, fields that were there stay.
func (c *Channel) setAppHook(ctx context.Context, address string) error {
	old, err := c.appHook(ctx, opSubscribe)
	if err != nil {
		return err
	}
	fields := c.cfg.Fields
	if old.url == address {
		if lacks := without(fields, old.fields); old.active && len(lacks) == 0 {
			return nil
		}
		fields = slices.Concat(fields, without(old.fields, fields))
	}
	body, err := json.Marshal(sentHook{object, address, c.cfg.VerifyToken.First().Reveal(), strings.Join(fields, ","), true})
	if err != nil {
		return call.Rejected(Platform, opSubscribe, call.Hide(err, c.secrets...))
	}
	answer, err := c.doAs(ctx, c.slow, opSubscribe, c.appToken(), http.MethodPost, c.cfg.AppID+"/subscriptions", nil, body)
	if err != nil {
		return err
	}
	return succeeded(opSubscribe, answer)
}

// businessHook reads whether the app is subscribed to the WhatsApp Business Account, and the
// callback URL that is set for it alone.
func (c *Channel) businessHook(ctx context.Context, op string) (hook, error) {
	answer, err := c.do(ctx, op, http.MethodGet, c.cfg.BusinessID+"/subscribed_apps", nil, nil)
	if err != nil {
		return hook{}, err
	}
	var found hook
	err = eachOf(answer, op, func(r *jsonread.Reader) {
		id, address := "", ""
		for key := range r.Object {
			switch string(key) {
			case "id":
				id = r.ID()
			case "override_callback_uri":
				address = r.Text()
			case "whatsapp_business_api_data":
				for key := range r.Object {
					if string(key) == "id" {
						id = r.ID()
					}
				}
			}
		}
		if id == c.cfg.AppID {
			found = hook{url: address, active: true}
		}
	})
	return found, err
}

// setBusinessHook subscribes the app to the WhatsApp Business Account.
func (c *Channel) setBusinessHook(ctx context.Context, address string) error {
	var in sentOverride
	if c.cfg.Override {
		in = sentOverride{address, c.cfg.VerifyToken.First().Reveal()}
	}
	body, err := json.Marshal(in)
	if err != nil {
		return call.Rejected(Platform, opSubscribe, call.Hide(err, c.secrets...))
	}
	answer, err := c.doAs(ctx, c.slow, opSubscribe, c.cfg.Token, http.MethodPost, c.cfg.BusinessID+"/subscribed_apps", nil, body)
	if err != nil {
		return err
	}
	return succeeded(opSubscribe, answer)
}

// eachOf passes the elements of an answer's data to f.
func eachOf(answer call.Answer, op string, f func(*jsonread.Reader)) error {
	r, err := jsonread.New(answer.Body)
	if err != nil {
		return call.Malformed(Platform, op, err)
	}
	for key := range r.Object {
		if string(key) != "data" {
			continue
		}
		for range r.Array {
			f(&r)
		}
	}
	return nil
}

// readNames reads a list of names, or of objects with a name.
func readNames(r *jsonread.Reader) (names []string) {
	for range r.Array {
		if r.Kind() != jsonread.Object {
			names = append(names, r.Text())
			continue
		}
		for key := range r.Object {
			if string(key) == "name" {
				names = append(names, r.Text())
			}
		}
	}
	return names
}

// without returns the names of a that are not in b.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(name string) bool { return slices.Contains(b, name) })
}
