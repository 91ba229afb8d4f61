package outbox

import (
	"context"
	"database/sql"
	"errors"

	"github.com/contactkit/contactkit/twitter"
)

// Tokens is a twitter.TokenStore in a table of the host, with a row for each account:
//
//	CREATE TABLE x_tokens (account TEXT PRIMARY KEY, serial BIGINT NOT NULL, tokens TEXT NOT NULL)
//
// Its statements run on SQLite and on PostgreSQL.
type Tokens struct {
	DB *sql.DB
	// Seal is the host's encryption. A channel.Secret is written as "[secret]", so that Seal must
	// take Access and Refresh by Reveal. Open is the reverse.
	Seal func(twitter.Tokens) (string, error)
	Open func(string) (twitter.Tokens, error)
}

var _ twitter.TokenStore = Tokens{}

// Load reads the account's row.
func (s Tokens) Load(ctx context.Context, account string) (twitter.Tokens, error) {
	var sealed string
	err := s.DB.QueryRowContext(ctx, `SELECT tokens FROM x_tokens WHERE account = $1`, account).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return twitter.Tokens{}, nil
	} else if err != nil {
		return twitter.Tokens{}, err
	}
	return s.Open(sealed)
}

// Swap writes the row if no other node has: of several that refresh at once, one does.
func (s Tokens) Swap(ctx context.Context, account string, serial int64, now twitter.Tokens) (bool, error) {
	sealed, err := s.Seal(now)
	if err != nil {
		return false, err
	}
	query, args := `UPDATE x_tokens SET serial = $1, tokens = $2 WHERE account = $3 AND serial = $4`, []any{now.Serial, sealed, account, serial}
	if serial == 0 {
		query, args = `INSERT INTO x_tokens (serial, tokens, account) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, args[:3]
	}
	result, err := s.DB.ExecContext(ctx, query, args...)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}
