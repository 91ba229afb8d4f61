package engine

import (
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// episode keeps what a panel tells of earlier sessions: when one began, who served last, and how it
// ended.
func (r *rows) episode(s conversation.Step) error {
	after := s.After
	if after.Session == 0 || s.Before.Phase == session.PhaseClosed && after.Phase == session.PhaseClosed {
		return nil
	}
	ep, err := r.t.Episode(r.on.Thread, after.Session)
	known := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	was := ep
	if !known {
		ep = store.Episode{Thread: r.on.Thread, Session: after.Session, Began: r.v.Now}
	}
	if after.Phase == session.PhaseAgent && after.Agent != "" {
		ep.Agent = after.Agent
	}
	if after.Queue != "" {
		ep.Queue = after.Queue
	}
	for _, a := range s.Actions {
		if a.Kind == session.Close {
			ep.Ended, ep.Reason = r.v.Now, a.Reason.String()
		}
	}
	if after.Phase != session.PhaseClosed {
		ep.Ended, ep.Reason = time.Time{}, "" // it goes on, perhaps anew
	}
	if known && ep == was {
		return nil
	}
	return r.t.SaveEpisode(ep)
}
