package store

import (
	"context"
	"errors"
	"strings"

	"github.com/contactkit/contactkit/channel/login"
)

// Logins keeps logins at platforms for package login: it is a login.Pendings and a login.Grants.
type Logins struct{ store *Store }

var (
	_ login.Pendings = Logins{}
	_ login.Grants   = Logins{}
)

// Logins returns the store of logins.
func (s *Store) Logins() Logins { return Logins{s} }

// Put stores a login under way, and drops those that had ended when it began.
func (l Logins) Put(ctx context.Context, p login.Pending) error {
	data, err := p.Reveal()
	if err != nil {
		return err
	}
	return l.store.Do(ctx, func(t *Tx) error {
		if _, err := t.exec(`DELETE FROM login_pending WHERE until < ?`, micros(p.Begun)); err != nil {
			return err
		}
		_, err := t.exec(`INSERT INTO login_pending(state, until, data) VALUES(?, ?, ?) ON CONFLICT(state) DO UPDATE SET until = excluded.until, data = excluded.data`, p.State, micros(p.Until), t.seal("login_pending", p.State, string(data)))
		return err
	})
}

// Take returns a login under way and removes it.
func (l Logins) Take(ctx context.Context, state string) (p login.Pending, found bool, err error) {
	err = l.store.Do(ctx, func(t *Tx) error {
		data, err := one(t, value[string], `DELETE FROM login_pending WHERE state = ? RETURNING data`, state)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err == nil {
			data, err = t.open("login_pending", state, data)
		}
		if err == nil {
			p, err = login.ReadPending([]byte(data))
		}
		found = err == nil
		return err
	})
	return p, found, err
}

// Load returns what a login brought, or the zero Grant.
func (l Logins) Load(ctx context.Context, tenant, key string) (g login.Grant, err error) {
	err = l.store.View(ctx, func(t *Tx) error {
		g, err = t.Login(tenant, key)
		return err
	})
	return g, err
}

// Login returns what a login brought, or the zero Grant.
func (t *Tx) Login(tenant, key string) (login.Grant, error) {
	data, err := one(t, value[string], `SELECT data FROM login_grant WHERE tenant = ? AND key = ?`, tenant, key)
	if errors.Is(err, ErrNotFound) {
		return login.Grant{}, nil
	}
	if err == nil {
		data, err = t.open("login_grant", tenant+"/"+key, data)
	}
	if err != nil {
		return login.Grant{}, err
	}
	return login.ReadGrant([]byte(data))
}

// Swap stores what a login brought if the stored one still has the serial.
func (l Logins) Swap(ctx context.Context, tenant, key string, serial int64, now login.Grant) (swapped bool, err error) {
	data, err := now.Reveal()
	if err != nil {
		return false, err
	}
	err = l.store.Do(ctx, func(t *Tx) error {
		var n int64
		sealed := t.seal("login_grant", tenant+"/"+key, string(data))
		if serial == 0 {
			n, err = t.exec(`INSERT INTO login_grant(tenant, key, serial, data) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING`, tenant, key, now.Serial, sealed)
		} else {
			n, err = t.exec(`UPDATE login_grant SET serial = ?, data = ? WHERE tenant = ? AND key = ? AND serial = ?`, now.Serial, sealed, tenant, key, serial)
		}
		swapped = n == 1
		return err
	})
	return swapped, err
}

// A LoginUse is a login whose credentials a channel has.
type LoginUse struct {
	Channel string
	Key     string // login.Grant.Key
	Serial  int64  // of the grant that the channel's record has
}

// PutLoginUse stores that a channel has a login's credentials.
func (t *Tx) PutLoginUse(u LoginUse) error {
	_, err := t.exec(`INSERT INTO login_use(channel, key, serial) VALUES(?, ?, ?) ON CONFLICT(channel, key) DO UPDATE SET serial = excluded.serial`, u.Channel, u.Key, u.Serial)
	return err
}

// LoginUses returns the logins that channels use.
func (t *Tx) LoginUses() ([]LoginUse, error) {
	return all(t, func(row func(...any) error) (u LoginUse, err error) {
		err = row(&u.Channel, &u.Key, &u.Serial)
		return u, err
	}, `SELECT channel, key, serial FROM login_use ORDER BY channel, key`)
}

// LoginsOf returns what the logins of a channel brought.
func (t *Tx) LoginsOf(tenant, channelID string) (list []login.Grant, err error) {
	keys, err := all(t, value[string], `SELECT key FROM login_use WHERE channel = ? ORDER BY key`, channelID)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		g, err := t.Login(tenant, key)
		if err != nil {
			return nil, err
		}
		if g.Flow != "" {
			list = append(list, g)
		}
	}
	return list, nil
}

// LoginKeys returns the keys of all logins of a tenant.
func (t *Tx) LoginKeys(tenant string) ([]string, error) {
	return all(t, value[string], `SELECT key FROM login_grant WHERE tenant = ? ORDER BY key`, tenant)
}

// DropLogins forgets the logins of a person, whatever the flow.
func (t *Tx) DropLogins(tenant, user string) error {
	keys, err := t.LoginKeys(tenant)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if _, id, _ := strings.Cut(key, "/"); id != user {
			continue
		}
		for _, statement := range []string{`DELETE FROM login_use WHERE key = ?`, `DELETE FROM login_grant WHERE key = ?`} {
			if _, err := t.exec(statement, key); err != nil {
				return err
			}
		}
	}
	return nil
}
