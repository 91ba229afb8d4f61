package store

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// A Certificate is a named one that an administrator uploaded.
type Certificate struct {
	Name string
	directory.Certificate
}

// PutCertificate stores a certificate, with its private key if it has one.
func (t *Tx) PutCertificate(c Certificate) error {
	_, err := t.exec(`INSERT INTO certificate(name, rev, data, secret) VALUES(?, ?, ?, ?)
		ON CONFLICT(name) DO UPDATE SET rev = excluded.rev, data = excluded.data, secret = excluded.secret`,
		c.Name, c.Rev, c.Certificate.Certificate, t.seal("certificate", c.Name, keyText(c.Key)))
	return errors.Join(err, t.tellRecord(c.Name))
}

// RemoveCertificate takes a certificate out, with its key. Its revision stays known: the next one
// of the name follows it, so that no node takes that for an older one.
func (t *Tx) RemoveCertificate(name string) error {
	_, err := t.exec(`UPDATE certificate SET rev = rev + 1, data = ?, secret = '' WHERE name = ?`, []byte{}, name)
	return errors.Join(err, t.tellRecord(name))
}

// Certificate returns a certificate. If there is none, it has no bytes, and the revision that a new
// one follows.
func (t *Tx) Certificate(name string) (directory.Certificate, error) {
	c, err := one(t, t.certificate, `SELECT name, rev, data, secret FROM certificate WHERE name = ?`, name)
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return c.Certificate, err
}

// Certificates returns all certificates, by name.
func (t *Tx) Certificates() ([]Certificate, error) {
	return all(t, t.certificate, `SELECT name, rev, data, secret FROM certificate WHERE length(data) > 0 ORDER BY name`)
}

func (t *Tx) certificate(row func(...any) error) (c Certificate, err error) {
	var data []byte
	var sealed string
	if err = row(&c.Name, &c.Rev, &data, &sealed); err != nil || len(data) == 0 {
		return c, err
	}
	plain, err := t.open("certificate", c.Name, sealed)
	if err == nil {
		c.Certificate.Certificate = data
		c.Key, err = keyOf(plain)
	}
	if err != nil {
		return Certificate{}, fmt.Errorf("certificate %s: %w", c.Name, err)
	}
	return c, nil
}

// inBase64 begins the text of a key that is no text itself: DER.
const inBase64 = "base64:"

// keyText is a private key as a column of text holds it.
func keyText(key channel.Secret) string {
	plain := key.Reveal()
	if utf8.ValidString(plain) && !strings.Contains(plain, "\x00") {
		return plain
	}
	return inBase64 + base64.StdEncoding.EncodeToString([]byte(plain))
}

func keyOf(text string) (channel.Secret, error) {
	coded, ok := strings.CutPrefix(text, inBase64)
	if !ok {
		return channel.Secret(text), nil
	}
	data, err := base64.StdEncoding.DecodeString(coded)
	if err != nil {
		return "", errors.New("its key cannot be read") // err would quote it
	}
	return channel.Secret(data), nil
}
