package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// studio is a platform that takes videos before their messages and processes them for a while.
type studio struct {
	*platform
	processing time.Duration
	mu         sync.Mutex
	uploads    int
	fail       func(upload int) error // nil: never
}

func newStudio(processing time.Duration) *studio {
	return &studio{platform: &platform{limits: channel.Limits{
		Text: channel.Length{Max: 20}, Caption: channel.Length{Max: 20}, Attachments: 1, Abilities: channel.Abilities{Upload: true},
		Media: []channel.MediaLimit{{Kind: channel.MediaVideo, ByID: true, Upload: -1}, {Kind: channel.MediaImage, Upload: -1}},
	}}, processing: processing}
}

func (s *studio) Upload(ctx context.Context, _ channel.Thread, a channel.Attachment, f channel.File) (channel.Attachment, error) {
	defer f.Body.Close()
	s.mu.Lock()
	s.uploads++
	upload := s.uploads
	s.mu.Unlock()
	if err := sleep(ctx, s.processing); err != nil {
		return a, fail(channel.ErrUncertain, err)
	}
	if s.fail != nil {
		if err := s.fail(upload); err != nil {
			return a, err
		}
	}
	a.ID, a.File = "9001", ""
	return a, nil
}

// shelf opens the host's files.
func shelf(_ context.Context, name string) (channel.File, error) {
	err := map[string]error{
		"lost": fs.ErrNotExist, "folder": &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid},
		"odd":     &channel.FieldError{Field: "file", Code: channel.CodeInvalid, Reason: "no such name"},
		"gone":    &channel.Error{Op: "fetch", Kind: channel.ErrRejected, Code: "404"},
		"large":   &channel.Error{Op: "fetch", Kind: channel.ErrTooLarge},
		"virus":   fmt.Errorf("scan: %w", channel.ErrRejected),
		"huge":    fmt.Errorf("scan: %w", channel.ErrTooLarge),
		"private": &channel.Error{Op: "fetch", Kind: channel.ErrUnauthorized, Code: "403"},
		"down":    errors.New("connection refused"),
	}[name]
	if err != nil {
		return channel.File{}, err
	}
	return channel.File{Body: io.NopCloser(strings.NewReader("frames")), Name: name, Size: 6}, nil
}

func video(name string) channel.Message {
	return channel.Message{Text: "look", Attachments: []channel.Attachment{{Kind: channel.MediaVideo, File: name}}}
}

// A video that the platform processes for longer than a call may last is uploaded once and sent,
// and others of the account leave meanwhile.
func TestAFileIsPreparedInAStepOfItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStudio(75 * time.Second)
		j := newJournal()
		d := newDispatcher(t, s, dispatch.Config{Journal: j, Files: shelf, Timeout: 30 * time.Second})
		start := time.Now()
		film := accept(t, d, "film", thread("a"), video("film"))
		if _, err := accept(t, d, "text", thread("b"), channel.Message{Text: "meanwhile"}).Wait(); err != nil || time.Since(start) != 0 {
			t.Errorf("another message: %v after %v", err, time.Since(start))
		}
		r, err := film.Wait()
		if err != nil || r.Status() != dispatch.Sent || s.uploads != 1 || time.Since(start) != 75*time.Second {
			t.Errorf("%q after %d uploads and %v: %v", r.Status(), s.uploads, time.Since(start), err)
		}
		got := s.arrivals()[1].Message.Attachments
		if diff := cmp.Diff([]channel.Attachment{{Kind: channel.MediaVideo, ID: "9001"}}, got); diff != "" {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
		var noted []dispatch.Status
		for _, e := range j.all() {
			if e.Key == "film" {
				noted = append(noted, e.Status)
			}
		}
		if diff := cmp.Diff([]dispatch.Status{dispatch.Prepared, dispatch.Begun, dispatch.Sent}, noted); diff != "" {
			t.Errorf("noted (-want +got):\n%s", diff)
		}
	})
}

// A message that is tried again, here or on another node, does not upload what the platform still
// holds.
func TestAFileIsNotUploadedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStudio(time.Second)
		unavailable := fail(channel.ErrUnavailable, nil)
		s.fault = failing(unavailable, unavailable, unavailable, unavailable, unavailable, unavailable)
		j := newJournal()
		d := newDispatcher(t, s, dispatch.Config{Journal: j, Files: shelf})
		prepared, _, _ := d.Prepare("film", thread("a"), video("film"))
		if _, err := d.Deliver(t.Context(), prepared); !errors.Is(err, channel.ErrUnavailable) || s.uploads != 1 {
			t.Fatalf("%d uploads: %v", s.uploads, err)
		}
		other := newDispatcher(t, s, dispatch.Config{Journal: j, Files: shelf})
		if r, err := other.Deliver(t.Context(), j.receipt(prepared)); err != nil || r.Status() != dispatch.Sent || s.uploads != 1 {
			t.Errorf("%q after %d uploads: %v", r.Status(), s.uploads, err)
		}
		// A file that the platform has dropped meanwhile is uploaded anew.
		s.fault = failing(unavailable, unavailable, unavailable, unavailable)
		again, _, _ := d.Prepare("again", thread("a"), video("film"))
		again, _ = d.Deliver(t.Context(), again)
		time.Sleep(21 * time.Hour)
		if r, err := d.Deliver(t.Context(), again); err != nil || r.Status() != dispatch.Sent || s.uploads != 3 {
			t.Errorf("%q after %d uploads: %v", r.Status(), s.uploads, err)
		}
	})
}

