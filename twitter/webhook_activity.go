package twitter

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// ActivitySubscription is a subscription to one kind of event of one user at the X Activity API.
type ActivitySubscription struct {
	ID               string
	EventType        string    // "dm.received", "dm.sent", "dm.read", "dm.indicate_typing", "chat.received", "post.create", …
	User             string    // whose events; empty in a request: the channel's account
	Tag              string    // comes with each event; up to 200 characters
	Webhook          string    // id of the webhook that gets the events; empty: only a stream that the app holds open gets them
	Created, Updated time.Time // UTC
}

// messageEvents are the kinds of event that a desk needs. There is one subscription for each.
var messageEvents = [...]string{"dm.received", "dm.sent", "dm.read", "dm.indicate_typing"}

// isPrivate reports whether only the user may subscribe to a kind of event, with an OAuth 2.0
// token. [X Activity API introduction]
func isPrivate(kind string) bool {
	switch kind {
	case "post.mention.create", "post.reply.create", "post.quote.create", "post.repost.create", "like.create":
		return true
	}
	for _, prefix := range [...]string{"dm.", "chat.", "mute.", "block."} {
		if strings.HasPrefix(kind, prefix) {
			return true
		}
	}
	return false
}

const activityPath = "/2/activity/subscriptions"

// SubscribeActivity subscribes to one kind of event. Private kinds, such as direct messages, need
// Config.OAuth2 and a login. An existing subscription counts as success and is returned as it is,
// whatever its tag and webhook. [X Activity API quickstart]
func (c *Channel) SubscribeActivity(ctx context.Context, in ActivitySubscription) (ActivitySubscription, error) {
	if in.User == "" {
		in.User = c.cfg.Account
	}
	if err := in.check(); err != nil {
		return in, call.Rejected(Platform, opSubscribe, err)
	}
	as := asApp
	if isPrivate(in.EventType) {
		as = asUser
	}
	body := wireActivity{EventType: in.EventType, Tag: in.Tag, WebhookID: in.Webhook}
	body.Filter.UserID = in.User
	r, err := c.answered(ctx, as, opSubscribe, http.MethodPost, activityPath, body)
	if codeOf(err) == "invalid-request/DuplicateSubscriptionFailed" {
		all, err2 := c.ActivitySubscriptions(ctx)
		for _, s := range all {
			if s.EventType == in.EventType && s.User == in.User {
				return s, nil
			}
		}
		return in, errors.Join(err, err2)
	}
	if err != nil {
		return in, err
	}
	return readActivity(r)
}

func (s ActivitySubscription) check() error {
	errs := []error{checkID("user", s.User)}
	if s.EventType == "" {
		errs = append(errs, &channel.FieldError{Field: "eventType", Code: channel.CodeMissing, Reason: "a subscription is to one kind of event"})
	}
	if n := utf8.RuneCountInString(s.Tag); n > 200 {
		errs = append(errs, &channel.FieldError{Field: "tag", Code: channel.CodeTooLong, Reason: "too long", Limit: 200, Got: n, Unit: string(channel.Runes)})
	}
	if s.Webhook != "" {
		errs = append(errs, checkID("webhook", s.Webhook))
	}
	return errors.Join(errs...)
}

// readActivity reads an answer with one subscription, in any of the three forms that X documents:
// data is it, data is a list of one, or data.subscription is it.
func readActivity(r jsonread.Reader) (ActivitySubscription, error) {
	var s ActivitySubscription
	for key := range r.Object {
		if string(key) != "data" {
			continue
		}
		if r.Kind() == jsonread.Array {
			for range r.Array {
				s.read(&r)
			}
			continue
		}
		s.read(&r)
	}
	if s.ID == "" {
		return s, call.Malformed(Platform, opSubscribe, errors.New("the answer names no subscription"))
	}
	return s, nil
}

func (s *ActivitySubscription) read(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "subscription":
			s.read(r)
		case "subscription_id":
			s.ID = r.ID()
		case "event_type":
			s.EventType = r.Text()
		case "filter":
			s.User = readMember(r, "user_id")
		case "tag":
			s.Tag = r.Text()
		case "webhook_id":
			s.Webhook = r.ID()
		case "created_at":
			s.Created = date(r.Text())
		case "updated_at":
			s.Updated = date(r.Text())
		}
	}
}

