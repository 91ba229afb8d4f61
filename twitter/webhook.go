package twitter

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// Webhook is a callback address as X knows it.
type Webhook struct {
	ID      string
	URL     string
	Valid   bool      // X delivers to it; false after a challenge-response check went wrong
	Created time.Time // UTC
}

// webhookPath is the path of the webhooks of the product, or of one.
func (c *Channel) webhookPath(id string) string {
	var path, end string
	switch c.cfg.Product {
	case Premium:
		path, end = "/1.1/account_activity/all/"+c.cfg.Env+"/webhooks", ".json"
	case Enterprise:
		path, end = "/1.1/account_activity/webhooks", ".json"
	default:
		path = "/2/webhooks"
	}
	if id != "" {
		path += "/" + id
	}
	return path + end
}

// owner is who changes webhooks: with v1.1 the app's owner, with v2 the app.
func (c *Channel) owner() identity {
	if c.cfg.Product == Premium || c.cfg.Product == Enterprise {
		return asAccount
	}
	return asApp
}

// Webhooks lists the webhooks of the app; with Premium, of its environment. [Webhooks; Enterprise
// Account Activity API]
func (c *Channel) Webhooks(ctx context.Context) ([]Webhook, error) {
	r, err := c.answered(ctx, asApp, opWebhook, http.MethodGet, c.webhookPath(""), nil)
	if err != nil {
		return nil, err
	}
	if r.Kind() == jsonread.Array {
		return readWebhooks(&r), nil
	}
	var list []Webhook
	for key := range r.Object {
		if string(key) == "data" {
			list = readWebhooks(&r)
		}
	}
	return list, nil
}

// Environments lists the labels of the app's environments with their webhooks. An environment
// without a webhook may be missing. v1.1 premium only. [Enterprise Account Activity API]
func (c *Channel) Environments(ctx context.Context) (map[string][]Webhook, error) {
	r, err := c.answered(ctx, asApp, opWebhook, http.MethodGet, "/1.1/account_activity/all/webhooks.json", nil)
	if err != nil {
		return nil, err
	}
	found := make(map[string][]Webhook)
	for key := range r.Object {
		if string(key) != "environments" {
			continue
		}
		for range r.Array {
			var name string
			var list []Webhook
			for key := range r.Object {
				switch string(key) {
				case "environment_name":
					name = r.Text()
				case "webhooks":
					list = readWebhooks(&r)
				}
			}
			found[name] = list
		}
	}
	return found, nil
}

// RegisterWebhook makes X know a callback address, which it checks while this call runs: the host
// must answer meanwhile. An address cannot be changed later. An address that is registered already
// is refused, with code "invalid-request/DuplicateUrlFailed" or "214". RegisterAndSubscribe handles
// an address that is registered already. [Webhooks]
func (c *Channel) RegisterWebhook(ctx context.Context, address string) (Webhook, error) {
	if err := checkCallback(address); err != nil {
		return Webhook{}, call.Rejected(Platform, opWebhook, err)
	}
	var in any = url.Values{"url": {address}}
	if c.owner() == asApp {
		in = struct {
			URL string `json:"url"`
		}{address}
	}
	r, err := c.answered(ctx, c.owner(), opWebhook, http.MethodPost, c.webhookPath(""), in)
	if err != nil {
		return Webhook{}, err
	}
	var w Webhook
	if c.owner() == asAccount {
		w = readWebhook(&r)
	}
	for key := range r.Object {
		if string(key) == "data" {
			w = readWebhook(&r)
		}
	}
	if !isID(w.ID) {
		return Webhook{}, call.Malformed(Platform, opWebhook, errors.New("the answer names no webhook"))
	}
	return w, nil
}

// RecheckWebhook makes X check the address again and reports whether it is valid now. A webhook
// that failed a check gets no events until X finds it valid again. With v1.1 a check that goes
// wrong is an error that says how, with code "214". [Webhooks]
func (c *Channel) RecheckWebhook(ctx context.Context, id string) (valid bool, err error) {
	if err := checkID("webhook", id); err != nil {
		return false, call.Rejected(Platform, opWebhook, err)
	}
	answer, err := c.ask(ctx, c.owner(), opWebhook, http.MethodPut, c.webhookPath(id), nil)
	if err != nil || c.owner() == asAccount {
		return err == nil, err
	}
	said := false
	r, _ := jsonread.New(answer.Body)
	for key := range r.Object {
		if string(key) != "data" {
			continue
		}
		for key := range r.Object {
			if string(key) == "valid" {
				said, valid = true, r.Bool()
			}
		}
	}
	if said {
		return valid, nil
	}
	// An older answer says only that the check was tried: the list tells.
	list, err := c.Webhooks(ctx)
	for _, w := range list {
		if w.ID == id {
			return w.Valid, nil
		}
	}
	return false, err
}

// DeleteWebhook ends a webhook and, with it, all its subscriptions. Deleting a missing webhook is
// not an error. [Webhooks]
func (c *Channel) DeleteWebhook(ctx context.Context, id string) error {
	if err := checkID("webhook", id); err != nil {
		return call.Rejected(Platform, opWebhook, err)
	}
	answer, err := c.ask(ctx, c.owner(), opWebhook, http.MethodDelete, c.webhookPath(id), nil)
	switch codeOf(err) {
	case "34", "invalid-request/WebhookIdInvalid":
		return nil
	}
	if err != nil {
		return err
	}
	return confirmed(opWebhook, answer, "deleted", true)
}

func readWebhooks(r *jsonread.Reader) (list []Webhook) {
	for range r.Array {
		list = append(list, readWebhook(r))
	}
	return list
}

func readWebhook(r *jsonread.Reader) (w Webhook) {
	for key := range r.Object {
		switch string(key) {
		case "id":
			w.ID = r.ID()
		case "url":
			w.URL = r.Text()
		case "valid":
			w.Valid = r.Bool()
		case "created_at":
			w.Created = date(r.Text())
		}
	}
	return w
}

// checkCallback complains about an address that X does not take: https without a port, at most 200
// characters. [Webhooks]
func checkCallback(address string) error {
	complain := func(code, reason string) error {
		return &channel.FieldError{Field: "callbackUrl", Code: code, Reason: reason}
	}
	u, err := url.Parse(address)
	switch {
	case address == "":
		return complain(channel.CodeMissing, "X needs the address that it calls")
	case err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "":
		return complain(channel.CodeInvalid, "X calls https addresses alone")
	case u.Port() != "":
		return complain(channel.CodeInvalid, "X takes no address with a port")
	case len(address) > 200:
		return &channel.FieldError{Field: "callbackUrl", Code: channel.CodeTooLong, Reason: "too long", Limit: 200, Got: len(address), Unit: string(channel.Bytes)}
	}
	return nil
}

func checkID(field, id string) error {
	if !isID(id) {
		return &channel.FieldError{Field: field, Code: channel.CodeInvalid, Reason: "an id of X is a number of at most 19 digits"}
	}
	return nil
}
