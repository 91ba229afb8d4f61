package host_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation/host/hosttest"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// foreign stores each record as one of a platform that the host does not have.
type foreign struct{}

func (foreign) Add(_ context.Context, r directory.Record) (directory.Record, error) {
	r = r.Clone()
	r.Platform, r.Rev = "carrier-pigeon", r.Rev+1
	return r, nil
}

func (s foreign) Save(ctx context.Context, edits ...directory.Record) ([]directory.Record, error) {
	r, err := s.Add(ctx, edits[0])
	return []directory.Record{r}, err
}

func (s foreign) Revoke(ctx context.Context, id string, rev int64) (directory.Record, error) {
	return s.Add(ctx, directory.Record{ID: id, Rev: rev})
}

// A revocation is stored: a host that starts from the store refuses the former secret, too. Of a
// revision that another node has replaced it is stale.
func TestRevokeIsStored(t *testing.T) {
	cfg := rotationConfig()
	shared := &table{options: cfg.Directory, rows: make(map[string]directory.Record)}
	cfg.RecordStore = shared
	hosttest.Run(t, cfg, telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
		ctx := t.Context()
		e, _ := h.Directory.Find("sales")
		shared.rows["sales"] = e.Record()
		bot.Say("7001", "one")
		former := bot.Batch()[0]
		_, err := h.Edit(ctx, "sales", func(r *directory.Record) { r.Secrets.Keys["webhookSecret"] = channel.NewKeys("the-new-secret") })
		require.NoError(t, err)
		if n := len(shared.rows["sales"].Secrets.Keys["webhookSecret"]); n != 2 {
			t.Fatalf("%d secrets are stored after the edit, want the former one too", n)
		}
		revoked, err := h.Revoke(ctx, "sales")
		require.NoError(t, err)
		if got := h.Call(bot.Repeat(former)); got != 401 {
			t.Errorf("a call with the revoked secret is answered %d", got)
		}
		if n := len(shared.rows["sales"].Secrets.Keys["webhookSecret"]); n != 1 || revoked.Rev != shared.rows["sales"].Rev {
			t.Errorf("%d secrets are stored; revision %d of %d", n, revoked.Rev, shared.rows["sales"].Rev)
		}
		newer := revoked.Clone()
		newer.Rev++
		shared.rows["sales"] = newer
		if r, err := h.Revoke(ctx, "sales"); !errors.Is(err, directory.ErrStale) || r.ID != "" {
			t.Errorf("%q, %v; want a stale revision", r.ID, err)
		}
		if _, err := h.Revoke(ctx, "nobodys"); !errors.Is(err, directory.ErrNotFound) {
			t.Errorf("of an unknown channel: %v", err)
		}
	})
}

// A revocation that is stored, and that this host cannot take, is returned with the error.
func TestRevokeThatIsStoredAlone(t *testing.T) {
	cfg := rotationConfig()
	cfg.RecordStore = foreign{}
	hosttest.Run(t, cfg, telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, _ *telegramtest.Server) {
		if r, err := h.Revoke(t.Context(), "sales"); err == nil || r.ID != "sales" {
			t.Errorf("%q, %v; want what is stored, and an error", r.ID, err)
		}
	})
}

// An edit that is stored, and that this host cannot take, returns what is stored, with the error.
func TestEditThatIsStoredAlone(t *testing.T) {
	cfg := rotationConfig()
	cfg.RecordStore = foreign{}
	hosttest.Run(t, cfg, telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, _ *telegramtest.Server) {
		e, err := h.Edit(t.Context(), "sales", func(r *directory.Record) { r.Name = "Sales2" })
		if err == nil || e.Record.Name != "Sales2" {
			t.Errorf("%q, %v; want what is stored, and an error", e.Record.Name, err)
		}
	})
}

// A new record that is stored, and that this host cannot take, is returned with the error.
func TestAddThatIsStoredAlone(t *testing.T) {
	cfg := rotationConfig()
	added := cfg.Records[0].Clone()
	added.ID, added.Name = "support", "Support"
	cfg.RecordStore = foreign{}
	hosttest.Run(t, cfg, telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, _ *telegramtest.Server) {
		e, err := h.Add(t.Context(), added)
		if err == nil || e.Record.Name != "Support" || e.Record.Rev != 1 {
			t.Errorf("%q of revision %d, %v; want what is stored, and an error", e.Record.Name, e.Record.Rev, err)
		}
	})
}
