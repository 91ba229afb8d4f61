package directory_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// Nothing is loaded if one record has a complaint, which names its channel and field. A draft may
// be incomplete.
func TestLoadChecked(t *testing.T) {
	good, bad, draft := bot("c1", "One", 71001), bot("c2", "Two", 71002), bot("c3", "Three", 71003)
	bad.Service.Robot = ""
	draft.Service.Robot, draft.State = "", directory.Draft
	d := newDirectory(t, options())
	err := d.LoadChecked(t.Context(), good, bad)
	if e, ok := errors.AsType[*channel.FieldError](err); !ok || e.Field != "service.robot" || !strings.Contains(err.Error(), "channel c2") {
		t.Errorf("LoadChecked: %v, want a complaint about service.robot of c2", err)
	}
	if d.Len() != 0 {
		t.Errorf("%d channels are loaded, want none", d.Len())
	}
	if err := d.LoadChecked(t.Context(), good, draft); err != nil || d.Len() != 2 {
		t.Errorf("LoadChecked: %v, %d channels, want both", err, d.Len())
	}
}
