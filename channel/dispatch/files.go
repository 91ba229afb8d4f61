package dispatch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// keepFiles is how long a file that was prepared is used. X keeps media for 24 hours
// (https://docs.x.com/x-api/media/quickstart/media-upload-chunked), Meta an attachment for 90 days.
const keepFiles = 20 * time.Hour

// prepareFiles hands the platform the files of a part before its message, if it takes them so. It
// is a step of its own: it has a bound of its own, the journal is told, and a message that is tried
// again does not upload what the platform still holds.
func (d *Dispatcher) prepareFiles(c *call) (outcome, bool) {
	if d.cfg.Files == nil || !d.takesFiles(c) {
		return outcome{}, true
	}
	if len(c.part.Ready) > 0 && d.cfg.Clock.Now().Sub(c.part.ReadyAt) < keepFiles {
		return outcome{}, true
	}
	d.mu.Lock()
	d.queue.Pass(&c.pending.job) // others of the account leave meanwhile
	d.changed()
	d.mu.Unlock()

	ctx, cancel := context.WithTimeout(c.ctx, d.cfg.PrepareWithin)
	defer cancel()
	start := d.now()
	ready := slices.Clone(c.part.Message.Attachments)
	for i, a := range ready {
		if a.File == "" {
			continue
		}
		uploaded, err := d.upload(ctx, c.to, a)
		if errors.Is(err, errors.ErrUnsupported) {
			return outcome{}, true // it takes the file with the message
		}
		if err != nil {
			return d.notPrepared(c, err, d.now()-start), false
		}
		uploaded.File = ""
		ready[i] = uploaded
	}
	e := c.entry(c.part.Try)
	e.Status, e.At, e.Ready = Prepared, d.stamp(), ready
	if err := d.journalAfter(c, e); err != nil {
		return outcome{then: thenReturn, err: err}, false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	c.pending.receipt = c.pending.receipt.Apply(e)
	c.part = c.pending.receipt.Parts[c.at]
	d.noteCall(c, Observation{Event: EventReady, Took: d.now() - start})
	return outcome{}, true
}

// takesFiles reports whether a part has files that the platform takes before the message, by its
// handle.
func (d *Dispatcher) takesFiles(c *call) bool {
	files := slices.ContainsFunc(c.part.Message.Attachments, func(a channel.Attachment) bool { return a.File != "" })
	if !files {
		return false
	}
	l := d.sender.Limits(c.to)
	return l.Abilities.Upload && !slices.ContainsFunc(c.part.Message.Attachments, func(a channel.Attachment) bool {
		return a.File != "" && !slices.ContainsFunc(l.Media, func(m channel.MediaLimit) bool { return m.Kind == a.Kind && m.ByID })
	})
}

func (d *Dispatcher) upload(ctx context.Context, to channel.Thread, a channel.Attachment) (channel.Attachment, error) {
	f, err := d.cfg.Files(ctx, a.File)
	if err != nil {
		kind := channel.ErrUnavailable
		if errors.Is(err, fs.ErrNotExist) {
			kind = channel.ErrRejected
		}
		return a, &channel.Error{Op: "upload", Platform: to.Platform, Kind: kind, Err: fmt.Errorf("open the file: %w", err)}
	}
	return channel.Upload(ctx, d.sender, to, a, f)
}

// notPrepared judges an upload that failed. The customer has seen nothing of it, so one whose
// answer was lost may be repeated.
func (d *Dispatcher) notPrepared(c *call, err error, took time.Duration) outcome {
	out := judge(err, channel.Sent{}, c.part.Refused)
	if out.status == Uncertain {
		out = outcome{then: thenAgain, err: &channel.Error{Op: "upload", Platform: c.to.Platform, Kind: channel.ErrUnavailable, Err: err}}
	}
	out = d.learn(c, out, took)
	out.began = false
	if out.then == thenEnd || out.then == thenReturn {
		out = d.noted(c, c.entry(c.part.Try), out)
	}
	return d.pause(c, out)
}
