package dispatch_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// refusesFile is a platform's word that it does not hold a file.
func refusesFile() error {
	return &channel.Error{Op: channel.OpSend, Platform: "test", Kind: channel.ErrRejected, Code: "325", Affects: channel.AffectsMessage, StaleFile: true}
}

// Of two files the second fails: the first is not uploaded again, here or on another node, and is
// used no longer than the platform keeps it.
func TestTheFirstOfTwoFilesIsNotUploadedAgain(t *testing.T) {
	for _, where := range []string{"here", "on another node"} {
		t.Run(where, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStudio(time.Second)
				s.limits.Attachments = 2
				s.fail = func(upload int) error {
					if upload == 2 {
						return fail(channel.ErrUnavailable, nil)
					}
					return nil
				}
				j := newJournal()
				attempts := map[string]int{"here": 4, "on another node": 1}[where]
				d := newDispatcher(t, s, dispatch.Config{Journal: j, Files: shelf, Attempts: attempts, Backoff: time.Hour, MaxWait: 2 * time.Hour})
				m := video("one")
				m.Attachments = append(m.Attachments, channel.Attachment{Kind: channel.MediaVideo, File: "two"})
				prepared, _, _ := d.Prepare("films", thread("a"), m)
				start := time.Now()
				r, err := d.Deliver(t.Context(), prepared)
				if where != "here" {
					if !errors.Is(err, channel.ErrUnavailable) || len(r.Parts[0].Ready) != 2 || r.Parts[0].Ready[1].File != "two" {
						t.Fatalf("given back as %+v: %v", r.Parts[0].Ready, err)
					}
					other := newDispatcher(t, s, dispatch.Config{Journal: j, Files: shelf})
					r, err = other.Deliver(t.Context(), j.receipt(prepared))
				}
				if err != nil || r.Status() != dispatch.Sent || s.uploads != 3 {
					t.Errorf("%q after %d uploads: %v; want 3", r.Status(), s.uploads, err)
				}
				if got := r.Parts[0].ReadyAt.Sub(start); got != time.Second {
					t.Errorf("the files are ready since %v, want the first one's second", got)
				}
				if diff := cmp.Diff(r.Parts[0].Ready, s.arrivals()[0].Message.Attachments); diff != "" {
					t.Errorf("sent (-ready +sent):\n%s", diff)
				}
				var noted []dispatch.Status
				for _, e := range j.all() {
					noted = append(noted, e.Status)
				}
				want := []dispatch.Status{dispatch.Prepared, dispatch.Prepared, dispatch.Begun, dispatch.Sent}
				if diff := cmp.Diff(want, noted); diff != "" {
					t.Errorf("noted (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// A message that is refused because the platform does not hold its file is sent once more with the
// file uploaded anew, and then fails; also after a Retry.
func TestAFileThatThePlatformDoesNotHold(t *testing.T) {
	tests := []struct {
		name    string
		faults  []error
		uploads int
		want    dispatch.Status
	}{
		{"once", []error{refusesFile()}, 2, dispatch.Sent},
		{"always", []error{refusesFile(), refusesFile(), refusesFile()}, 2, dispatch.Failed},
		{"any other refusal", []error{fail(channel.ErrRejected, nil)}, 1, dispatch.Failed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStudio(time.Second)
				s.fault = failing(tt.faults...)
				j := newJournal()
				d := newDispatcher(t, s, dispatch.Config{Journal: j, Files: shelf, Attempts: 1})
				prepared, _, _ := d.Prepare("film", thread("a"), video("film"))
				r, err := d.Deliver(t.Context(), prepared)
				if r.Status() != tt.want || s.uploads != tt.uploads || (err == nil) != (tt.want == dispatch.Sent) {
					t.Errorf("%q after %d uploads: %v; want %q after %d", r.Status(), s.uploads, err, tt.want, tt.uploads)
				}
				if diff := cmp.Diff(r, j.receipt(prepared)); diff != "" {
					t.Errorf("the journal knows something else (-returned +stored):\n%s", diff)
				}
				if tt.want == dispatch.Sent {
					return
				}
				s.fault = nil
				if r = r.Retry(); r.Parts[0].Ready != nil || !r.Parts[0].ReadyAt.IsZero() {
					t.Errorf("after Retry it has the files %v", r.Parts[0].Ready)
				}
				if r, err = d.Deliver(t.Context(), r); err != nil || s.uploads != tt.uploads+1 {
					t.Errorf("retried: %q after %d uploads: %v", r.Status(), s.uploads, err)
				}
			})
		})
	}
}

// A file whose answers are always lost waits like any other failure, and is not uploaded without a
// pause: its error is not that of a message that may have arrived.
func TestALostUploadIsNoLostMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStudio(time.Second)
		s.fail = func(int) error { return fail(channel.ErrUncertain, nil) }
		d := newDispatcher(t, s, dispatch.Config{Files: shelf})
		_, err := accept(t, d, "k", thread("a"), video("film")).Wait()
		if !errors.Is(err, channel.ErrUnavailable) || errors.Is(err, channel.ErrUncertain) {
			t.Errorf("error %v", err)
		}
	})
}

// slowStudio goes on with an upload that was broken off, if it is told its ID.
type slowStudio struct {
	*studio
	ready time.Time // when the file is processed
}

func (s *slowStudio) Upload(ctx context.Context, _ channel.Thread, a channel.Attachment, f channel.File) (channel.Attachment, error) {
	defer f.Body.Close()
	if a.ID == "" {
		s.uploads++
		s.ready = time.Now().Add(s.processing)
		a.ID = "9001"
	}
	if err := sleep(ctx, time.Until(s.ready)); err != nil {
		return a, fail(channel.ErrUnavailable, err)
	}
	a.File = ""
	return a, nil
}

// An upload that is broken off while the platform processes the file goes on in the next try, also
// on another node.
func TestAnUploadGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slowStudio{studio: newStudio(5 * time.Minute)}
		j := newJournal()
		cfg := dispatch.Config{Journal: j, Files: shelf, PrepareWithin: 2 * time.Minute, Attempts: 2, Backoff: time.Nanosecond}
		prepared, _, _ := newDispatcher(t, s, cfg).Prepare("film", thread("a"), video("film"))
		r, err := newDispatcher(t, s, cfg).Deliver(t.Context(), prepared)
		if !errors.Is(err, channel.ErrUnavailable) || r.Parts[0].Ready[0].ID != "9001" {
			t.Errorf("broken off: %v, %+v", err, r.Parts[0].Ready)
		}
		r, err = newDispatcher(t, s, cfg).Deliver(t.Context(), j.receipt(prepared))
		if err != nil || r.Status() != dispatch.Sent || s.uploads != 1 {
			t.Errorf("%q after %d uploads: %v; want one upload", r.Status(), s.uploads, err)
		}
		if diff := cmp.Diff([]channel.Attachment{{Kind: channel.MediaVideo, ID: "9001"}}, s.arrivals()[0].Message.Attachments); diff != "" {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
	})
}