// How an upload can fail: one whose answer is lost is repeated, since no customer has seen anything
// of it.
func TestAnUploadThatFails(t *testing.T) {
	tests := []struct {
		name    string
		file    string
		fail    func(int) error
		uploads int
		want    dispatch.Status
		match   error
	}{
		{"its answer is lost", "film", func(n int) error {
			if n < 3 {
				return fail(channel.ErrUncertain, nil)
			}
			return nil
		}, 3, dispatch.Sent, nil},
		{"it is always lost", "film", func(int) error { return fail(channel.ErrUncertain, nil) }, 4, dispatch.Unsent, channel.ErrUnavailable},
		{"refused", "film", func(int) error { return fail(channel.ErrTooLarge, nil) }, 1, dispatch.Failed, channel.ErrTooLarge},
		{"credentials", "film", func(int) error { return refusal("190", channel.AffectsCredentials) }, 1, dispatch.Unsent, channel.ErrUnauthorized},
		{"the host has lost it", "lost", nil, 0, dispatch.Failed, channel.ErrRejected},
		{"it is a folder", "folder", nil, 0, dispatch.Failed, channel.ErrRejected},
		{"the host complains", "odd", nil, 0, dispatch.Failed, channel.ErrRejected},
		{"its address is gone", "gone", nil, 0, dispatch.Failed, channel.ErrRejected},
		{"its address has too much", "large", nil, 0, dispatch.Failed, channel.ErrTooLarge},
		{"the host refuses it", "virus", nil, 0, dispatch.Failed, channel.ErrRejected},
		{"the host finds it too large", "huge", nil, 0, dispatch.Failed, channel.ErrTooLarge},
		{"its address refuses", "private", nil, 0, dispatch.Unsent, channel.ErrUnavailable},
		{"the host cannot reach it", "down", nil, 0, dispatch.Unsent, channel.ErrUnavailable},
		{"not supported", "film", func(int) error { return channel.Unsupported("test", "upload") }, 1, dispatch.Sent, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStudio(time.Second)
				s.fail = tt.fail
				d := newDispatcher(t, s, dispatch.Config{Files: shelf})
				r, err := accept(t, d, "k", thread("a"), video(tt.file)).Wait()
				if r.Status() != tt.want || !errors.Is(err, tt.match) || s.uploads != tt.uploads {
					t.Errorf("%q after %d uploads: %v; want %q after %d: %v", r.Status(), s.uploads, err, tt.want, tt.uploads, tt.match)
				}
			})
		})
	}
}

// An upload that takes too long is broken off and tried again within its own bound.
func TestAnUploadHasABound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStudio(time.Hour)
		d := newDispatcher(t, s, dispatch.Config{Files: shelf, PrepareWithin: 5 * time.Minute, Attempts: 2, Backoff: time.Nanosecond})
		start := time.Now()
		r, err := accept(t, d, "k", thread("a"), video("film")).Wait()
		if !errors.Is(err, channel.ErrUnavailable) || !r.Open() || s.uploads != 2 || time.Since(start).Round(time.Second) != 10*time.Minute {
			t.Errorf("%q after %d uploads and %v: %v", r.Status(), s.uploads, time.Since(start), err)
		}
	})
}

// Kinds that the platform takes only with the message, and dispatchers without Files, send the file
// itself.
func TestAFileThatGoesWithItsMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStudio(time.Second)
		d := newDispatcher(t, s, dispatch.Config{Files: shelf})
		image := channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "photo"}}}
		without := newDispatcher(t, s, dispatch.Config{})
		_, err := accept(t, d, "image", thread("a"), image).Wait()
		_, err2 := accept(t, without, "film", thread("a"), video("film")).Wait()
		if err := errors.Join(err, err2); err != nil || s.uploads != 0 {
			t.Errorf("%d uploads: %v", s.uploads, err)
		}
	})
}

// hidden is a studio whose limits are not known for a while.
type hidden struct {
	*studio
	hides atomic.Bool
}

func (h *hidden) Limits(to channel.Thread) channel.Limits {
	if h.hides.Load() {
		return channel.Limits{}
	}
	return h.studio.Limits(to)
}

// While the limits of a thread are not known, its files wait: without them it is not known whether
// the platform takes a file before its message.
func TestAFileWaitsForLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hidden{studio: newStudio(time.Second)}
		h.latency = constant(time.Second)
		var retried []error
		d := newDispatcher(t, h, dispatch.Config{Files: shelf, Random: func() float64 { return 1 }, Observe: func(o dispatch.Observation) {
			if o.Event == dispatch.EventRetried {
				retried = append(retried, o.Err)
			}
		}})
		accept(t, d, "first", thread("a"), channel.Message{Text: "first"})
		film := accept(t, d, "film", thread("a"), video("film"))
		time.Sleep(time.Second / 2)
		h.hides.Store(true)
		time.Sleep(time.Second/2 + time.Millisecond) // the film has its turn after a second
		h.hides.Store(false)
		r, err := film.Wait()
		if err != nil || r.Status() != dispatch.Sent || h.uploads != 1 {
			t.Errorf("%q after %d uploads: %v", r.Status(), h.uploads, err)
		}
		if len(retried) != 1 || !errors.Is(retried[0], channel.ErrUnavailable) {
			t.Errorf("tried again after %v, want channel.ErrUnavailable once", retried)
		}
	})
}
