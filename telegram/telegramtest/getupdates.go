package telegramtest

import (
	"context"
	"encoding/json"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// poll is the getUpdates call that waits, if one does.
type poll struct {
	cancel func(*refusal)
}

// end lets a waiting call go with this answer.
func (p *poll) end(why *refusal) {
	if p.cancel != nil {
		p.cancel(why)
		p.cancel = nil
	}
}

const mostPoll = 50 * time.Second // open server: timeout is capped

// getUpdates: offset confirms everything below it, a negative one starts that many from the end and
// forgets the others.
func (s *Server) getUpdates(ctx context.Context, p params) (any, *refusal) {
	s.mu.Lock()
	if s.webhook.url != "" {
		s.mu.Unlock()
		return nil, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	s.poll.end(conflict("terminated by other getUpdates request; make sure that only one bot instance is running"))
	ended := make(chan *refusal, 1)
	s.poll.cancel = func(r *refusal) { ended <- r }
	s.readAllowed(p)
	s.mu.Unlock()

	wait := min(time.Duration(max(p.Num("timeout"), 0))*time.Second, mostPoll)
	timeout := time.NewTimer(wait)
	defer timeout.Stop()
	limit := int(p.Num("limit"))
	if limit < 1 || limit > 100 {
		limit = 100
	}
	for {
		queued := s.core.Queued()
		if list := s.confirm(p.Num("offset"), limit); len(list) > 0 || wait == 0 {
			return list, nil
		}
		select {
		case bad := <-ended:
			return nil, bad
		case <-ctx.Done():
			return []json.RawMessage{}, nil
		case <-timeout.C:
			return []json.RawMessage{}, nil
		case <-queued:
		}
	}
}

// confirm forgets what the offset confirms, and what expired, and returns what is left.
func (s *Server) confirm(offset int64, limit int) []json.RawMessage {
	now := s.core.Clock.Now()
	if offset < 0 {
		waiting := s.core.Waiting()
		if n := len(waiting) + int(offset); n > 0 {
			offset = waiting[n].Ref
		}
	}
	s.core.Forget(func(h standin.Hook) bool { return h.Ref < offset || !now.Before(h.Expires) })
	list := []json.RawMessage{}
	for _, h := range s.core.Waiting() {
		if len(list) == limit {
			break
		}
		list = append(list, h.Body)
	}
	return list
}
