package engine

import (
	"context"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/erase"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// Erasure is what the desk holds of one contact.
type Erasure struct {
	Plan     erase.Plan
	Threads  []channel.Thread // of which everything is the contact's
	Messages []int64          // numbers of the messages in them, and of the contact's in other threads, for exports
	Found    map[erase.Data]int
	InGroups int // messages of the contact in threads of others, such as groups
}

// Traces looks for what the desk holds of a contact, and deletes nothing.
func (e *Engine) Traces(ctx context.Context, r erase.Request) (found Erasure, err error) {
	if found.Plan, err = erase.New(r); err != nil {
		return found, err
	}
	err = e.store.View(ctx, func(t *store.Tx) error {
		if found.Threads, err = t.ThreadsOf(found.Plan); err != nil {
			return err
		}
		for _, thread := range found.Threads {
			seqs, err := t.MessagesOf(thread)
			if err != nil {
				return err
			}
			found.Messages = append(found.Messages, seqs...)
		}
		seqs, err := t.MessagesInGroups(found.Plan, found.Threads)
		if err != nil {
			return err
		}
		found.Messages = append(found.Messages, seqs...)
		if found.Found, found.InGroups, err = t.Traces(found.Plan, found.Threads); err != nil {
			return err
		}
		exports, err := t.ExportsWith(found.Messages)
		found.Found[erase.Exports] = len(exports)
		return err
	})
	return found, err
}

// claimed is how long Erase waits for a message that is being sent in a thread.
const claimed = 15 * time.Second

// Erase deletes what the desk holds of a contact, except exports, which are the pages', and looks
// whether anything is left: then the error matches erase.ErrLeft. It may be called again.
func (e *Engine) Erase(ctx context.Context, r erase.Request) (before Erasure, err error) {
	if before, err = e.Traces(ctx, r); err != nil {
		return before, err
	}
	ctx = context.WithoutCancel(ctx) // who closes the page does not stop it halfway
	for _, thread := range before.Threads {
		if err := e.eraseThread(ctx, thread); err != nil {
			return before, err
		}
	}
	if err := e.eraseInGroups(ctx, before); err != nil {
		return before, err
	}
	if err := e.store.Compact(ctx); err != nil {
		return before, err
	}
	var found map[erase.Data]int
	var inGroups int
	err = e.store.View(ctx, func(t *store.Tx) (err error) {
		if found, inGroups, err = t.Traces(before.Plan, before.Threads); err != nil {
			return err
		}
		exports, err := t.ExportsWith(before.Messages) // the pages have dropped them
		found[erase.Exports] = len(exports)
		return err
	})
	if err != nil {
		return before, err
	}
	return before, before.Plan.Verify(func(s erase.Step) (int, error) {
		if s.Data == erase.Events {
			return found[s.Data] + inGroups, nil
		}
		return found[s.Data], nil
	})
}

// eraseInGroups deletes what the contact said in threads of others: the desk's rows first, since
// the inputs say which they are.
func (e *Engine) eraseInGroups(ctx context.Context, found Erasure) error {
	var files []string
	err := e.store.View(ctx, func(t *store.Tx) (err error) { files, err = t.FilesInGroups(found.Plan, found.Threads); return err })
	if err != nil {
		return err
	}
	e.removeAll(files)
	err = e.store.Do(ctx, func(t *store.Tx) (err error) {
		var threads []channel.Thread
		threads, files, err = t.EraseInGroups(found.Plan, found.Threads)
		t.After(func() {
			for _, thread := range threads {
				e.Hub.Changed(thread)
			}
		})
		return err
	})
	if err != nil {
		return err
	}
	e.removeAll(files)
	return e.service.EraseContact(ctx, found.Plan)
}

func (e *Engine) eraseThread(ctx context.Context, thread channel.Thread) error {
	for began := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		err := e.service.Erase(ctx, thread)
		if err == nil {
			break
		}
		if !errors.Is(err, dispatch.ErrClaimed) || time.Since(began) > claimed {
			return err
		}
	}
	var files []string
	err := e.store.View(ctx, func(t *store.Tx) (err error) { files, err = t.FilesOfThread(thread); return err })
	if err != nil {
		return err
	}
	e.removeAll(files) // before their rows: a desk that is killed finds them again
	err = e.store.Do(ctx, func(t *store.Tx) (err error) {
		t.After(func() { e.Hub.Changed(thread) })
		files, err = t.EraseThread(thread) // one may have come meanwhile
		return err
	})
	e.removeAll(files)
	return err
}

func (e *Engine) removeAll(files []string) {
	for _, id := range files {
		e.removeMedia(id)
	}
}
