package facebook_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel"
)

// An edit without a text does not say how the message reads now: it must not blank it.
func TestEditWithoutATextIsNoEdited(t *testing.T) {
	for _, edit := range []string{`{"mid":"m_1","num_edit":2}`, `{"mid":"m_1","text":null,"num_edit":2}`, `{"mid":"m_1","text":"","num_edit":2}`} {
		got := withoutRaw(t, element(`,"timestamp":1795000000123,"message_edit":`+edit))
		c, ok := got[0].Body.(channel.Custom)
		if len(got) != 1 || !ok || c.Kind != "message_edit" || len(c.Data) == 0 || got[0].ID != channel.EventID("facebook", pageID, "m_1", "edit.2") || got[0].Renews {
			t.Errorf("%s became %+v", edit, got)
		}
	}
}
