package facebook

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// Persona is a name and a picture under which messages are shown: Options.Persona ("Personas").
type Persona struct {
	ID      string
	Name    string // at most 50 characters
	Picture string // https address of an image of at most 8 MB
}

// CreatePersona makes a persona of a Page and returns its id.
func (c *Channel) CreatePersona(ctx context.Context, account string, p Persona) (id string, err error) {
	const op = "create persona"
	var errs complaints
	errs.need("name", p.Name, "the persona needs a name")
	errs.length("name", p.Name, 50)
	errs.need("picture", p.Picture, "the persona needs a picture")
	errs.address("picture", p.Picture)
	if len(errs) > 0 {
		return "", call.Rejected(Platform, op, errors.Join(errs...))
	}
	answer, err := c.edge(ctx, op, account, http.MethodPost, "personas", nil, newPersona{p.Name, p.Picture})
	if err != nil {
		return "", err
	}
	r := jsonread.Sub(answer.Body)
	for key := range r.Object {
		if string(key) == "id" {
			id = r.ID()
		}
	}
	if id == "" {
		return "", fault(op, channel.ErrMalformed, errors.New("the answer names no persona"))
	}
	return id, nil
}

// Personas lists the personas of a Page.
func (c *Channel) Personas(ctx context.Context, account string) (all []Persona, err error) {
	const op = "personas"
	s, err := c.account(op, Platform, account)
	if err != nil {
		return nil, err
	}
	err = c.list(ctx, op, c.http, s, url.PathEscape(s.through)+"/personas", url.Values{}, nil, func(r *jsonread.Reader) bool {
		var p Persona
		for key := range r.Object {
			switch string(key) {
			case "id":
				p.ID = r.ID()
			case "name":
				p.Name = r.Text()
			case "profile_picture_url":
				p.Picture = webAddress(r.Text())
			}
		}
		all = append(all, p)
		return true
	})
	return all, err
}

// DeletePersona deletes a persona. Messages that were sent under it keep its name.
func (c *Channel) DeletePersona(ctx context.Context, account, id string) error {
	const op = "delete persona"
	if !isDigits(id) {
		return rejected(op, "id", channel.CodeInvalid, "the id of a persona must be a number")
	}
	s, err := c.account(op, Platform, account)
	if err != nil {
		return err
	}
	answer, err := c.do(ctx, op, s, http.MethodDelete, id, nil, nil)
	if err != nil {
		return err
	}
	return succeeded(op, answer)
}
