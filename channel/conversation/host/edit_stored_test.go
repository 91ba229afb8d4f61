package host_test

import (
	"context"
	"testing"

	"github.com/contactkit/contactkit/channel/conversation/host/hosttest"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// foreign stores each edit as a record of a platform that the host does not have.
type foreign struct{}

func (foreign) Add(_ context.Context, r directory.Record) (directory.Record, error) { return r, nil }

func (foreign) Save(_ context.Context, edits ...directory.Record) ([]directory.Record, error) {
	r := edits[0].Clone()
	r.Platform, r.Rev = "carrier-pigeon", r.Rev+1
	return []directory.Record{r}, nil
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
