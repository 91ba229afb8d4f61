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
// is a step of its own: it has a bound of its own, and the journal is told of each file, so that a
// part that is tried again does not upload what the platform still holds.
func (d *Dispatcher) prepareFiles(c *call) (outcome, bool) {
	ready := d.ready(c.part)
	hasFile := func(a channel.Attachment) bool { return a.File != "" }
	if d.cfg.Files == nil || !slices.ContainsFunc(ready, hasFile) {
		return outcome{}, true
	}
	l := d.sender.Limits(c.to)
	if l.IsZero() {
		return outcome{then: thenAgain, err: unavailable(c.to)}, false
	}
	if !takesFiles(l, ready) {
		return outcome{}, true
	}
	d.mu.Lock()
	d.queue.Pass(&c.pending.job) // others of the account leave meanwhile
	d.changed()
	d.mu.Unlock()

	ctx, cancel := context.WithTimeout(c.ctx, d.cfg.PrepareWithin)
	defer cancel()
	start := d.now()
	for i, a := range ready {
		if a.File == "" {
			continue
		}
		uploaded, err := d.upload(ctx, c.to, a)
		switch {
		case errors.Is(err, errors.ErrUnsupported):
			return outcome{}, true // it takes the file with the message
		case err != nil && uploaded.ID == a.ID:
			return d.notPrepared(c, err, d.now()-start), false
		case err != nil: // the platform has the file, and processes it yet; or it has dropped it
			ready[i].ID = uploaded.ID
		default:
			uploaded.File = ""
			ready[i] = uploaded
		}
		if failed := d.noteFiles(c, slices.Clone(ready)); failed != nil {
			return outcome{then: thenReturn, err: with(failed, err)}, false
		}
		if err != nil {
			return d.notPrepared(c, err, d.now()-start), false
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.noteCall(c, Observation{Event: EventReady, Took: d.now() - start})
	return outcome{}, true
}

// noteFiles notes how far the files of a part are prepared. If ready is empty, they must be
// prepared anew.
func (d *Dispatcher) noteFiles(c *call, ready []channel.Attachment) error {
	d.mu.Lock()
	e := c.entry(c.pending.receipt.Parts[c.at].Try)
	d.mu.Unlock()
	e.Status, e.At, e.Ready = Prepared, d.stamp(), ready
	err := d.journalAfter(c, e)
	d.mu.Lock()
	defer d.mu.Unlock()
	if err == nil || len(ready) == 0 {
		c.pending.receipt = c.pending.receipt.Apply(e)
		c.part = c.pending.receipt.Parts[c.at]
	}
	return err
}

// ready returns a copy of the attachments of a part, prepared as far as the platform holds them.
func (d *Dispatcher) ready(p Part) []channel.Attachment {
	if len(p.Ready) > 0 && d.cfg.Clock.Now().Sub(p.ReadyAt) < keepFiles {
		return slices.Clone(p.Ready)
	}
	return slices.Clone(p.Message.Attachments)
}

// prepare applies an entry with the status Prepared. ReadyAt is the time of the file that was
// prepared first.
func (p *Part) prepare(e Entry) {
	at := e.At
	if goesOn := len(p.Ready) > 0 && len(p.Ready) == len(e.Ready); goesOn {
		for i, old := range p.Ready {
			goesOn = goesOn && (old.File != "" || old == e.Ready[i])
		}
		if goesOn {
			at = p.ReadyAt
		}
	}
	if p.Ready, p.ReadyAt = e.Ready, at; len(e.Ready) == 0 {
		p.Ready, p.ReadyAt = nil, time.Time{}
	}
}

// takesFiles reports whether attachments have files that the platform takes before the message, by
// its handle.
func takesFiles(l channel.Limits, all []channel.Attachment) bool {
	return l.Abilities.Upload && !slices.ContainsFunc(all, func(a channel.Attachment) bool {
		return a.File != "" && !slices.ContainsFunc(l.Media, func(m channel.MediaLimit) bool { return m.Kind == a.Kind && m.ByID })
	})
}

func (d *Dispatcher) upload(ctx context.Context, to channel.Thread, a channel.Attachment) (channel.Attachment, error) {
	f, err := d.cfg.Files(ctx, a.File)
	if err != nil {
		return a, unopened(to.Platform, err)
	}
	return channel.Upload(ctx, d.sender, to, a, f)
}

// unopened judges the error of a file that cannot be opened, as channel.Files says.
func unopened(platform string, err error) error {
	e, foreign := errors.AsType[*channel.Error](err)
	if foreign && slices.ContainsFunc([]error{channel.ErrRejected, channel.ErrTooLarge, channel.ErrUnavailable}, func(kind error) bool { return errors.Is(e.Kind, kind) }) {
		return err
	}
	kind := channel.ErrUnavailable
	_, complaint := errors.AsType[*channel.FieldError](err)
	switch {
	case complaint, errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrInvalid), errors.Is(err, channel.ErrRejected):
		kind = channel.ErrRejected
	case errors.Is(err, channel.ErrTooLarge):
		kind = channel.ErrTooLarge
	}
	cause := fmt.Errorf("open the file: %w", err)
	if foreign {
		cause = errors.New(cause.Error()) // a refusal of the place of the file is none of the account
	}
	return &channel.Error{Op: "upload", Platform: platform, Kind: kind, Err: cause}
}

// notPrepared judges an upload that failed. The customer has seen nothing of it, so one whose
// answer was lost may be repeated.
func (d *Dispatcher) notPrepared(c *call, err error, took time.Duration) outcome {
	out := judge(err, channel.Sent{}, c.part.Refused)
	if out.status == Uncertain {
		out = outcome{then: thenAgain, err: mayWorkLater("upload", c, err)}
	}
	out = d.learn(c, out, took)
	out.began = false
	if out.then == thenEnd || out.then == thenReturn {
		out = d.noted(c, c.entry(c.part.Try), out)
	}
	return d.pause(c, out)
}

// badFile reports whether a refused part is to be tried again with its files prepared anew: the
// platform says that it does not hold a file that was prepared, or cannot use it. A part whose
// files were prepared since it left last is not: preparing them again would end the same way.
func badFile(p Part, err error) bool {
	if !details(err).StaleFile || errors.Is(err, channel.ErrUncertain) {
		return false
	}
	prepared := slices.ContainsFunc(p.Ready, func(a channel.Attachment) bool { return a.File == "" }) &&
		slices.ContainsFunc(p.Message.Attachments, func(a channel.Attachment) bool { return a.File != "" })
	return prepared && (p.Try == 0 || p.ReadyAt.Before(p.Begun))
}

// mayWorkLater is an error of a kind that would end the message, for a step that is repeated. It
// does not wrap the error: it must not match its kind.
func mayWorkLater(op string, c *call, err error) error {
	return &channel.Error{Op: op, Platform: c.to.Platform, Kind: channel.ErrUnavailable, Code: details(err).Code, Err: errors.New(err.Error())}
}
