package twitter

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

const (
	// early is how long before its end a token is renewed.
	early = time.Minute
	// lease is how long a node has the refresh token for itself; refreshing takes at most
	// refreshTime of it.
	lease       = 45 * time.Second
	refreshTime = 30 * time.Second
	// leasePoll is how often others look whether it is done.
	leasePoll = 250 * time.Millisecond
)

// userTokens is what a node remembers of the tokens in the store.
type userTokens struct {
	turn    chan struct{}  // holds one value while no refresh is under way
	unsaved Tokens         // refreshed, but the store could not be reached; behind turn
	used    channel.Secret // the refresh token that was used for them
}

// askAsUser makes a call with the account's OAuth 2.0 token, once more after a refresh if X says
// that it is dead.
func (c *Channel) askAsUser(ctx context.Context, op, method, path string, in any) (call.Answer, error) {
	dead := channel.Secret("")
	for {
		token, err := c.userToken(ctx, dead)
		if err != nil {
			return call.Answer{}, err
		}
		answer, err := c.withBearer(ctx, op, token.Reveal(), method, path, in)
		if answer.Status != http.StatusUnauthorized || !errors.Is(err, channel.ErrUnauthorized) || dead != "" { // not the page of a proxy
			return answer, err
		}
		dead = token
	}
}

// userToken returns an access token that is good for a while and is not the dead one. It asks the
// store each time: another node may have renewed the tokens. A refresh token can be used once, so
// whoever uses it has first noted a lease in the store, in one Swap that only one can win; what X
// gave is stored before it is used; and a caller who leaves does not end a refresh.
func (c *Channel) userToken(ctx context.Context, dead channel.Secret) (channel.Secret, error) {
	if c.cfg.OAuth2.Tokens == nil {
		return "", call.Rejected(Platform, opToken, noOAuth2())
	}
	select {
	case <-c.user2.turn:
		defer func() { c.user2.turn <- struct{}{} }()
	case <-ctx.Done():
		return "", call.Failed(Platform, opToken, channel.ErrUnavailable, context.Cause(ctx))
	}
	for {
		if err := c.save(ctx); err != nil {
			return "", err
		}
		t, err := c.cfg.OAuth2.Tokens.Load(ctx, c.cfg.Account)
		now := c.cfg.Now()
		switch {
		case err != nil:
			return "", c.storeFailed(err)
		case t.Access == "" && t.Refresh == "":
			return "", call.Unauthorized(Platform, opToken, errors.New("the account's owner has not logged in with OAuth 2.0"))
		case t.Access != "" && t.Access != dead && t.Until.After(now.Add(early)):
			return t.Access, nil
		case t.Refresh == "":
			return "", call.Unauthorized(Platform, opToken, errors.New("the token has ended, and without the scope offline.access it cannot be renewed"))
		case t.Lease.After(now):
			if err := pause(ctx, opToken, leasePoll); err != nil {
				return "", err
			}
			continue
		}
		if err := c.refresh(ctx, t); err != nil {
			return "", err
		}
	}
}

// refresh renews the tokens, unless another node is about to.
func (c *Channel) refresh(ctx context.Context, t Tokens) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshTime)
	defer cancel()
	store := c.cfg.OAuth2.Tokens
	mine := t
	mine.Serial++
	mine.Lease = c.cfg.Now().UTC().Add(lease).Truncate(time.Second)
	ok, err := store.Swap(ctx, c.cfg.Account, t.Serial, mine)
	if err != nil || !ok {
		if err != nil {
			err = c.storeFailed(err)
		}
		return err // not ok: another node was faster, so look again
	}
	fresh, err := c.askTokens(ctx, opToken, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {t.Refresh.Reveal()}}, t.Refresh.Reveal(), t.Access.Reveal())
	if err != nil {
		// The lease ends by itself if the store cannot be told.
		t.Serial = mine.Serial + 1
		_, _ = store.Swap(ctx, c.cfg.Account, mine.Serial, t)
		return settled(err)
	}
	if fresh.Refresh == "" {
		fresh.Refresh = t.Refresh // X rotates it; a server that does not sends none
	}
	c.user2.unsaved, c.user2.used = fresh, t.Refresh
	return c.save(ctx)
}

// save stores tokens that X gave, in the place of those that they renew. Until that has worked they
// are kept in memory and are not used. If the place is taken, the owner has logged in anew
// meanwhile, and that counts.
func (c *Channel) save(ctx context.Context) error {
	for fresh := c.user2.unsaved; fresh.Access != ""; {
		old, err := c.cfg.OAuth2.Tokens.Load(ctx, c.cfg.Account)
		if err != nil {
			return c.storeFailed(err)
		}
		saved := old.Refresh != c.user2.used || old.Access == fresh.Access
		if !saved {
			fresh.Serial = old.Serial + 1
			if saved, err = c.cfg.OAuth2.Tokens.Swap(ctx, c.cfg.Account, old.Serial, fresh); err != nil {
				return c.storeFailed(err)
			}
		}
		if saved {
			c.user2.unsaved, c.user2.used = Tokens{}, "" // turn is read by those who wait for it
			return nil
		}
	}
	return nil
}
