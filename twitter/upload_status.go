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
				Err: errors.New("X cannot process the file: " + shorten(call.Redact(cmp.Or(m.text, "no reason is given"), u.c.secrets...)))}
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
		return &channel.Error{Op: op, Platform: Platform, Kind: channel.ErrUnavailable, Err: context.Cause(ctx)}
	}
}
