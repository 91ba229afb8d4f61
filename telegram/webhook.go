package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// FindingOutOfSync is the code of a finding that only Telegram has: its Bot API server could not
// get updates from Telegram's data centers (last_synchronization_error_date of getWebhookInfo).
const FindingOutOfSync = "synchronization"

// failingFor is how long a failure counts as one of now; Telegram tells of the last one until the
// webhook is set anew.
const failingFor = 10 * time.Minute

func (c *Channel) checkWebhook(ctx context.Context, sub *channel.Subscription) error {
	me, err := c.Me(ctx)
	if err != nil {
		return err
	}
	result, err := c.ask(ctx, "check subscription", "getWebhookInfo", struct{}{})
	if err != nil {
		return err
	}
	info := readWebhookInfo(result)
	sub.URL, sub.Active, info.failure = c.shown(info.url), info.url != "", c.redact(info.failure)
	sub.Findings = append(sub.Findings, info.findings(c.cfg.Webhook, c.cfg.Now())...)
	if me.ID != c.account {
		sub.Findings = append(sub.Findings, channel.Finding{Code: channel.FindingOtherAccount, Fatal: true, Text: fmt.Sprintf("The token is that of bot %s, not %s.", me.ID, c.account)})
	}
	return nil
}

// shown is the address of a webhook without what proves a call: a password, and the token, which
// some put into the path.
func (c *Channel) shown(address string) string {
	if u, err := url.Parse(address); err == nil && u.User != nil {
		address = u.Redacted()
	}
	return call.Redact(address, c.token()...)
}

// webhookInfo is a WebhookInfo.
type webhookInfo struct {
	url              string
	pending          int64
	failedAt, syncAt int64
	failure          string
	allowed          []string // none: Telegram's default
}

func readWebhookInfo(result []byte) (w webhookInfo) {
	r := jsonread.Sub(result)
	for key := range r.Object {
		switch string(key) {
		case "url":
			w.url = r.Text()
		case "pending_update_count":
			w.pending = r.Int()
		case "last_error_date":
			w.failedAt = r.Int()
		case "last_error_message":
			w.failure = r.Text()
		case "last_synchronization_error_date":
			w.syncAt = r.Int()
		case "allowed_updates":
			for range r.Array {
				w.allowed = append(w.allowed, r.Text())
			}
		}
	}
	return w
}

func (w webhookInfo) findings(o WebhookOptions, now time.Time) (found []channel.Finding) {
	add := func(code string, fatal bool, format string, args ...any) {
		found = append(found, channel.Finding{Code: code, Fatal: fatal, Text: fmt.Sprintf(format, args...)})
	}
	if w.url == "" {
		add(channel.FindingNoWebhook, true, "No webhook is set: Telegram keeps updates for a day, and then drops them.")
	}
	if failed := instant(w.failedAt); !failed.IsZero() {
		add(channel.FindingFailing, now.Sub(failed) < failingFor, "Telegram's last call that failed, at %s: %s", failed.Format(time.RFC3339), call.Shorten(w.failure))
	}
	if w.pending > 0 {
		add(channel.FindingPending, false, "%d updates wait to be delivered.", w.pending)
	}
	if at := instant(w.syncAt); !at.IsZero() {
		add(FindingOutOfSync, false, "Telegram's servers last failed to take over updates at %s.", at.Format(time.RFC3339))
	}
	if missing := w.missing(o.updates()); w.url != "" && len(missing) > 0 {
		add(channel.FindingMissingEvents, false, "Updates of these kinds are not delivered: %s. Set the webhook anew.", strings.Join(missing, ", "))
	}
	return found
}

// missing are the kinds that are wanted and not delivered. Without a list everything is but for
// three kinds.
func (w webhookInfo) missing(wanted []string) (missing []string) {
	for _, kind := range wanted {
		if w.allowed != nil && !slices.Contains(w.allowed, kind) ||
			w.allowed == nil && slices.Contains([]string{"chat_member", "message_reaction", "message_reaction_count"}, kind) {
			missing = append(missing, kind)
		}
	}
	return missing
}

// WebhookOptions are the choices of setWebhook other than address and secret (Telegram Bot API:
// setWebhook). The zero value leaves them to Telegram, but for the kinds of update.
type WebhookOptions struct {
	// Certificate is that of an endpoint which no public authority vouches for, in PEM: Telegram
	// then trusts it.
	Certificate []byte
	// AllowedUpdates are the kinds of update that are delivered; nil: DefaultUpdates; empty: all
	// but chat_member, message_reaction and message_reaction_count.
	AllowedUpdates []string
	// MaxConnections is how many calls Telegram makes at once, 1 to 100, or to 100,000 with a local
	// server. Defaults to 40.
	MaxConnections int
	// IPAddress is used instead of what the name of the endpoint resolves to.
	IPAddress string
	// DropPending forgets the updates that wait: messages of customers are lost.
	DropPending bool
}

// DefaultUpdates returns the kinds of update that a service desk needs. It leaves out the others,
// such as reactions, polls, and everything about channels, payments and groups' members: name those
// in WebhookOptions.AllowedUpdates.
func DefaultUpdates() []string {
	return []string{
		"message", "edited_message", "callback_query", "my_chat_member",
		"business_connection", "business_message", "edited_business_message", "deleted_business_messages",
		"stopped_message_generation",
	}
}

