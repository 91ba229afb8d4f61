package login

import (
	"encoding/json"
	"errors"

	"github.com/contactkit/contactkit/channel"
)

// The plain forms shadow the credentials of a struct with text of the same name.
type (
	plainPending struct {
		Pending
		Verifier string
	}
	plainGrant struct {
		Grant
		Accounts       []plainAccount
		Token, Renewal string
	}
	plainAccount struct {
		Account
		Token, Secret string
	}
)

// errPlain does not quote what could not be read.
var errPlain = errors.New("login: the stored bytes are no login")

// Reveal returns the login as JSON with its credentials, for a store that encrypts it. ReadPending
// reads it.
func (p Pending) Reveal() ([]byte, error) {
	return json.Marshal(plainPending{p, p.Verifier.Reveal()})
}

// ReadPending reads what Pending.Reveal wrote.
func ReadPending(data []byte) (Pending, error) {
	var p plainPending
	if json.Unmarshal(data, &p) != nil || p.State == "" {
		return Pending{}, errPlain
	}
	p.Pending.Verifier = channel.Secret(p.Verifier)
	return p.Pending, nil
}

// Reveal returns the grant as JSON with its credentials, for a store that encrypts it. ReadGrant
// reads it.
func (g Grant) Reveal() ([]byte, error) {
	plain := plainGrant{Grant: g, Token: g.Token.Reveal(), Renewal: g.Renewal.Reveal()}
	for _, a := range g.Accounts {
		plain.Accounts = append(plain.Accounts, plainAccount{a, a.Token.Reveal(), a.Secret.Reveal()})
	}
	return json.Marshal(plain)
}

// ReadGrant reads what Grant.Reveal wrote.
func ReadGrant(data []byte) (Grant, error) {
	var plain plainGrant
	if json.Unmarshal(data, &plain) != nil || plain.Flow == "" {
		return Grant{}, errPlain
	}
	g := plain.Grant
	g.Token, g.Renewal, g.Accounts = channel.Secret(plain.Token), channel.Secret(plain.Renewal), nil
	for _, a := range plain.Accounts {
		a.Account.Token, a.Account.Secret = channel.Secret(a.Token), channel.Secret(a.Secret)
		g.Accounts = append(g.Accounts, a.Account)
	}
	return g, nil
}
