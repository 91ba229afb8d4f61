package engine

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/allow"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// largest is how many bytes of a file are kept.
const largest = 20 << 20

var (
	// ErrTooLarge: a file is over 20 MB.
	ErrTooLarge = errors.New("the file is over 20 MB")
	// ErrType: the desk keeps no such files.
	ErrType = errors.New("files of this type are not kept")
)

// wanted is a file to fetch.
type wanted struct {
	File string             `json:"file"`
	Of   channel.Attachment `json:"of"`
}

// wantFile has an attachment fetched. Parsing a webhook downloads nothing.
func (e *Engine) wantFile(t *store.Tx, thread channel.Thread, message int64, n int, a channel.Attachment) error {
	id := rand.Text()
	if err := t.PutFile(store.File{ID: id, Message: message, N: n, Name: a.Name, Type: a.Type, Size: a.Size, At: e.stamp(), State: store.Wanted}); err != nil {
		return err
	}
	data, err := json.Marshal(wanted{id, a})
	if err != nil {
		return err
	}
	t.After(func() { poke(e.fetches.wake) })
	return t.AddTask(store.Task{Key: "file/" + id, Kind: store.FetchFile, Thread: thread, Data: string(data)})
}

// fetchFile brings a customer's file into the folder: through the channel, which asks only the
// platform's own hosts with credentials and no private address.
func (e *Engine) fetchFile(ctx context.Context, task store.Task) error {
	var w wanted
	if err := json.Unmarshal([]byte(task.Data), &w); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	var kept store.File
	f, failed := e.open(ctx, task.Thread, w.Of)
	if failed == nil {
		kept, failed = e.keep(ctx, f.Body, w.File)
		f.Body.Close()
	}
	err := e.store.Do(context.WithoutCancel(ctx), func(t *store.Tx) error {
		if failed != nil && task.Tries < 3 && !final(failed) {
			return t.PostponeTask(task.Key, e.stamp().Add(time.Duration(1<<task.Tries)*10*time.Second))
		}
		if _, err := t.DropTask(task.Key); err != nil {
			return err
		}
		row, err := t.File(w.File) // ErrNotFound: the contact was deleted meanwhile
		if err != nil {
			return err
		}
		row.State, row.Type, row.Size = store.Here, kept.Type, kept.Size
		if failed != nil {
			row.State, row.Note = store.Unwanted, string(notKept(failed))
		}
		t.After(func() { e.Hub.Changed(task.Thread) })
		return t.PutFile(row)
	})
	if errors.Is(err, store.ErrNotFound) {
		e.removeMedia(w.File)
		return nil
	}
	return errors.Join(failed, err)
}

// notKept says why a file is not kept.
func notKept(err error) locale.Told {
	switch {
	case errors.Is(err, ErrTooLarge):
		return locale.Tell("the file is over 20 MB")
	case errors.Is(err, ErrType):
		return locale.Tell("files of this type are not kept")
	case errors.Is(err, allow.ErrNotAllowed):
		_, why, _ := strings.Cut(err.Error(), allow.ErrNotAllowed.Error()+": ")
		return locale.Tell("this file is not allowed: {why}", "why", why)
	case errors.Is(err, channel.ErrTooLarge):
		return locale.Tell("the file is too large")
	case errors.Is(err, errors.ErrUnsupported):
		return locale.Tell("the platform does not give it out")
	}
	return plainly(err)
}

// open opens a customer's file if the desk keeps such files: it is judged by what the platform
// tells, before anything is fetched, and then by its first bytes.
func (e *Engine) open(ctx context.Context, of channel.Thread, a channel.Attachment) (channel.File, error) {
	if e.allowed == nil {
		return channel.OpenMedia(ctx, e.directory.Sender(), of, a)
	}
	if err := e.allowed.Judge(a); err != nil {
		return channel.File{}, err
	}
	f, err := channel.OpenMedia(ctx, e.directory.Sender(), of, a)
	if err != nil {
		return channel.File{}, err
	}
	return e.allowed.Open(a, f)
}

// final reports whether it is no use to try again.
func final(err error) bool {
	return errors.Is(err, ErrTooLarge) || errors.Is(err, ErrType) || errors.Is(err, allow.ErrNotAllowed) || errors.Is(err, channel.ErrRejected) ||
		errors.Is(err, channel.ErrTooLarge) || errors.Is(err, errors.ErrUnsupported)
}

// keep stores the bytes of a file, whole or not at all, and tells what they are. The type that the
// sender gives does not count.
func (e *Engine) keep(ctx context.Context, body io.Reader, id string) (store.File, error) {
	head := make([]byte, 512)
	n, err := io.ReadFull(body, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return store.File{}, err
	}
	kind := cmp.Or(channel.TypeOf(head[:n]), "application/octet-stream")
	if kind == "text/html" || kind == "text/xml" {
		return store.File{}, fmt.Errorf("%w: %s", ErrType, kind)
	}
	size, err := e.store.Media.Put(ctx, id, &bounded{io.MultiReader(strings.NewReader(string(head[:n])), body), largest})
	return store.File{ID: id, Type: kind, Size: size, State: store.Here}, err
}

// bounded reads no more than a number of bytes: further ones are ErrTooLarge.
type bounded struct {
	io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (n int, err error) {
	n, err = b.Reader.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, ErrTooLarge
	}
	return n, err
}

// Upload keeps a file that an agent is about to send.
func (e *Engine) Upload(ctx context.Context, name string, body io.Reader) (store.File, error) {
	f, err := e.keep(ctx, body, rand.Text())
	if err != nil {
		return f, err
	}
	f.Name, f.At = name, e.stamp()
	return f, e.store.Do(ctx, func(t *store.Tx) error { return t.PutFile(f) })
}

// Files opens what agents send, for directory.Options.
func Files(s *store.Store) channel.Files {
	return func(ctx context.Context, id string) (channel.File, error) {
		var row store.File
		err := s.View(ctx, func(t *store.Tx) (err error) {
			row, err = t.File(id)
			return err
		})
		if err != nil {
			return channel.File{}, err
		}
		f, err := s.Media.Open(ctx, id)
		if err != nil {
			return channel.File{}, err
		}
		return channel.File{Body: f, Name: row.Name, Type: row.Type, Size: row.Size}, nil
	}
}

// ownProfile is the kind of event by which the desk itself tells a conversation who the customer
// is.
const ownProfile = "desk.profile"

// fetchProfile asks the platform for the name of a customer whose webhooks do not tell it.
func (e *Engine) fetchProfile(ctx context.Context, task store.Task) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	profile, failed := channel.FetchProfile(ctx, e.directory.Sender(), task.Thread)
	failed = supported(failed)
	if failed == nil && (profile.Name != "" || profile.Locale != "") { // the service learns of it as of any event
		ev := channel.Event{ID: task.Key + "/" + rand.Text(), Thread: task.Thread, Origin: channel.OriginContact, Body: channel.Custom{Kind: ownProfile}}
		ev.From = channel.Person{ID: task.Thread.Contact, Name: profile.Name, Locale: profile.Locale}
		_, failed = e.service.Put(context.WithoutCancel(ctx), conversation.Input{ID: ev.ID, Thread: task.Thread, Event: &ev})
	}
	return errors.Join(failed, e.store.Do(context.WithoutCancel(ctx), func(t *store.Tx) error {
		if failed != nil && task.Tries < 3 {
			return t.PostponeTask(task.Key, e.stamp().Add(time.Minute))
		}
		_, err := t.DropTask(task.Key)
		return err
	}))
}
