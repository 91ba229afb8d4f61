package sqlite_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/conversation/sqlite"
)

// The error of a page ends a walk over rows. Package storetest checks the walk itself.
func TestRowsWithoutADatabase(t *testing.T) {
	s, _ := newStore(t, sqlite.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	n := 0
	for row, err := range s.Rows(ctx, time.Time{}) {
		if n++; !errors.Is(err, context.Canceled) {
			t.Errorf("%v, %v; want that the context has ended", row.Thread, err)
		}
	}
	if n != 1 {
		t.Errorf("%d steps, want the error alone", n)
	}
}