func (o WebhookOptions) updates() []string {
	if o.AllowedUpdates == nil {
		return DefaultUpdates()
	}
	return o.AllowedUpdates
}

// check complains of options that Telegram would refuse, and of those that it would ignore without
// a word.
func (o WebhookOptions) check(field string) error {
	var errs []error
	complain := func(name, reason string) {
		errs = append(errs, &channel.FieldError{Field: field + "." + name, Code: channel.CodeInvalid, Reason: reason})
	}
	if len(o.Certificate) > 0 && !bytes.Contains(o.Certificate, []byte("-----BEGIN CERTIFICATE-----")) {
		complain("certificate", "Telegram takes the certificate as PEM alone")
	}
	if len(o.Certificate) > 3<<20 {
		complain("certificate", "the certificate must have at most 3 MiB")
	}
	if o.MaxConnections < 0 || o.MaxConnections > 100000 {
		complain("maxConnections", "1 to 100 connections are possible, 100,000 with a local server")
	}
	if o.IPAddress != "" {
		if ip, err := netip.ParseAddr(o.IPAddress); err != nil || !ip.Is4() {
			complain("ipAddress", "an IPv4 address is needed")
		}
	}
	for i, kind := range o.AllowedUpdates {
		if strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz_") != "" || kind == "" {
			complain(index("allowedUpdates", i), "a kind of update must be a word of lower-case letters")
		}
	}
	return errors.Join(errs...)
}

// SetWebhook is Subscribe with o in place of Config.Webhook: it sends the first webhook secret
// too. Each call replaces all settings that Telegram has. An option that o leaves out is reset, and
// with Config.InsecureNoSecret an earlier secret is cleared. Because Telegram ends the old webhook
// before it looks at the new one, the address is checked first: an address that Telegram refuses
// yields an error matching ErrRejected before any call. The open server takes one call a second.
func (c *Channel) SetWebhook(ctx context.Context, callbackURL string, o WebhookOptions) (channel.Subscription, error) {
	const op = "subscribe"
	if !c.cfg.abilities().Subscribe {
		return channel.Subscription{}, channel.Unsupported(Platform, op)
	}
	if err := errors.Join(c.checkCallback(callbackURL), o.check("webhook")); err != nil {
		return channel.Subscription{}, call.Rejected(Platform, op, err)
	}
	p := webhookParams{URL: callbackURL, Updates: o.updates(), Connections: o.MaxConnections, IP: o.IPAddress, Drop: o.DropPending}
	if !c.cfg.InsecureNoSecret {
		p.Secret = c.cfg.WebhookSecret.First().Reveal()
	}
	var files []upload
	if len(o.Certificate) > 0 {
		files = []upload{{part: "certificate", field: "webhook.certificate", open: func(context.Context) (channel.File, error) {
			return channel.File{Body: io.NopCloser(bytes.NewReader(o.Certificate)), Name: "certificate.pem", Size: int64(len(o.Certificate))}, nil
		}}}
	}
	if err := c.act(ctx, op, "setWebhook", p, files...); err != nil {
		return channel.Subscription{}, err
	}
	sub, err := c.CheckSubscription(ctx)
	if err != nil { // it is set all the same
		sub = channel.Subscription{URL: c.shown(callbackURL), Active: true, Accounts: []string{c.account}, Findings: []channel.Finding{
			{Code: channel.FindingUnchecked, Account: c.account, Text: "The webhook is set; what Telegram made of it could not be read back: " + err.Error()}}}
	}
	if c.cfg.InsecureNoSecret {
		sub.Findings = append(sub.Findings, channel.Finding{Code: channel.FindingNoSecret, Account: c.account,
			Text: "The webhook has no secret, and one that it had is cleared: whoever finds the address can write in the name of every customer."})
	}
	return sub, nil
}

// checkCallback complains of an address that Telegram would refuse (Marvin's Marvellous Guide to
// All Things Webhook). A local server takes any.
func (c *Channel) checkCallback(address string) error {
	complain := func(reason string) error {
		return &channel.FieldError{Field: "callbackUrl", Code: channel.CodeInvalid, Reason: reason}
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Hostname() == "" || u.Fragment != "":
		return complain("the address of the webhook cannot be read")
	case call.Redact(address, c.token()...) != address:
		return complain("the address must not hold the bot's token: every server on the way would log it")
	case c.cfg.Local && (u.Scheme == "http" || u.Scheme == "https"):
		return nil
	case u.Scheme != "https":
		return complain("Telegram calls https addresses alone")
	case u.Port() != "" && !slices.Contains([]string{"443", "80", "88", "8443"}, u.Port()):
		return complain("Telegram calls the ports 443, 80, 88 and 8443 alone; another one needs a forwarder before it")
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		if !ip.Is4() {
			return complain("Telegram reaches IPv4 addresses alone")
		}
		if !ip.IsGlobalUnicast() || ip.IsPrivate() {
			return complain("Telegram reaches public addresses alone")
		}
	} else if !strings.Contains(u.Hostname(), ".") {
		return complain("Telegram cannot resolve a host without a domain")
	}
	return nil
}
