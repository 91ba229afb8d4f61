package twitter

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
)

// GrantTokens is the TokenStore of a tenant's channels whose tokens came by OAuth2Login. Channels
// and [login.Logins.Fresh] renew the same grant then, one at a time.
func GrantTokens(grants login.Grants, tenant string) TokenStore { return grantTokens{grants, tenant} }

type grantTokens struct {
	grants login.Grants
	tenant string
}

// Format prints the tenant for every verb: fmt would print what the store holds otherwise.
func (s grantTokens) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "twitter.GrantTokens("+s.tenant+")")
}

func (s grantTokens) key(account string) string { return FlowOAuth2 + "/" + account }

// Load returns the tokens of the account's grant.
func (s grantTokens) Load(ctx context.Context, account string) (Tokens, error) {
	g, err := s.grants.Load(ctx, s.tenant, s.key(account))
	return Tokens{Serial: g.Serial, Access: g.Token, Refresh: g.Renewal, Until: g.Until, Scope: strings.Join(g.Scopes, " "), Lease: g.Lease}, err
}

// Swap puts tokens into the account's grant. A grant without tokens has ended.
func (s grantTokens) Swap(ctx context.Context, account string, serial int64, now Tokens) (bool, error) {
	g, err := s.grants.Load(ctx, s.tenant, s.key(account))
	if err != nil || g.Serial != serial {
		return false, err
	}
	if g.Flow == "" { // Channel.Exchange, without a login before it
		g = login.Grant{Flow: FlowOAuth2, Platform: Platform, Tenant: s.tenant, User: channel.Person{ID: account}, Accounts: []login.Account{{ID: account, Kind: "x"}}}
	}
	if now.Access != g.Token || now.Refresh != g.Renewal {
		g = withTokens(g.Clone(), now, time.Now())
		g.Trouble, g.Ended = "", now.Access == "" && now.Refresh == ""
	}
	g.Serial, g.Lease = now.Serial, now.Lease
	return s.grants.Swap(ctx, s.tenant, s.key(account), serial, g)
}
