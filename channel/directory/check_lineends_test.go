package directory_test

import (
	"context"
	"reflect"
	"regexp"
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

// CR LF and a lone CR are named in every text that is a cell by itself. Lists escape them in their
// cells.
func TestLineEndsAreNamedInEveryText(t *testing.T) {
	o, r := fullRecord(t)
	lists := regexp.MustCompile(`^(service\.(keywords\.(list|deny)|thanks)\[|attributes\[\d\]\.(label|help|options))`)
	for _, end := range []string{"\r\n", "\r"} {
		seen := 0
		eachText(reflect.ValueOf(&r).Elem(), "", func(path string, _ reflect.Value) {
			if lists.MatchString(path) {
				return
			}
			seen++
			odd := r.Clone()
			eachText(reflect.ValueOf(&odd).Elem(), "", func(p string, v reflect.Value) {
				if p == path {
					v.SetString(v.String() + end + "b")
				}
			})
			rep, err := o.Check(t.Context(), odd)
			require.NoError(t, err)
			if !hasField(rep.Complaints, path) && !hasField(rep.Warnings, path) {
				t.Errorf("%s with %q: %q, %q", path, end, fields(rep.Complaints), fields(rep.Warnings))
			}
		})
		if seen < 30 {
			t.Errorf("the record has %d such texts", seen)
		}
	}
}