// ActivitySubscriptions lists all subscriptions of the app at the X Activity API, of all users. [X
// Activity API quickstart]
func (c *Channel) ActivitySubscriptions(ctx context.Context) ([]ActivitySubscription, error) {
	var list []ActivitySubscription
	params := url.Values{}
	seen := make(map[string]bool)
	for {
		r, err := c.answered(ctx, asApp, opCheck, http.MethodGet, activityPath, params)
		if err != nil {
			return list, err
		}
		next := ""
		for key := range r.Object {
			switch string(key) {
			case "data":
				for range r.Array {
					var s ActivitySubscription
					s.read(&r)
					list = append(list, s)
				}
			case "meta":
				next = readMember(&r, "next_token")
			}
		}
		if next == "" {
			return list, nil
		}
		if seen[next] {
			return list, call.Malformed(Platform, opCheck, errors.New("the pages go in a circle"))
		}
		seen[next] = true
		params.Set("pagination_token", next)
	}
}

// UpdateActivity changes a subscription's tag and webhook. An empty argument leaves that value as
// it is. [X Activity API quickstart]
func (c *Channel) UpdateActivity(ctx context.Context, id, tag, webhook string) (ActivitySubscription, error) {
	if err := checkActivityID(id); err != nil {
		return ActivitySubscription{}, call.Rejected(Platform, opSubscribe, err)
	}
	r, err := c.answered(ctx, asApp, opSubscribe, http.MethodPut, activityPath+"/"+id, struct {
		Tag       string `json:"tag,omitempty"`
		WebhookID string `json:"webhook_id,omitempty"`
	}{tag, webhook})
	if err != nil {
		return ActivitySubscription{}, err
	}
	return readActivity(r)
}

// DeleteActivity ends a subscription. Deleting a missing subscription is not an error. [X Activity
// API quickstart]
func (c *Channel) DeleteActivity(ctx context.Context, id string) error {
	if err := checkActivityID(id); err != nil {
		return call.Rejected(Platform, opUnsub, err)
	}
	answer, err := c.ask(ctx, asApp, opUnsub, http.MethodDelete, activityPath+"/"+id, nil)
	if codeOf(err) == "resource-not-found" {
		return nil
	}
	if err != nil {
		return err
	}
	return confirmed(opUnsub, answer, "deleted", true)
}

// checkActivityID keeps paths clean: X does not say of what form these ids are.
func checkActivityID(id string) error {
	if id == "" || strings.ContainsAny(id, "/?#%.") || hasBlank(id) {
		return &channel.FieldError{Field: "id", Code: channel.CodeInvalid, Reason: "not the id of a subscription"}
	}
	return nil
}

// subscribeMessages subscribes the account to what a desk needs, at this webhook.
func (c *Channel) subscribeMessages(ctx context.Context, webhook string, sub *channel.Subscription) error {
	all, err := c.ActivitySubscriptions(ctx)
	if err != nil {
		return err
	}
	for _, kind := range c.wantedEvents() {
		at := slices.IndexFunc(all, func(s ActivitySubscription) bool { return sameEvent(s.EventType, kind) && s.User == c.cfg.Account })
		if at < 0 {
			_, err = c.SubscribeActivity(ctx, ActivitySubscription{EventType: kind, Webhook: webhook})
		} else if old := all[at]; old.Webhook != webhook {
			_, err = c.UpdateActivity(ctx, old.ID, "", webhook)
			sub.Findings = append(sub.Findings, channel.Finding{Code: channel.FindingOtherURL, Account: c.cfg.Account,
				Text: fmt.Sprintf("The subscription to %s went to webhook %q.", kind, old.Webhook)})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// messageUsers are the users whose every kind of direct message event goes to the webhook.
func messageUsers(all []ActivitySubscription, webhook string) []string {
	kinds := make(map[string]int)
	for _, s := range all {
		if s.Webhook == webhook && slices.Contains(messageEvents[:], s.EventType) {
			kinds[s.User]++
		}
	}
	var users []string
	for user, n := range kinds {
		if n == len(messageEvents) {
			users = append(users, user)
		}
	}
	return users
}

// deleteActivities ends all subscriptions of the account.
func (c *Channel) deleteActivities(ctx context.Context) error {
	all, err := c.ActivitySubscriptions(ctx)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.User == c.cfg.Account {
			if err := c.DeleteActivity(ctx, s.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
