package facebook

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// The objects of Meta's webhooks that this package receives.
const (
	objectPage      = "page"
	objectInstagram = "instagram"
)

// NewVerifyToken makes a random verify token.
func NewVerifyToken() channel.Secret { return channel.Secret(rand.Text()) }

// WebhookForm is the data that an administrator copies into the webhook settings of the app at
// Meta, if the host does not call Subscribe or Connect.
type WebhookForm struct {
	CallbackURL string         `json:"callbackUrl"`
	VerifyToken channel.Secret `json:"verifyToken"` // Reveal it on the page that shows it
	// Fields are to be selected for Pages: they are Config.Fields. An Instagram account needs
	// Config.InstagramFields, or Config.Instagram.Fields if it uses Instagram Login.
	Fields []string `json:"fields"`
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

// hook is the app's webhook for one object, as Meta tells it.
type hook struct {
	object, url string
	active      bool
	fields      []string
}

// delivers reports whether the webhook delivers at least these fields to the address. An empty
// address means any.
func (h hook) delivers(address string, fields []string) bool {
	return h.active && h.url != "" && (address == "" || h.url == address) && len(without(fields, h.fields)) == 0
}

// objects returns the webhook objects that the accounts of the channel need, with their fields.
func (c *Channel) objects() map[string][]string {
	all := map[string][]string{objectPage: c.cfg.Fields}
	direct, accounts := 0, c.Info().Accounts
	for _, id := range accounts {
		switch page, _ := c.page(id); {
		case page.InstagramLogin:
			direct++
		case page.LinkedTo != "":
			all[objectInstagram] = c.cfg.InstagramFields
		}
	}
	if direct > 0 && direct == len(accounts) { // their webhook is set in the dashboard of the app
		return nil
	}
	return all
}

// hooks reads the app's webhooks, "Subscriptions Edge".
func (c *Channel) hooks(ctx context.Context, op string) (map[string]hook, error) {
	answer, err := c.do(ctx, op, c.app(), http.MethodGet, c.cfg.AppID+"/subscriptions", nil, nil)
	if err != nil {
		return nil, err
	}
	all := map[string]hook{}
	err = eachOf(answer, op, func(r *jsonread.Reader) {
		var h hook
		for key := range r.Object {
			switch string(key) {
			case "object":
				h.object = r.Text()
			case "callback_url":
				h.url = r.Text()
			case "active":
				h.active = r.Bool()
			case "fields":
				h.fields = readNames(r)
			}
		}
		all[h.object] = h
	})
	return all, err
}

// setHook makes Meta deliver an object to the address. Meta checks the address before it answers.
// If the address is the same as before, fields that were there stay.
func (c *Channel) setHook(ctx context.Context, op, address, object string, fields []string, old hook) error {
	if old.url == address {
		fields = slices.Concat(fields, without(old.fields, fields))
	}
	body, err := json.Marshal(appSubscription{object, address, c.cfg.VerifyToken.First().Reveal(), strings.Join(fields, ","), true})
	if err != nil {
		return call.Rejected(Platform, op, call.Hide(err, c.secrets...))
	}
	answer, err := c.doWith(ctx, c.slow, op, aboutOther, c.app(), http.MethodPost, c.cfg.AppID+"/subscriptions", nil, body)
	if err != nil {
		return err
	}
	return succeeded(op, answer)
}

// subscribedFields reads the fields that the app is subscribed to for a Page, "Page Subscribed
// Apps". It returns nil if the app is not subscribed.
func (c *Channel) subscribedFields(ctx context.Context, op string, s sender) ([]string, error) {
	answer, err := c.do(ctx, op, s, http.MethodGet, url.PathEscape(s.through)+"/subscribed_apps", nil, nil)
	if err != nil {
		return nil, err
	}
	var fields []string
	err = eachOf(answer, op, func(r *jsonread.Reader) {
		id, names := "", []string{}
		for key := range r.Object {
			switch string(key) {
			case "id":
				id = r.ID()
			case "subscribed_fields":
				names = append(names, readNames(r)...)
			}
		}
		if id == c.cfg.AppID || s.direct && (id == "" || id == c.cfg.Instagram.AppID) {
			fields = names
		}
	})
	return fields, err
}

// subscribePage subscribes the app to fields of a Page. Meta does not say whether it adds them or
// replaces the list, so the list must be complete.
func (c *Channel) subscribePage(ctx context.Context, op string, s sender, fields []string) error {
	var query url.Values
	var body []byte
	var err error
	if s.direct { // its guide has no other form
		query = url.Values{"subscribed_fields": {strings.Join(fields, ",")}}
	} else if body, err = json.Marshal(pageSubscription{strings.Join(fields, ",")}); err != nil {
		return call.Rejected(Platform, op, err)
	}
	answer, err := c.do(ctx, op, s, http.MethodPost, url.PathEscape(s.through)+"/subscribed_apps", query, body)
	if err != nil {
		return err
	}
	return succeeded(op, answer)
}

// object returns a Reader of an answer, which must be an object.
func object(op string, answer call.Answer) (jsonread.Reader, error) {
	r, err := jsonread.New(answer.Body)
	if err == nil && r.Kind() != jsonread.Object {
		err = errors.New("the answer is not an object")
	}
	if err != nil {
		return jsonread.Reader{}, fault(op, channel.ErrMalformed, err)
	}
	return r, nil
}

// eachOf gives each element of an answer's list to f. Meta also answers with a list if it is empty.
func eachOf(answer call.Answer, op string, f func(*jsonread.Reader)) error {
	r, err := object(op, answer)
	if err != nil {
		return err
	}
	found := false
	for key := range r.Object {
		if string(key) == "data" {
			found = found || r.Kind() != jsonread.Null
			for range r.Array {
				item := jsonread.Sub(r.Raw())
				f(&item)
			}
		}
	}
	if !found {
		return fault(op, channel.ErrMalformed, errors.New("the answer has no list"))
	}
	return nil
}

// readNames reads a list of names, or of objects with names.
func readNames(r *jsonread.Reader) []string {
	var names []string
	for range r.Array {
		if r.Kind() != jsonread.Object {
			names = append(names, r.ID())
			continue
		}
		for key := range r.Object {
			if string(key) == "name" {
				names = append(names, r.ID())
			}
		}
	}
	return names
}

// succeeded reads an answer that says yes in one of Meta's ways: true, "true", the result
// "success", or an object that does not say no. A no is ErrUnavailable: nothing was done, and no
// reason is given. An answer that cannot be read is ErrMalformed.
func succeeded(op string, answer call.Answer) error {
	r, err := jsonread.New(answer.Body)
	if err != nil {
		return fault(op, channel.ErrMalformed, err)
	}
	done := true
	switch r.Kind() {
	case jsonread.Object:
		for key := range r.Object {
			if string(key) == "success" {
				done = says(&r)
			}
		}
	case jsonread.Bool, jsonread.String:
		done = says(&r)
	default:
		return fault(op, channel.ErrMalformed, errors.New("the answer does not say whether it was done"))
	}
	if !done {
		return fault(op, channel.ErrUnavailable, errors.New("the answer says that it was not done"))
	}
	return nil
}

// says reads a yes or no. Anything but a no is a yes.
func says(r *jsonread.Reader) bool {
	if r.Kind() == jsonread.Bool {
		return r.Bool()
	}
	return r.Text() != "false"
}

// without returns the elements of list that other lacks.
func without(list, other []string) []string {
	var rest []string
	for _, s := range list {
		if !slices.Contains(other, s) {
			rest = append(rest, s)
		}
	}
	return rest
}
