package host_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/conversation/host"
)

// A channel that could not be served is refused at the start, with the field that is wrong.
func TestOpenChecksChannels(t *testing.T) {
	r := directory.Default("telegram")
	r.ID, r.Name, r.State = "bot", "Support_bot", directory.Active
	r.Service.Robot, r.Routing.Queue = "echo", "parcels" // no keyword leads to a person
	h, err := host.Open(t.Context(), host.Config{File: filepath.Join(t.TempDir(), "host.db"), Records: []directory.Record{r}})
	if h != nil {
		t.Error("a host is opened")
	}
	if complaint, ok := errors.AsType[*channel.FieldError](err); !ok {
		t.Errorf("Open returns %v, want a FieldError", err)
	} else if complaint.Field == "" {
		t.Errorf("%v names no field", complaint)
	}
}
