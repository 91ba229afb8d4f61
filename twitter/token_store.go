package twitter

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Tokens are an account's OAuth 2.0 user token and what renews it. A Secret shows "[secret]" when
// it is serialised: a store writes Reveal, encrypted.
type Tokens struct {
	Serial  int64          // goes up with every change
	Access  channel.Secret // good for two hours
	Refresh channel.Secret // can be used once; empty: the scope offline.access was not granted
	Until   time.Time      // end of Access, UTC
	Scope   string         // what was granted, separated by blanks
	Lease   time.Time      // one node is using Refresh until this instant; zero: none is. UTC
}

// A TokenStore keeps Tokens for all nodes of a host: one row for each account. Its methods may be
// called concurrently. The clocks of nodes (Config.Now) may differ by fifteen seconds: a lease
// lasts that much longer than a refresh. If they differ more, two nodes may use one refresh token,
// and the slower call gets ErrUnauthorized. See decision 064.
type TokenStore interface {
	// Load returns the account's tokens; zero Tokens if there are none.
	Load(ctx context.Context, account string) (Tokens, error)
	// Swap stores the account's tokens if the stored ones still have the given Serial (zero: there
	// are none), in one step, and reports whether it did. The stored tokens must survive a crash:
	// the old refresh token is worth nothing by then.
	Swap(ctx context.Context, account string, serial int64, now Tokens) (bool, error)
}

// TokenMemory is a TokenStore that forgets: for tests and for trying things out. The zero value is
// empty.
type TokenMemory struct {
	mu     sync.Mutex
	tokens map[string]Tokens
}

// Format prints the accounts for every verb: fmt would print the tokens in unexported fields as
// they are.
func (m *TokenMemory) Format(f fmt.State, _ rune) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, _ = fmt.Fprintf(f, "twitter.TokenMemory%v", slices.Sorted(maps.Keys(m.tokens)))
}

// Load returns the account's tokens.
func (m *TokenMemory) Load(_ context.Context, account string) (Tokens, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tokens[account], nil
}

// Swap stores the account's tokens if they have the given serial.
func (m *TokenMemory) Swap(_ context.Context, account string, serial int64, now Tokens) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.tokens[account].Serial != serial {
		return false, nil
	}
	if m.tokens == nil {
		m.tokens = make(map[string]Tokens)
	}
	m.tokens[account] = now
	return true, nil
}
