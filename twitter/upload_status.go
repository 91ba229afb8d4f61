package twitter

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// statusTries is how often in a row a failing answer about the processing is tolerated.
const statusTries = 3

// await asks until the upload is processed, as often as X says. An error in an answer ends it
// whatever the state: X has told of "in_progress" with one. An answer that cannot be read says
// nothing, least of all that the file is ready. [Chunked media upload]
func (u *transfer) await(ctx context.Context, id string, answer call.Answer) error {
	m, err := readMedium(answer.Body)
	if err != nil {
		return err
	}
	for lost := 0; m.processing; {
		switch {
		case m.state == "succeeded":
			return nil
		case m.state == "failed" || m.code != "" || m.text != "":
			return call.Refused(Platform, opUpload, call.Redact(m.code, u.c.secrets...), call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsMessage},
				"X cannot process the file: "+call.Redact(cmp.Or(m.text, "no reason is given"), u.c.secrets...))
		}
		// A server that names no time, or an absurd one, is asked every second, or every minute.
		if err := pause(ctx, opUpload, time.Duration(min(max(m.after, 1), 60))*time.Second); err != nil {
			return err
		}
		next, err := u.status(ctx, id)
		if err == nil {
			var now medium
			if now, err = readMedium(next.Body); err == nil {
				m, lost = now, 0
				continue
			}
		}
		if lost++; lost == statusTries || !errors.Is(err, channel.ErrUnavailable) && !errors.Is(err, channel.ErrUncertain) || ctx.Err() != nil {
			return settled(err)
		}
	}
	return nil
}

func (u *transfer) status(ctx context.Context, id string) (call.Answer, error) {
	params := url.Values{"command": {"STATUS"}, "media_id": {id}}
	if u.v2() {
		return u.c.form(ctx, opUpload, http.MethodGet, "/2/media/upload", params)
	}
	return u.v11(ctx, http.MethodGet, params)
}

// backOff is how long to wait after a try that failed: one second, two, four.
func backOff(try int) time.Duration { return time.Second << (try - 1) }

// pause waits, unless ctx ends before.
func pause(ctx context.Context, op string, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return call.Failed(Platform, op, channel.ErrUnavailable, context.Cause(ctx))
	}
}

// medium is an upload as X describes it.
type medium struct {
	id         string
	processing bool
	state      string
	after      int64 // seconds until it is worth asking again
	code, text string
}

// readMedium reads an answer about an upload. An answer without an upload is an error: the upload
// may be repeated.
func readMedium(body []byte) (medium, error) {
	var m medium
	r, err := jsonread.New(body)
	if err == nil {
		m.read(&r)
	}
	if m.id == "" && !m.processing {
		return m, call.Failed(Platform, opUpload, channel.ErrUnavailable, errors.New("the answer describes no media"))
	}
	return m, nil
}

func (m *medium) read(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "data": // v2
			m.read(r)
		case "media_id_string", "id":
			m.id = r.ID()
		case "media_id": // rounded in some samples
			if id := r.ID(); m.id == "" {
				m.id = id
			}
		case "errors": // v2, next to data
			for range r.Array {
				m.readError(r)
			}
		case "processing_info":
			if r.Kind() == jsonread.Null {
				continue
			}
			m.processing = true
			for key := range r.Object {
				switch string(key) {
				case "state":
					m.state = r.Text()
				case "check_after_secs":
					m.after = r.Int()
				case "error":
					m.readError(r)
				}
			}
		}
	}
}

// readError reads why processing failed: an object of v1.1 or a problem of v2, or a text.
func (m *medium) readError(r *jsonread.Reader) {
	if r.Kind() == jsonread.String {
		m.text = r.Text()
		return
	}
	number := ""
	for key := range r.Object {
		switch string(key) {
		case "name":
			m.code = r.Text()
		case "code":
			number = r.ID()
		case "message", "detail":
			m.text = r.Text()
		case "title":
			if text := r.Text(); m.text == "" {
				m.text = text
			}
		}
	}
	m.code = cmp.Or(m.code, number)
}

// settled turns an uncertain outcome into one that may be tried again: an upload that is not used
// is invisible.
func settled(err error) error {
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Kind == channel.ErrUncertain {
		e.Kind = channel.ErrUnavailable
	}
	return err
}
