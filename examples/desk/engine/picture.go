package engine

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
)

const (
	// pictureLasts is how long a customer's picture is shown before the platform is asked again.
	pictureLasts = 24 * time.Hour
	pictureTime  = time.Minute // for the calls that bring it
)

// Pictures are the types of pictures that a browser may show: none of them holds a script.
var Pictures = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// errNoPicture: what the platform gives as the picture is none that a browser may show.
var errNoPicture = errors.New("it is no picture")

// wantPicture has the customer's picture fetched for the agent who begins to serve, once a day:
// platforms count such calls, and X charges for them.
func (e *Engine) wantPicture(t *store.Tx, of channel.Thread) error {
	if of.IsPublic() || !e.Limits(of).Abilities.Profile {
		return nil
	}
	known, err := t.Picture(of)
	if err != nil || !known.At.IsZero() && e.stamp().Sub(known.At) < pictureLasts {
		return err
	}
	t.After(func() { poke(e.fetches.wake) })
	return t.AddTask(store.Task{Key: "picture/" + of.Key(), Kind: store.FetchPicture, Thread: of})
}

// fetchPicture brings a customer's picture into the folder. A customer who shows none has none.
func (e *Engine) fetchPicture(ctx context.Context, task store.Task) error {
	ctx, cancel := context.WithTimeout(ctx, pictureTime)
	defer cancel()
	p := store.Picture{Thread: task.Thread, At: e.stamp()}
	kept, failed := e.keepPicture(ctx, task.Thread)
	if failed == nil {
		p.File, p.Type = kept.ID, kept.Type
	}
	unwanted := p.File // of the two files, the one that is not shown
	err := e.store.Do(context.WithoutCancel(ctx), func(t *store.Tx) error {
		if failed != nil && task.Tries < 3 && !final(failed) && !errors.Is(failed, errNoPicture) {
			return t.PostponeTask(task.Key, e.stamp().Add(time.Minute))
		}
		if there, err := t.DropTask(task.Key); err != nil || !there { // erased meanwhile
			return err
		}
		former, err := t.SetPicture(p)
		t.After(func() {
			unwanted = former
			e.Hub.Changed(task.Thread)
		})
		return err
	})
	if unwanted != "" {
		e.removeMedia(unwanted)
	}
	if final(failed) || errors.Is(failed, errNoPicture) {
		failed = nil
	}
	return errors.Join(failed, err)
}

// keepPicture stores what the platform gives as the customer's picture.
func (e *Engine) keepPicture(ctx context.Context, of channel.Thread) (kept store.File, err error) {
	f, err := e.openPicture(ctx, of)
	if err != nil {
		return kept, err
	}
	defer f.Body.Close()
	if kept, err = e.keep(ctx, f.Body, rand.Text()); err != nil {
		return kept, err
	}
	if !slices.Contains(Pictures, kept.Type) {
		e.removeMedia(kept.ID)
		return kept, errNoPicture
	}
	return kept, nil
}

// A pictured channel opens a contact's picture itself, because its address is a credential.
type pictured interface {
	OpenPicture(ctx context.Context, of channel.Thread) (channel.File, error)
}

func (e *Engine) openPicture(ctx context.Context, of channel.Thread) (channel.File, error) {
	a := channel.Attachment{Kind: channel.MediaImage}
	if owner, ok := e.directory.Owner(of); ok {
		if p, ok := channel.As[pictured](owner.Channel()); ok {
			f, err := p.OpenPicture(ctx, of)
			if err != nil || e.allowed == nil {
				return f, err
			}
			a.Type = f.Type
			return e.allowed.Open(a, f)
		}
	}
	profile, err := channel.FetchProfile(ctx, e.directory.Sender(), of)
	if err != nil {
		return channel.File{}, err
	}
	if a.URL = profile.Picture; a.URL == "" {
		return channel.File{}, errNoPicture
	}
	f, err := channel.OpenMedia(ctx, e.directory.Sender(), of, a)
	if err != nil || e.allowed == nil {
		return f, err
	}
	return e.allowed.Open(a, f)
}
