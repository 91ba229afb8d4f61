package store

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/login"
)

// keyLine is a line of a key file.
func keyLine(n byte) string { return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{n}, 32)) }

func vaultOf(t *testing.T, lines ...string) *Vault {
	t.Helper()
	v, err := NewVault(strings.Join(lines, "\n") + "\n")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

const canary = "canary-credential-0123456789"

// putCanaries stores a credential wherever the store keeps some.
func putCanaries(t *testing.T, s *Store) {
	t.Helper()
	do(t, s, func(tx *Tx) error {
		return tx.PutCertificate(Certificate{Name: "own", Certificate: directory.Certificate{Rev: 1, Certificate: []byte("a certificate"), Key: canary}})
	})
	do(t, s, func(tx *Tx) error {
		return tx.PutRecord(directory.Record{
			ID: "bot", Name: "Bot", Platform: "telegram", Rev: 1,
			Secrets: directory.Secrets{Keys: map[string]channel.Keys{"token": channel.NewKeys(canary)}},
		})
	})
	ok, err := s.Logins().Swap(t.Context(), "desk", "flow/7", 0, login.Grant{Flow: "flow", User: channel.Person{ID: "7"}, Serial: 1, Token: canary})
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if err := s.Logins().Put(t.Context(), login.Pending{State: "state", Verifier: canary, Begun: time.Unix(1, 0), Until: time.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
}

// readCanaries reports what cannot be read of what putCanaries stored.
func readCanaries(t *testing.T, s *Store) (err error) {
	t.Helper()
	err = s.View(t.Context(), func(tx *Tx) error {
		list, err := tx.Records()
		if err == nil && (len(list) != 1 || list[0].Secrets.Keys["token"].First() != canary) {
			t.Errorf("%d records, or another credential", len(list))
		}
		certificates, failed := tx.Certificates()
		if failed == nil && (len(certificates) != 1 || certificates[0].Key != canary) {
			t.Errorf("%d certificates, or another key", len(certificates))
		}
		return errors.Join(err, failed)
	})
	g, failed := s.Logins().Load(t.Context(), "desk", "flow/7")
	if failed == nil && g.Token != canary {
		t.Error("another token of the login")
	}
	return errors.Join(err, failed)
}

// inClear returns where the canary is in the clear: in cells of the database and, of SQLite, in
// bytes of its files.
func inClear(t *testing.T, s *Store) (where []string) {
	t.Helper()
	err := s.View(t.Context(), func(tx *Tx) error {
		for _, c := range columns {
			cells, err := all(tx, value[string], fmt.Sprintf(`SELECT %s FROM %s`, c.name, c.table))
			if err != nil {
				return err
			}
			for _, cell := range cells {
				if strings.Contains(cell, canary) {
					where = append(where, c.table)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if s.Shared() {
		return where
	}
	err = filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(canary)) {
			where = append(where, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return where
}

// Credentials in the clear are encrypted at the next start, and by a new key at the start with that
// one. Without the right key nothing is read.
func TestSeal(t *testing.T) {
	s := open(t)
	seal := func(v *Vault) {
		t.Helper()
		if err := s.Seal(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		if err := readCanaries(t, s); err != nil {
			t.Fatal(err)
		}
	}
	putCanaries(t, s)
	if where := inClear(t, s); len(where) < len(columns) {
		t.Fatalf("without a key the canary is in %q alone: this test sees nothing", where)
	}
	first, second := keyLine(1), keyLine(2)
	seal(vaultOf(t, first))
	if where := inClear(t, s); where != nil {
		t.Errorf("encrypted afterwards, and in the clear in %q", where)
	}
	for name, v := range map[string]*Vault{"no key": nil, "another key": vaultOf(t, second)} {
		if err := s.Seal(t.Context(), v); !errors.Is(err, ErrKey) || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v", name, err)
		}
		if err := readCanaries(t, s); !errors.Is(err, ErrKey) {
			t.Errorf("%s: read: %v", name, err)
		}
	}
	seal(vaultOf(t, second, first)) // the first key is only a former one now
	seal(vaultOf(t, second))
	p, found, err := s.Logins().Take(t.Context(), "state")
	if err != nil || !found || p.Verifier != canary {
		t.Errorf("the login under way: %v, %v", found, err)
	}
	if where := inClear(t, s); where != nil {
		t.Errorf("at the end the canary is in the clear in %q", where)
	}
}

// An encrypted credential works at its place alone.
func TestSealedRowIsBoundToItsPlace(t *testing.T) {
	s := open(t)
	if err := s.Seal(t.Context(), vaultOf(t, keyLine(1))); err != nil {
		t.Fatal(err)
	}
	putCanaries(t, s)
	do(t, s, func(tx *Tx) error {
		return tx.PutRecord(directory.Record{ID: "other", Name: "Other", Platform: "telegram", Rev: 1})
	})
	do(t, s, func(tx *Tx) error {
		_, err := tx.exec(`UPDATE record SET secrets = (SELECT secrets FROM record WHERE id = 'bot') WHERE id = 'other'`)
		return err
	})
	err := s.View(t.Context(), func(tx *Tx) error { _, err := tx.Records(); return err })
	if err == nil || !strings.Contains(err.Error(), "record/other") || strings.Contains(err.Error(), canary) {
		t.Errorf("credentials of another channel: %v", err)
	}
}

// A key file that is no key file is refused, and the complaint does not show it.
func TestNewVaultRefuses(t *testing.T) {
	short := base64.StdEncoding.EncodeToString([]byte("much too short"))
	for name, text := range map[string]string{"empty": " \n", "short": short, "no base64": keyLine(1) + "\nsecret words"} {
		if v, err := NewVault(text); err == nil || v != nil || strings.Contains(err.Error(), short) || strings.Contains(err.Error(), "secret words") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewVault("\r\n" + keyLine(1) + "\r\n\r\n"); err != nil {
		t.Errorf("with empty lines: %v", err)
	}
}
