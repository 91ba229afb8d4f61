package sqlite_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
)

// While one transaction is at work others come, and they share the next commit. If one of them
// fails, the others are committed.
func TestSharedCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, db := newStore(t, sqlite.Options{})
		commits := sqlite.CountCommits(s)
		first := make(chan struct{})
		var all sync.WaitGroup
		results := make(map[string]any)
		var mu sync.Mutex
		update := func(ctx context.Context, contact string, plan func(conversation.View) (conversation.Change, error)) {
			all.Go(func() {
				var result any
				defer func() {
					if p := recover(); p != nil {
						result = p
					}
					mu.Lock()
					defer mu.Unlock()
					results[contact] = result
				}()
				if err := s.Update(ctx, thread(contact), []conversation.Input{said("of "+contact, contact, "hi")}, plan); err != nil {
					result = err
				}
			})
			synctest.Wait() // it is at work, or waits
		}
		broken := errors.New("broken")
		gone, leave := context.WithCancel(t.Context())
		update(t.Context(), "first", func(v conversation.View) (conversation.Change, error) {
			<-first
			return apply(v)
		})
		update(t.Context(), "ann", apply)
		update(t.Context(), "broken", func(conversation.View) (conversation.Change, error) { return conversation.Change{}, broken })
		update(t.Context(), "panics", func(conversation.View) (conversation.Change, error) { panic("plan panicked") })
		update(gone, "gone", apply)
		update(t.Context(), "bob", apply)
		leave()
		synctest.Wait()
		close(first)
		all.Wait()

		want := map[string]any{"first": nil, "ann": nil, "broken": broken, "panics": "plan panicked", "gone": context.Canceled, "bob": nil}
		for contact, result := range want {
			if results[contact] != result {
				t.Errorf("Update of %s ends with %v, want %v", contact, results[contact], result)
			}
			_, err := s.Row(t.Context(), thread(contact))
			if stored := err == nil; stored != (result == nil) {
				t.Errorf("the row of %s is stored: %v", contact, stored)
			}
		}
		if *commits != 2 {
			t.Errorf("%d commits, want 2: the first alone, and those that waited together", *commits)
		}
		due, err := s.Due(t.Context(), conversation.DueQuery{Max: 10})
		if len(due) != 0 || err != nil {
			t.Errorf("due are %v (%v), want none: no input of what failed is stored", due, err)
		}
		if err := db.Close(); err != nil { // within the bubble
			t.Error(err)
		}
	})
}

// Transactions are worked on in the order in which they came.
func TestOrderOfWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, db := newStore(t, sqlite.Options{})
		first := make(chan struct{})
		var all sync.WaitGroup
		var order []string
		for _, contact := range []string{"a", "b", "c", "d", "e"} {
			all.Go(func() {
				err := s.Update(t.Context(), thread(contact), nil, func(v conversation.View) (conversation.Change, error) {
					if contact == "a" {
						<-first
					}
					order = append(order, contact)
					return conversation.Change{}, nil
				})
				if err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		close(first)
		all.Wait()
		if want := []string{"a", "b", "c", "d", "e"}; !slices.Equal(order, want) {
			t.Errorf("worked on in the order %q, want %q", order, want)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}
