package outbox_test

import (
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/outbox"
	"github.com/contactkit/contactkit/twitter"
)

// sealed is how the test stores tokens. A channel.Secret is stored as "[secret]", which cannot be
// read back.
type sealed struct {
	Serial                 int64
	Access, Refresh, Scope string
	Until, Lease           time.Time
}

func tokens(t *testing.T) outbox.Tokens {
	_, db := open(t, new(clock))
	if _, err := db.Exec(`CREATE TABLE x_tokens (account TEXT PRIMARY KEY, serial BIGINT NOT NULL, tokens TEXT NOT NULL)`); err != nil {
		t.Fatal(err)
	}
	return outbox.Tokens{
		DB: db,
		Seal: func(t twitter.Tokens) (string, error) {
			data, err := json.Marshal(sealed{t.Serial, t.Access.Reveal(), t.Refresh.Reveal(), t.Scope, t.Until, t.Lease})
			return string(data), err
		},
		Open: func(text string) (twitter.Tokens, error) {
			var s sealed
			err := json.Unmarshal([]byte(text), &s)
			return twitter.Tokens{
				Serial: s.Serial, Access: channel.Secret(s.Access), Refresh: channel.Secret(s.Refresh), Until: s.Until, Scope: s.Scope, Lease: s.Lease,
			}, err
		},
	}
}

// A row is written by one who knows the stored serial, and read as it was written.
func TestTokens(t *testing.T) {
	s := tokens(t)
	if got, err := s.Load(t.Context(), "12"); err != nil || got != (twitter.Tokens{}) {
		t.Errorf("without a row: %+v, %v", got, err)
	}
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	first := twitter.Tokens{Serial: 1, Access: "a1", Refresh: "r1", Until: now.Add(2 * time.Hour), Scope: "dm.read", Lease: now}
	second := first
	second.Serial, second.Access, second.Lease = 2, "a2", time.Time{}
	for _, step := range []struct {
		serial int64
		now    twitter.Tokens
		want   bool
	}{{1, first, false}, {0, first, true}, {0, second, false}, {2, second, false}, {1, second, true}} {
		if got, err := s.Swap(t.Context(), "12", step.serial, step.now); err != nil || got != step.want {
			t.Errorf("swap of %d: %v, %v, want %v", step.serial, got, err, step.want)
		}
	}
	if got, err := s.Load(t.Context(), "12"); err != nil || got != second {
		t.Errorf("stored are %+v, %v, want %+v", got, err, second)
	}
	if got, err := s.Load(t.Context(), "13"); err != nil || got != (twitter.Tokens{}) {
		t.Errorf("another account: %+v, %v", got, err)
	}
	full := errors.New("no key")
	s.Seal = func(twitter.Tokens) (string, error) { return "", full }
	if ok, err := s.Swap(t.Context(), "12", 2, second); ok || !errors.Is(err, full) {
		t.Errorf("tokens that cannot be sealed: %v, %v", ok, err)
	}
}

// If several nodes refresh at once, one stores its tokens.
func TestTokensRace(t *testing.T) {
	s := tokens(t)
	for _, serial := range []int64{0, 1} {
		var stored atomic.Int32
		var nodes sync.WaitGroup
		for range 8 {
			nodes.Go(func() {
				ok, err := s.Swap(t.Context(), "12", serial, twitter.Tokens{Serial: serial + 1})
				if err != nil {
					t.Error(err)
				}
				if ok {
					stored.Add(1)
				}
			})
		}
		nodes.Wait()
		if n := stored.Load(); n != 1 {
			t.Errorf("of serial %d, %d nodes stored their tokens", serial, n)
		}
	}
}
