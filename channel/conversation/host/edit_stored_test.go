package host_test

import (
	"context"
	"testing"

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
