package directory_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// A spreadsheet program turns CR LF within a cell into LF. A record that would come back changed
// says so at its field; automatic messages take no CR at all.
func TestLineEndsAreNamed(t *testing.T) {
	r := bot("c", "Sales", 71001)
	r.About, r.Unit, r.Notices.End = "one\r\ntwo", "EMEA", "one\ntwo"
	rep, err := options().Check(context.Background(), r)
	require.NoError(t, err)
	require.NoError(t, rep.Err())
	if diff := cmp.Diff([]string{"about odd"}, fields(rep.Warnings)); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	r.Notices.Queued = "one\r\ntwo"
	rep, err = options().Check(context.Background(), r)
	require.NoError(t, err)
	if diff := cmp.Diff([]string{"notices.queued invalid"}, fields(rep.Complaints)); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
}
