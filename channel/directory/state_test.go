package directory_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

func TestStates(t *testing.T) {
	ctx := context.Background()
	states := []directory.State{directory.Draft, directory.Active, directory.Paused, "gone"}
	var allowed []string
	for _, from := range states[:3] {
		for _, to := range states {
			if from.May(to) {
				allowed = append(allowed, fmt.Sprintf("%s-%s", from, to))
			}
			r := bot("bot", "Sales", 71001)
			r.State = from
			d := newDirectory(t, options(), r)
			if _, err := d.Move(ctx, "bot", to); (err == nil) != from.May(to) {
				t.Errorf("Move from %s to %s: %v", from, to, err)
			}
		}
	}
	want := []string{"draft-draft", "draft-active", "active-active", "active-paused", "paused-active", "paused-paused"}
	if diff := cmp.Diff(want, allowed); diff != "" {
		t.Errorf("moves (-want +got):\n%s", diff)
	}
	unfinished := bot("bot", "Sales", 71001)
	unfinished.State, unfinished.Routing.Queue = directory.Draft, ""
	d := newDirectory(t, options(), unfinished)
	if _, err := d.Move(ctx, "bot", directory.Active); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("an unfinished draft becomes active: %v", err)
	}
}
