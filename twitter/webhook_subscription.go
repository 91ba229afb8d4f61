package twitter

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// subscriptionPath is the path of the Account Activity subscriptions of a webhook; the part before
// the end, "/list" or a user.
func (c *Channel) subscriptionPath(webhook, user string, list bool) string {
	var path, end string
	switch c.cfg.Product {
	case Premium:
		path, end = "/1.1/account_activity/all/"+c.cfg.Env+"/subscriptions", ".json"
	case Enterprise:
		path, end = "/1.1/account_activity/webhooks/"+webhook+"/subscriptions", ".json"
	default:
		path = "/2/account_activity/webhooks/" + webhook + "/subscriptions"
	}
	if user != "" {
		path += "/" + user
	}
	if c.cfg.Product != Premium {
		path += "/all"
	}
	if list {
		path += "/list"
	}
	return path + end
}

// SubscribeAccount makes X deliver the account's events to the webhook. With Premium the
// environment decides, and webhook may be empty. Subscribing an account twice is not an error.
// Events may take ten seconds to begin. Not for Activity: see SubscribeActivity. [Account Activity
// API]
func (c *Channel) SubscribeAccount(ctx context.Context, webhook string) error {
	if err := c.checkWebhook(webhook); err != nil {
		return call.Rejected(Platform, opSubscribe, err)
	}
	var in any
	if c.owner() == asApp {
		in = struct{}{} // v2 wants a JSON object, v1.1 no body
	}
	answer, err := c.ask(ctx, asAccount, opSubscribe, http.MethodPost, c.subscriptionPath(webhook, "", false), in)
	switch codeOf(err) {
	case "355", "invalid-request/DuplicateSubscriptionFailed":
		return nil
	}
	if err != nil {
		return err
	}
	return confirmed(opSubscribe, answer, "subscribed", true)
}

// IsSubscribed reports whether X delivers the account's events to the webhook. [Account Activity
// API]
func (c *Channel) IsSubscribed(ctx context.Context, webhook string) (bool, error) {
	if err := c.checkWebhook(webhook); err != nil {
		return false, call.Rejected(Platform, opCheck, err)
	}
	answer, err := c.ask(ctx, asAccount, opCheck, http.MethodGet, c.subscriptionPath(webhook, "", false), nil)
	if codeOf(err) == "348" { // "not permitted to access this user's subscriptions" is how v1.1 says no
		return false, nil
	}
	if err != nil || c.owner() == asAccount {
		return err == nil && answer.Status == http.StatusNoContent, err // v1.1 says yes with 204 alone
	}
	r, err := jsonread.New(answer.Body)
	if err != nil {
		return false, call.Malformed(Platform, opCheck, err)
	}
	subscribed := false
	for key := range r.Object {
		if string(key) != "data" {
			continue
		}
		for key := range r.Object {
			if string(key) == "subscribed" {
				subscribed = r.Bool()
			}
		}
	}
	return subscribed, nil
}

// UnsubscribeAccount ends a user's subscription; an empty user is the channel's account. Ending a
// missing subscription is not an error. [Account Activity API]
func (c *Channel) UnsubscribeAccount(ctx context.Context, webhook, user string) error {
	if user == "" {
		user = c.cfg.Account
	}
	if err := c.checkWebhook(webhook); err != nil {
		return call.Rejected(Platform, opUnsub, err)
	}
	if err := checkID("user", user); err != nil {
		return call.Rejected(Platform, opUnsub, err)
	}
	answer, err := c.ask(ctx, asApp, opUnsub, http.MethodDelete, c.subscriptionPath(webhook, user, false), nil)
	switch codeOf(err) {
	case "34", "invalid-request/SubscriptionNotFound":
		return nil
	case "404": // without a body; the page of a proxy is not X's word
		if errors.Is(err, channel.ErrRejected) {
			return nil
		}
	}
	if err != nil {
		return err
	}
	return confirmed(opUnsub, answer, "subscribed", false)
}

// SubscribedAccounts lists the users whose events X delivers to the webhook. [Account Activity API]
func (c *Channel) SubscribedAccounts(ctx context.Context, webhook string) ([]string, error) {
	if err := c.checkWebhook(webhook); err != nil {
		return nil, call.Rejected(Platform, opCheck, err)
	}
	r, err := c.answered(ctx, asApp, opCheck, http.MethodGet, c.subscriptionPath(webhook, "", true), nil)
	if err != nil {
		return nil, err
	}
	var users []string
	var read func()
	read = func() {
		for key := range r.Object {
			switch string(key) {
			case "data": // v2 wraps what v1.1 has at the top
				read()
			case "subscriptions":
				for range r.Array {
					if user := readMember(&r, "user_id"); user != "" {
						users = append(users, user)
					}
				}
			}
		}
	}
	read()
	return users, nil
}

// Usage counts the subscriptions that are used and those that the plan provides.
type Usage struct {
	Used, Provided int
}

// CountSubscriptions tells how many Account Activity subscriptions are used. [Account Activity API]
func (c *Channel) CountSubscriptions(ctx context.Context) (Usage, error) {
	path := "/2/account_activity/subscriptions/count"
	switch c.cfg.Product {
	case Premium:
		path = "/1.1/account_activity/all/subscriptions/count.json"
	case Enterprise:
		path = "/1.1/account_activity/subscriptions/count.json"
	}
	r, err := c.answered(ctx, asApp, opCheck, http.MethodGet, path, nil)
	if err != nil {
		return Usage{}, err
	}
	var u Usage
	var read func()
	read = func() {
		for key := range r.Object {
			switch string(key) {
			case "data":
				read()
			case "subscriptions_count", "subscriptions_count_all":
				u.Used, _ = strconv.Atoi(r.ID()) // they come as texts
			case "provisioned_count":
				u.Provided, _ = strconv.Atoi(r.ID())
			}
		}
	}
	read()
	return u, nil
}

// checkWebhook complains about a missing webhook id where the product needs one.
func (c *Channel) checkWebhook(id string) error {
	if c.cfg.Product == Premium && id == "" {
		return nil
	}
	return checkID("webhook", id)
}
