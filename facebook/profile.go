package facebook

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// FetchProfile asks who a contact is ("User Profile API"). The person must have written or pressed
// a button. Config.ProfileFields are the fields that it asks for.
//
// If Meta withholds the profile (no access, an account made by phone number, no consent yet), the
// name is taken from the participants of the conversation, if that may be read, and the other
// fields are empty. The address in Picture expires.
func (c *Channel) FetchProfile(ctx context.Context, of channel.Thread) (channel.Profile, error) {
	const op = "profile"
	if !c.Limits(of).Abilities.Profile {
		return channel.Profile{}, channel.Unsupported(Platform, op)
	}
	s, rcpt, err := c.recipient(op, of)
	if err != nil {
		return channel.Profile{}, err
	}
	if !isNode(rcpt.ID) {
		return channel.Profile{}, rejected(op, "thread.contact", channel.CodeInvalid, "the contact must be the id of a person")
	}
	fields, platform := c.cfg.ProfileFields, "messenger"
	if c.isInstagram(of.Account) {
		fields, platform = c.cfg.InstagramProfileFields, "instagram"
	}
	answer, err := c.doWith(ctx, c.http, op, aboutPerson, s, http.MethodGet, url.PathEscape(rcpt.ID), url.Values{"fields": {strings.Join(fields, ",")}}, nil)
	p := channel.Profile{Person: channel.Person{ID: rcpt.ID}}
	if isWithheld(err) {
		err = nil
	} else if err == nil {
		r, err := object(op, answer)
		if err != nil {
			return channel.Profile{}, err
		}
		readProfile(&p, &r) // if the person has hidden it, the answer is empty
	}
	if err != nil {
		return channel.Profile{}, err
	}
	if p.Name == "" {
		p.Name = c.participant(ctx, op, s, platform, rcpt.ID)
	}
	return p, nil
}

// isWithheld reports whether Meta withholds the profile of this person: accounts by phone number
// have none, the permission for its fields is missing, or the person has not consented by writing
// first. Then the name is unknown, and nothing is wrong.
func isWithheld(err error) bool {
	e, ok := errors.AsType[*channel.Error](err)
	return ok && e.Kind == channel.ErrRejected && e.Affects == channel.AffectsPerson
}

func readProfile(p *channel.Profile, r *jsonread.Reader) {
	first, last := "", ""
	for key := range r.Object {
		switch string(key) {
		case "name":
			p.Name = r.Text()
		case "first_name":
			first = r.Text()
		case "last_name":
			last = r.Text()
		case "username":
			p.Handle = r.Text()
		case "profile_pic":
			p.Picture = webAddress(r.Text())
		case "locale":
			p.Locale = strings.ReplaceAll(r.Text(), "_", "-") // "en_US"
		case "timezone":
			p.Timezone = r.ID() // hours from UTC
		}
	}
	p.Name = cmp.Or(p.Name, strings.TrimSpace(first+" "+last))
}

// participant looks for the name in the conversation. It is empty if the conversation cannot be
// read.
func (c *Channel) participant(ctx context.Context, op string, s sender, platform, contact string) (name string) {
	if c.conversations.wait(ctx, op, s.through) != nil {
		return ""
	}
	query := url.Values{"platform": {platform}, "user_id": {contact}, "fields": {"participants"}}
	answer, err := c.do(ctx, op, s, http.MethodGet, url.PathEscape(s.through)+"/conversations", query, nil)
	if err != nil {
		return ""
	}
	_ = eachOf(answer, op, func(r *jsonread.Reader) {
		for key := range r.Object {
			if string(key) == "participants" {
				for _, p := range readPeople(r) {
					if p.ID == contact {
						name = p.Name
					}
				}
			}
		}
	})
	return name
}
