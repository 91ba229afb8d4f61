package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/twitter"
)

// turned seals by turning each byte over.
type turned struct{}

func (turned) Seal(_ context.Context, plain []byte) ([]byte, error) {
	sealed := bytes.Clone(plain)
	for i := range sealed {
		sealed[i] ^= 0xff
	}
	return append([]byte("sealed:"), sealed...), nil
}

func (t turned) Open(ctx context.Context, sealed []byte) ([]byte, error) {
	plain, ok := bytes.CutPrefix(sealed, []byte("sealed:"))
	if !ok {
		return nil, errors.New("this was not sealed")
	}
	opened, err := t.Seal(ctx, plain)
	return bytes.TrimPrefix(opened, []byte("sealed:")), err
}

func TestTokens(t *testing.T) {
	for name, seal := range map[string]postgres.Sealer{"plain": nil, "sealed": turned{}} {
		t.Run(name, func(t *testing.T) {
			db := postgrestest.Open(t)
			s := postgres.NewTokens(db, seal)
			ctx := t.Context()
			if got, err := s.Load(ctx, "12"); err != nil || got != (twitter.Tokens{}) {
				t.Errorf("%+v, %v", got, err)
			}
			now := time.Date(2026, 11, 2, 9, 0, 0, 1000, time.UTC)
			first := twitter.Tokens{Serial: 1, Access: "access canary", Refresh: "refresh canary", Until: now.Add(2 * time.Hour), Scope: "dm.read", Lease: now}
			second := first
			second.Serial, second.Access, second.Lease = 2, "other", time.Time{}
			for _, step := range []struct {
				serial int64
				now    twitter.Tokens
				want   bool
			}{{1, first, false}, {0, first, true}, {0, second, false}, {2, second, false}, {1, second, true}} {
				if got, err := s.Swap(ctx, "12", step.serial, step.now); err != nil || got != step.want {
					t.Errorf("swap of %d: %v, %v, want %v", step.serial, got, err, step.want)
				}
			}
			if got, err := s.Load(ctx, "12"); err != nil || got != second {
				t.Errorf("%+v, %v, want %+v", got, err, second)
			}
			var data []byte
			if err := db.QueryRow(ctx, `SELECT data FROM contactkit_token`).Scan(&data); err != nil {
				t.Fatal(err)
			}
			if plain := strings.Contains(string(data), "refresh canary"); plain != (seal == nil) {
				t.Errorf("the refresh token can be read in the table: %v", plain)
			}
		})
	}
}

// Tokens that cannot be opened are an error that does not show them.
func TestTokensSealedOtherwise(t *testing.T) {
	db := postgrestest.Open(t)
	if _, err := postgres.NewTokens(db, turned{}).Swap(t.Context(), "12", 0, twitter.Tokens{Serial: 1, Access: "canary"}); err != nil {
		t.Fatal(err)
	}
	_, err := postgres.NewTokens(db, nil).Load(t.Context(), "12")
	if err == nil || strings.Contains(err.Error(), "canary") || !strings.Contains(err.Error(), "12") {
		t.Errorf("%v", err)
	}
}
