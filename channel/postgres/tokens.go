package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// A Sealer encrypts what is stored, and decrypts it. The host holds the keys. Its methods may be
// called concurrently.
type Sealer interface {
	// Seal encrypts.
	Seal(ctx context.Context, plain []byte) ([]byte, error)
	// Open decrypts what Seal returned.
	Open(ctx context.Context, sealed []byte) ([]byte, error)
}

// Tokens is a [twitter.TokenStore] that all nodes of a host share. Its methods may be called
// concurrently.
type Tokens struct {
	db   DB
	seal Sealer
}

// NewTokens makes a store of tokens, which it seals. If seal is nil, they are stored as they are.
func NewTokens(db DB, seal Sealer) *Tokens { return &Tokens{db, seal} }

var _ twitter.TokenStore = (*Tokens)(nil)

// tokenRow is how tokens are stored. A channel.Secret would be stored as "[secret]".
type tokenRow struct {
	Access  string    `json:"access"`
	Refresh string    `json:"refresh,omitempty"`
	Until   time.Time `json:"until"`
	Scope   string    `json:"scope,omitempty"`
	Lease   time.Time `json:"lease"`
}

// Load returns the account's tokens. If there are none, it returns the zero Tokens.
func (t *Tokens) Load(ctx context.Context, account string) (twitter.Tokens, error) {
	tokens, err := t.load(ctx, account)
	if errors.Is(err, pgx.ErrNoRows) {
		return twitter.Tokens{}, nil
	}
	if err != nil {
		return twitter.Tokens{}, fmt.Errorf("postgres: tokens of %s: %w", account, err)
	}
	return tokens, nil
}

func (t *Tokens) load(ctx context.Context, account string) (tokens twitter.Tokens, err error) {
	var data []byte
	if err := t.db.QueryRow(ctx, `SELECT serial, data FROM contactkit_token WHERE account = $1`, account).Scan(&tokens.Serial, &data); err != nil {
		return tokens, err
	}
	if t.seal != nil {
		if data, err = t.seal.Open(ctx, data); err != nil {
			return tokens, err
		}
	}
	var row tokenRow
	if json.Unmarshal(data, &row) != nil {
		return tokens, errors.New("they cannot be read: they were sealed otherwise") // the decoder's error would show them
	}
	tokens.Access, tokens.Refresh, tokens.Scope = channel.Secret(row.Access), channel.Secret(row.Refresh), row.Scope
	tokens.Until, tokens.Lease = row.Until.UTC(), row.Lease.UTC()
	return tokens, nil
}

// Swap stores the account's tokens if the stored ones still have the given Serial, and reports
// whether it did. A serial of zero says that there are none.
func (t *Tokens) Swap(ctx context.Context, account string, serial int64, now twitter.Tokens) (bool, error) {
	swapped, err := t.swap(ctx, account, serial, now)
	if err != nil {
		return false, fmt.Errorf("postgres: tokens of %s: %w", account, err)
	}
	return swapped, nil
}

func (t *Tokens) swap(ctx context.Context, account string, serial int64, now twitter.Tokens) (bool, error) {
	data, err := json.Marshal(tokenRow{now.Access.Reveal(), now.Refresh.Reveal(), now.Until.UTC(), now.Scope, now.Lease.UTC()})
	if err != nil {
		return false, err
	}
	if t.seal != nil {
		if data, err = t.seal.Seal(ctx, data); err != nil {
			return false, err
		}
	}
	statement := `UPDATE contactkit_token SET serial = $3, data = $4 WHERE account = $1 AND serial = $2`
	if serial == 0 {
		statement = `INSERT INTO contactkit_token AS t (account, serial, data) VALUES ($1, $3, $4)
			ON CONFLICT (account) DO UPDATE SET serial = excluded.serial, data = excluded.data WHERE t.serial = $2`
	}
	tag, err := t.db.Exec(ctx, statement, account, serial, now.Serial, data)
	return err == nil && tag.RowsAffected() > 0, err
}
