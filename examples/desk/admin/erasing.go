package admin

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/erase"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// erasing is the data of the task that finishes a deletion after the desk, or this node, was
// killed.
type erasing struct {
	Who      string
	Request  erase.Request
	Deletion string // key of the store.Deletion that a person asked Meta for; empty: an administrator asked
}

const (
	erasingAgain = 2 * time.Minute // until another node takes up a deletion, and between its tries
	erasingTries = 5
)

// Erase deletes what the desk holds of a contact, with the exports that its messages are in, and
// notes that it was done, without saying of whom. The error matches erase.ErrLeft if something is
// left. If the process is killed meanwhile, any node goes on with it.
func (a *Admin) Erase(ctx context.Context, who string, r erase.Request) (engine.Erasure, error) {
	return a.eraseFor(ctx, erasing{Who: who, Request: r})
}

func (a *Admin) eraseFor(ctx context.Context, x erasing) (found engine.Erasure, err error) {
	if found, err = a.engine.Traces(ctx, x.Request); err != nil { // the request has no id, or no platform
		return found, err
	}
	ctx = context.WithoutCancel(ctx)
	data, err := json.Marshal(x)
	if err != nil {
		return found, err
	}
	key := channel.Fingerprint(data)
	task := store.Task{
		Key: "erase/" + key, Kind: store.EraseContact, Data: string(data), Due: a.now().Add(erasingAgain),
		Thread: channel.Thread{Platform: x.Request.Platform, Account: "erase", Contact: key},
	}
	if err := a.store.Do(ctx, func(t *store.Tx) error { return t.AddTask(task) }); err != nil {
		return found, err
	}
	found, err = a.eraseNow(ctx, task.Key, x)
	if err != nil { // whoever asked is told, and asks again
		err = errors.Join(err, a.store.Do(ctx, func(t *store.Tx) error { return a.erased(t, task.Key, x, store.DeletionLeft) }))
	}
	return found, err
}

// eraseAgain does the task of a deletion that was not finished.
func (a *Admin) eraseAgain(ctx context.Context, task store.Task) error {
	ctx = context.WithoutCancel(ctx)
	var x erasing
	if err := json.Unmarshal([]byte(task.Data), &x); err != nil {
		return err
	}
	_, err := a.eraseNow(ctx, task.Key, x)
	if err == nil {
		return nil
	}
	return errors.Join(err, a.store.Do(ctx, func(t *store.Tx) error {
		if task.Tries < erasingTries {
			return t.PostponeTask(task.Key, a.now().Add(erasingAgain))
		}
		audit := store.Audit{At: a.now(), Person: x.Who, What: "could not delete a contact on " + web.PlatformName(x.Request.Platform)}
		return errors.Join(a.erased(t, task.Key, x, store.DeletionLeft), t.AddAudit(audit))
	}))
}

// eraseNow deletes a contact and, once nothing is left, the task with the contact's ids.
func (a *Admin) eraseNow(ctx context.Context, task string, x erasing) (found engine.Erasure, err error) {
	if x.Deletion != "" {
		for _, user := range x.Request.IDs {
			if err := a.endLogins(ctx, user); err != nil {
				return found, err
			}
		}
	}
	if found, err = a.engine.Traces(ctx, x.Request); err != nil {
		return found, err
	}
	if err := a.dropExports(ctx, found.Messages); err != nil {
		return found, err
	}
	if found, err = a.engine.Erase(ctx, x.Request); err != nil {
		return found, err
	}
	err = a.store.Do(ctx, func(t *store.Tx) error {
		audit := store.Audit{At: a.now(), Person: x.Who, What: "deleted a contact on " + web.PlatformName(x.Request.Platform)}
		return errors.Join(a.erased(t, task, x, store.DeletionDone), t.AddAudit(audit))
	})
	return found, errors.Join(err, a.store.Compact(ctx)) // of the task, too, nothing is left in the files
}

// erased ends the task of a deletion, and tells a person who asked Meta for it how it went.
func (a *Admin) erased(t *store.Tx, task string, x erasing, state string) error {
	if _, err := t.DropTask(task); err != nil || x.Deletion == "" {
		return err
	}
	if state == store.DeletionDone {
		for _, user := range x.Request.IDs {
			if err := t.DropLogins(engine.LoginTenant, user); err != nil {
				return err
			}
		}
	}
	return t.SetDeletion(x.Deletion, state)
}
