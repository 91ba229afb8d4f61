package twitter

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// FetchProfile asks X for a contact's name, handle and picture. [User lookup by ID]
func (c *Channel) FetchProfile(ctx context.Context, of channel.Thread) (channel.Profile, error) {
	if isChat(of) { // whom it is with is known without a key
		_, of.Contact = c.chatThread(of)
	}
	of = private(of)
	if !c.Limits(of).Abilities.Profile {
		return channel.Profile{}, channel.Unsupported(Platform, opProfile)
	}
	if of.Platform != Platform || of.Account != c.cfg.Account {
		return channel.Profile{}, call.Rejected(Platform, opProfile, c.checkThread(of))
	}
	if err := checkID("thread.contact", of.Contact); err != nil {
		return channel.Profile{}, call.Rejected(Platform, opProfile, err)
	}
	p, picture, err := c.person(ctx, opProfile, "/2/users/"+of.Contact)
	return channel.Profile{Person: p, Picture: picture}, err
}

func (c *Channel) user(ctx context.Context, op, path string) (channel.Person, error) {
	p, _, err := c.person(ctx, op, path)
	return p, err
}

// person reads one user. A missing user comes with 200, and is an error all the same.
func (c *Channel) person(ctx context.Context, op, path string) (p channel.Person, picture string, err error) {
	answer, err := c.ask(ctx, asAccount, op, http.MethodGet, path, url.Values{"user.fields": {"profile_image_url"}})
	if err != nil {
		return p, "", err
	}
	r, err := jsonread.New(answer.Body)
	if err != nil {
		return p, "", call.Malformed(Platform, op, err)
	}
	for key := range r.Object {
		if string(key) == "data" {
			p, picture = readPerson(&r)
		}
	}
	if p.ID == "" {
		return p, "", call.Malformed(Platform, op, errors.New("the answer names no user"))
	}
	return p, picture, nil
}
