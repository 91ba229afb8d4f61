package store

import (
	"context"
	"fmt"
)

// A column holds credentials, encrypted if the store has a Vault.
type column struct {
	table, name string
	key         string // SQL for the key of a row, as text
}

// columns are all that hold credentials. Code that writes and reads them uses Tx.seal and Tx.open.
var columns = []column{
	{"record", "secrets", "id"},
	{"certificate", "secret", "name"},
	{"login_pending", "data", "state"},
	{"login_grant", "data", "tenant || '/' || key"},
}

// seal encrypts credentials for the row of a table.
func (t *Tx) seal(table, key, plain string) string { return t.vault.seal(table+"/"+key, plain) }

// open decrypts the credentials of a row.
func (t *Tx) open(table, key, stored string) (string, error) {
	return t.vault.open(table+"/"+key, stored)
}

// Seal makes the store encrypt credentials from now on, and at once all that are stored in the
// clear or by a former key. Nothing of those is left in the files of the database's tables. If v is
// nil, credentials are stored as they are, and to read an encrypted one is an error that matches
// ErrKey. Call Seal before any other use of the store. See decision 414.
func (s *Store) Seal(ctx context.Context, v *Vault) error {
	s.vault = v
	var changed []string
	err := s.Do(ctx, func(t *Tx) error {
		changed = nil
		if err := t.Lock("records"); err != nil { // nodes that start together do it one after the other
			return err
		}
		for _, c := range columns {
			n, err := t.sealColumn(c)
			if err != nil {
				return err
			}
			if n > 0 {
				changed = append(changed, c.table)
			}
		}
		return nil
	})
	if err == nil && len(changed) > 0 {
		err = s.in.scrub(ctx, changed)
	}
	return err
}

// sealColumn encrypts what is not encrypted by the present key, and checks that all the rest can be
// decrypted. It returns how many rows changed.
func (t *Tx) sealColumn(c column) (changed int, err error) {
	type row struct{ key, stored string }
	rows, err := all(t, func(scan func(...any) error) (r row, err error) {
		err = scan(&r.key, &r.stored)
		return r, err
	}, fmt.Sprintf(`SELECT %s, %s FROM %s WHERE %[2]s != '' ORDER BY 1`, c.key, c.name, c.table))
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		plain, err := t.open(c.table, r.key, r.stored)
		if err != nil {
			return 0, fmt.Errorf("%s of %s %s: %w", c.name, c.table, r.key, err)
		}
		if t.vault.current(r.stored) {
			continue
		}
		// A node that runs already may have stored something newer, with the key.
		n, err := t.exec(fmt.Sprintf(`UPDATE %s SET %s = ? WHERE %s = ? AND %[2]s = ?`, c.table, c.name, c.key), t.seal(c.table, r.key, plain), r.key, r.stored)
		if err != nil {
			return 0, err
		}
		changed += int(n)
	}
	return changed, nil
}
