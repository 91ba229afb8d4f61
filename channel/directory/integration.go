package directory

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Integration is what an administrator copies into the platform's own pages. Its secrets print as
// "[secret]"; Reveal shows them. A secret that the platform does not use is empty.
type Integration struct {
	CallbackURL   string
	VerifyToken   channel.Secret // Facebook: in addition to the callback URL
	WebhookSecret channel.Secret // Telegram: secret_token of setWebhook
}

// Names of the driver fields that hold credentials of the host's own choice: an administrator tells
// them to the platform, not the other way round. A platform from outside takes part by using the
// same names.
const (
	FieldVerifyToken   = "verifyToken"
	FieldWebhookSecret = "webhookSecret"
)

// Integration returns what to enter at the platform. The base URL is the host's public address:
// https, perhaps with a path of its own.
func (r Record) Integration(baseURL string) (Integration, error) {
	u, err := url.Parse(baseURL)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return Integration{}, &channel.FieldError{Field: "baseUrl", Code: channel.CodeInvalid,
			Reason: "an https address without user, query and fragment is needed: platforms call no other"}
	}
	return Integration{
		CallbackURL:   strings.TrimRight(baseURL, "/") + r.CallbackPath(),
		VerifyToken:   r.Secrets.Keys[FieldVerifyToken].First(),
		WebhookSecret: r.Secrets.Keys[FieldWebhookSecret].First(),
	}, nil
}

// Prepare returns the record with a new secret ([NewSecret]) for each of the fields
// FieldVerifyToken and FieldWebhookSecret that the platform has and that is not set.
func (o Options) Prepare(r Record) Record {
	d, _ := o.driver(r.Platform)
	r = r.Clone()
	for _, f := range d.Fields {
		if hostChosen(f.Name) && f.Kind == channel.FieldKeys && len(r.Secrets.Keys[f.Name]) == 0 {
			if r.Secrets.Keys == nil {
				r.Secrets.Keys = map[string]channel.Keys{}
			}
			r.Secrets.Keys[f.Name] = channel.NewKeys(NewSecret())
		}
	}
	return r
}

// Subscription is the answer of Directory.Subscribe.
type Subscription struct {
	channel.Subscription
	Handshake time.Time // when this node saw the platform check the webhook; zero: not yet, or at another node
}

// Subscribe makes the platform deliver to the record's callback URL. The platform may check the
// webhook while this runs, perhaps at another node: nothing is locked meanwhile, and a draft
// answers.
//
// The error matches errors.ErrUnsupported if the platform's package cannot do so, and ErrNotFound
// if this node does not have the channel. It is a complaint about "baseUrl" if that is not https,
// see [Record.Integration]. Any other error is that of channel.Subscribe.
func (d *Directory) Subscribe(ctx context.Context, id, baseURL string) (Subscription, error) {
	e, ok := d.Find(id)
	if !ok {
		return Subscription{}, notFound(id)
	}
	in, err := e.record().Integration(baseURL)
	if err != nil {
		return Subscription{}, err
	}
	sub, err := channel.Subscribe(ctx, e.Channel(), in.CallbackURL)
	out := Subscription{Subscription: sub}
	if at, seen := d.Handshake(id); seen {
		out.Handshake = at
	}
	return out, err
}
