package conversation_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session"
)

// Open sessions are walked in order, closed ones from an instant on, and a loop may end early.
func TestRows(t *testing.T) {
	m := conversation.NewMemory(conversation.MemoryConfig{})
	put := func(contact string, phase session.Phase, at time.Time) {
		to := channel.Thread{Platform: "printer", Account: "shop", Contact: contact}
		require.NoError(t, m.Update(context.Background(), to, nil, func(conversation.View) (conversation.Change, error) {
			return conversation.Change{Row: conversation.Row{Thread: to, State: session.State{ID: to.Key(), Phase: phase, At: session.InstantOf(at)}}}, nil
		}))
	}
	put("cy", session.PhaseQueued, nine.Add(-time.Hour))
	put("ann", session.PhaseAgent, nine)
	put("bob", session.PhaseClosed, nine)
	put("dan", session.PhaseClosed, nine.Add(-time.Minute))
	walk := func(since time.Time, most int) (names []string) {
		for row, err := range m.Rows(t.Context(), since) {
			require.NoError(t, err)
			if names = append(names, row.Thread.Contact); len(names) == most {
				break
			}
		}
		return names
	}
	got := [][]string{walk(time.Time{}, 9), walk(nine, 9), walk(nine.Add(-time.Hour), 9), walk(nine, 1)}
	want := [][]string{{"ann", "cy"}, {"ann", "bob", "cy"}, {"ann", "bob", "cy", "dan"}, {"ann"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}
