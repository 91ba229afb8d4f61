package facebook

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// examineDirect reports what is wrong with the token of an account of Instagram Login. Such tokens
// are asked who they belong to, because debug_token is not documented for them. It always reports
// that the webhook itself cannot be read.
func (c *Channel) examineDirect(ctx context.Context, account string, s sender) (all []channel.Finding, err error) {
	add := func(code string, fatal bool, text string) {
		all = append(all, channel.Finding{Code: code, Account: account, Fatal: fatal, Text: text})
	}
	who, err := c.instagramUser(ctx, "check token", s)
	switch {
	case errors.Is(err, channel.ErrUnauthorized):
		add(channel.FindingUnauthorized, true, "the token is dead: "+err.Error())
		return all, nil
	case err != nil:
		return nil, err
	case who.account != account:
		add(channel.FindingOtherAccount, true, "the token belongs to the account "+who.account)
		return all, nil
	}
	add(channel.FindingUnchecked, false, "see in the app's dashboard, under Instagram, that the webhook has the callback URL: Meta has no call that tells it")
	return all, nil
}

// instagramUser is whose token one of Instagram Login is.
type instagramUser struct {
	account string // professional account id, as in webhooks
	scoped  string // app-scoped id, as in signed requests
	name    string
	handle  string
	kind    string // "Business", "Media_Creator" …
}

// instagramUser asks whose token it is. [Instagram API with Instagram Login, Get started]
func (c *Channel) instagramUser(ctx context.Context, op string, s sender) (instagramUser, error) {
	answer, err := c.do(ctx, op, s, http.MethodGet, "me", url.Values{"fields": {"user_id,id,username,name,account_type"}}, nil)
	if err != nil {
		return instagramUser{}, err
	}
	r, err := jsonread.New(answer.Body)
	if err != nil {
		return instagramUser{}, fault(op, channel.ErrMalformed, err)
	}
	var u instagramUser
	for key := range r.Object {
		switch string(key) {
		case "user_id":
			u.account = r.ID()
		case "id":
			u.scoped = r.ID()
		case "name":
			u.name = r.Text()
		case "username":
			u.handle = r.Text()
		case "account_type":
			u.kind = r.Text()
		}
	}
	if !isDigits(u.account) {
		return instagramUser{}, fault(op, channel.ErrMalformed, errors.New("the answer names no account"))
	}
	return u, nil
}
