package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// key is a channel.Key as it is given to the Vault: the only place where credentials of records are
// written in the clear, and on purpose.
type key struct {
	Secret string    `json:"secret"`
	Until  time.Time `json:"until,omitzero"`
}

type secrets struct {
	Keys       map[string][]key            `json:"keys,omitempty"`
	Tokens     map[string]map[string][]key `json:"tokens,omitempty"`
	Attributes map[string]string           `json:"attributes,omitempty"`
}

func reveal(keys channel.Keys) []key {
	list := make([]key, len(keys))
	for i, k := range keys {
		list[i] = key{k.Secret.Reveal(), k.Until}
	}
	return list
}

func hide(list []key) channel.Keys {
	keys := make(channel.Keys, len(list))
	for i, k := range list {
		keys[i] = channel.Key{Secret: channel.Secret(k.Secret), Until: k.Until}
	}
	return keys
}

func mapValues[A, B any](m map[string]A, f func(A) B) map[string]B {
	if len(m) == 0 {
		return nil
	}
	out := make(map[string]B, len(m))
	for k, v := range m {
		out[k] = f(v)
	}
	return out
}

// PutRecord stores a channel's record with its credentials.
func (t *Tx) PutRecord(r directory.Record) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(secrets{
		Keys:       mapValues(r.Secrets.Keys, reveal),
		Tokens:     mapValues(r.Secrets.Tokens, func(m map[string]channel.Keys) map[string][]key { return mapValues(m, reveal) }),
		Attributes: mapValues(r.Secrets.Attributes, channel.Secret.Reveal),
	})
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO record(id, data, secrets) VALUES(?, ?, ?) ON CONFLICT(id) DO UPDATE SET data = excluded.data, secrets = excluded.secrets`, r.ID, string(data), t.seal("record", r.ID, string(plain)))
	return errors.Join(err, t.tellRecord(r.ID))
}

// Records returns all records with their credentials.
func (t *Tx) Records() ([]directory.Record, error) {
	return all(t, func(row func(...any) error) (r directory.Record, err error) {
		var data, plain string
		if err = row(&data, &plain); err != nil {
			return r, err
		}
		if r, err = directory.ParseJSON([]byte(data)); err != nil {
			return r, err
		}
		if plain, err = t.open("record", r.ID, plain); err != nil {
			return r, fmt.Errorf("channel %s: %w", r.ID, err)
		}
		var s secrets
		if err = json.Unmarshal([]byte(plain), &s); err != nil {
			return r, err
		}
		r.Secrets = directory.Secrets{
			Keys:       mapValues(s.Keys, hide),
			Tokens:     mapValues(s.Tokens, func(m map[string][]key) map[string]channel.Keys { return mapValues(m, hide) }),
			Attributes: mapValues(s.Attributes, func(v string) channel.Secret { return channel.Secret(v) }),
		}
		return r, nil
	}, `SELECT data, secrets FROM record WHERE data != '' ORDER BY id`)
}

// RemoveRecord takes a channel out, with its credentials. Its id stays known, so that a
// configuration file does not bring it back.
func (t *Tx) RemoveRecord(id string) error {
	_, err := t.exec(`UPDATE record SET data = '', secrets = '' WHERE id = ?`, id)
	return errors.Join(err, t.tellRecord(id))
}

// KnowsRecord reports whether a channel is there, or was.
func (t *Tx) KnowsRecord(id string) (bool, error) {
	n, err := one(t, value[int], `SELECT count(*) FROM record WHERE id = ?`, id)
	return n > 0, err
}

// An Audit is one change of an administrator's.
type Audit struct {
	At      time.Time
	Person  string
	What    string
	Changes []directory.Change
}

// AddAudit stores what an administrator changed.
func (t *Tx) AddAudit(a Audit) error {
	data, err := json.Marshal(a.Changes)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO audit(at, person, what, data) VALUES(?, ?, ?, ?)`, micros(a.At), a.Person, a.What, string(data))
	return err
}

// Audits returns the newest changes, newest first.
func (t *Tx) Audits(most int) ([]Audit, error) {
	return all(t, func(row func(...any) error) (a Audit, err error) {
		var at int64
		var data string
		if err = row(&at, &a.Person, &a.What, &data); err != nil {
			return a, err
		}
		a.At = fromMicros(at)
		return a, json.Unmarshal([]byte(data), &a.Changes)
	}, `SELECT at, person, what, data FROM audit ORDER BY seq DESC LIMIT ?`, most)
}
