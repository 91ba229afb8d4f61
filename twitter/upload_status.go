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
	"github.com/contactkit/contactkit/internal/jsonread"
)

// statusTries is how often in a row a failing answer about the processing is tolerated.
const statusTries = 3

// await asks until the upload is processed, as often as X says. [Chunked media upload]
func (u *transfer) await(ctx context.Context, id string, answer call.Answer) error {
	m := readMedium(answer.Body)
	for lost := 0; m.processing; {
		switch m.state {
		case "succeeded":
			return nil
		case "failed":
			return &channel.Error{Op: opUpload, Platform: Platform, Kind: channel.ErrRejected, Code: m.code,
				Err: errors.New("X cannot process the file: " + call.Shorten(call.Redact(cmp.Or(m.text, "no reason is given"), u.c.secrets...)))}
		}
		// A server that names no time, or an absurd one, is asked every second, or every minute.
		if err := pause(ctx, opUpload, time.Duration(min(max(m.after, 1), 60))*time.Second); err != nil {
			return err
		}
		next, err := u.status(ctx, id)
		if err == nil {
			m, lost = readMedium(next.Body), 0
			continue
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

// settled turns an uncertain outcome into one that may be tried again: nobody sees an upload that is not used.
func settled(err error) error {
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Kind == channel.ErrUncertain {
		e.Kind = channel.ErrUnavailable
	}
	return err
}

// medium is an upload as X describes it.
type medium struct {
	id         string
	processing bool
	state      string
	after      int64 // seconds until it is worth asking again
	code, text string
}

func readMedium(body []byte) (m medium) {
	r, err := jsonread.New(body)
	if err != nil {
		return m
	}
	m.read(&r)
	return m
}

func (m *medium) read(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "data": // v2
			m.read(r)
		case "media_id_string", "id":
			m.id = r.ID()
		case "processing_info":
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

func (m *medium) readError(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "name":
			m.code = r.Text()
		case "message":
			m.text = r.Text()
		}
	}
}
