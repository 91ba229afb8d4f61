package telegram

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// pollFor is how long Telegram holds a call while there is nothing to tell (open server: 50 s at
// most).
const pollFor = 50 * time.Second

// beat is the time between two calls of which the first brought nothing new. Telegram holds such a
// call, so only a server that does not do so is slowed down.
const beat = time.Second

// mostUpdate bounds an update_id. The next number must be one that JSON and Telegram can hold.
const mostUpdate = 1 << 53

// Poll asks Telegram for updates and hands each to accept as the webhook call that it would have
// been, secret header and all, so that one Receive serves development and production. It is for
// hosts without a public address. It asks for the kinds of update in Config.Webhook. Updates come
// one after the other. An update is confirmed only once accept has returned nil for it: store what
// it carries first. Otherwise Poll returns the error of accept, and the next Poll gets the update
// again. If ctx ends, the next Poll may also get the last update again, although accept returned
// nil for it.
//
// Poll runs until ctx ends and returns context.Cause(ctx). It retries after an outage, with pauses
// from a second to half a minute, or as long as Telegram says; an answer that cannot be read counts
// as an outage. If an answer brings nothing new although Telegram did not hold the call, the next
// call follows a second later. Poll returns an error matching ErrUnauthorized when the token is
// refused, and an error with Code "409" when a webhook is set (see Unsubscribe) or another process
// polls with the same token: the two would take each other's updates. See decision 046.
func (c *Channel) Poll(ctx context.Context, accept func(context.Context, channel.Webhook) error) error {
	client := *c.http
	client.Timeout = pollFor + 15*time.Second
	polling := *c
	polling.http = &client

	next := int64(0) // the first update that is not confirmed; 0: none is waiting for it
	pause := time.Duration(0)
	for {
		if pause > 0 {
			if err := rest(ctx, pause); err != nil {
				return err
			}
		}
		idle := time.NewTimer(beat)
		updates, err := polling.updates(ctx, next)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			if pause = patience(err, pause); pause == 0 {
				return err
			}
			continue
		}
		pause = 0
		// Numbers restart at random after a quiet week: one that was confirmed must not keep out
		// lower ones that come later.
		asked, fresh := next, false
		next = 0
		for _, body := range updates {
			sub := jsonread.Sub(body)
			id := readID(&sub, "update_id")
			if id <= 0 || id >= mostUpdate { // it could not be confirmed, and would come for ever
				return call.Malformed(Platform, "poll", errors.New("an update has no number"))
			}
			if err := accept(ctx, c.pretend(body)); err != nil {
				return err
			}
			fresh = fresh || id >= asked // a lower one was confirmed, and comes all the same
			next = max(next, id+1)
		}
		if !fresh {
			if err := until(ctx, idle); err != nil {
				return err
			}
		}
	}
}

// updates makes one call, which confirms every update below offset.
func (c *Channel) updates(ctx context.Context, offset int64) ([][]byte, error) {
	result, err := c.post(ctx, "poll", "getUpdates", getUpdates{offset, int(pollFor / time.Second), c.cfg.Webhook.updates()})
	if err != nil {
		return nil, err
	}
	var all [][]byte
	r := jsonread.Sub(result)
	if r.Kind() != jsonread.Array {
		return nil, call.Failed(Platform, "poll", channel.ErrUnavailable, errors.New("the answer holds no list of updates"))
	}
	for range r.Array {
		all = append(all, r.Raw())
	}
	return all, nil
}

// pretend makes the webhook call that an update would have come in.
func (c *Channel) pretend(body []byte) channel.Webhook {
	w := channel.Webhook{Method: http.MethodPost, Header: http.Header{"Content-Type": {"application/json"}}, Body: body, At: c.cfg.Now()}
	if !c.cfg.InsecureNoSecret {
		w.Header.Set(secretHeader, c.cfg.WebhookSecret.First().Reveal())
	}
	return w
}

// patience is how long to wait after an error before asking again; zero: it is no use.
func patience(err error, last time.Duration) time.Duration {
	e, ok := errors.AsType[*channel.Error](err)
	if !ok || e.Code == "409" {
		return 0
	}
	longer := min(max(2*last, time.Second), 30*time.Second)
	switch e.Kind {
	case channel.ErrRateLimited:
		return max(e.Wait, longer)
	case channel.ErrUnavailable, channel.ErrUncertain:
		return longer
	}
	return 0
}

// rest waits, unless ctx ends before.
func rest(ctx context.Context, d time.Duration) error { return until(ctx, time.NewTimer(d)) }

// until waits for a timer, unless ctx ends before.
func until(ctx context.Context, t *time.Timer) error {
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
