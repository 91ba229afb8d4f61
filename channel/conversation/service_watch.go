package conversation

import (
	"context"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

const (
	doubtAge   = time.Minute // before the platform is asked: an echo may come first
	doubtEnd   = time.Hour   // a platform that does not show a message then is not asked again: decision 430
	pruneEvery = time.Hour
)

// now is the time by the clock of the dispatcher, which should be close to that of the store.
func (s *Service) now() time.Time {
	if c := s.cfg.Dispatch.Clock; c != nil {
		return c.Now()
	}
	return time.Now()
}

// askPlatforms calls askAlone, if the store is an Excluder in one process at a time.
func (s *Service) askPlatforms(ctx context.Context) {
	store, ok := s.cfg.Store.(Excluder)
	if !ok {
		s.askAlone(ctx)
		return
	}
	for ; ctx.Err() == nil; newPoker().sleep(ctx, s.cfg.DoubtEvery) {
		_, err := store.Exclusive(ctx, "conversation/doubts", func(ctx context.Context) error {
			s.askAlone(ctx)
			return nil
		})
		if err != nil && ctx.Err() == nil {
			s.cfg.Log.Warn("conversation: this process stops asking platforms about uncertain messages for now; another process that shares the store may go on", "error", err)
		}
	}
}

// A doubtTold is what askAlone knows of an uncertain message.
type doubtTold struct {
	begun time.Time // the uncertain call
	final bool      // the platform was asked doubtEnd after the call, and did not have the message
}

// askAlone asks about uncertain messages every DoubtEvery, sends again what was lost if Resend is
// set, and tells of each other doubt once. It asks no more about messages that are final.
func (s *Service) askAlone(ctx context.Context) {
	told := make(map[string]doubtTold) // by the receipt's key
	final := func(r dispatch.Receipt) bool {
		known := told[r.Key]
		return known.final && known.begun.Equal(uncertain(r).Begun)
	}
	for ; ctx.Err() == nil; newPoker().sleep(ctx, s.cfg.DoubtEvery) {
		now := s.now()
		doubts, err := s.doubts(ctx, now.Add(-doubtAge), final)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			s.cfg.Log.Warn("conversation: a platform cannot be asked about uncertain messages, and is asked again", "error", err)
		}
		still := make(map[string]doubtTold, len(doubts))
		for _, d := range doubts {
			if s.cfg.Resend && s.resend(ctx, d) {
				continue
			}
			begun := uncertain(d.Receipt).Begun
			if known, ok := told[d.Receipt.Key]; !ok || !known.begun.Equal(begun) {
				s.cfg.Doubt(ctx, d)
			}
			still[d.Receipt.Key] = doubtTold{begun, d.Asked && now.Sub(begun) >= doubtEnd}
			told[d.Receipt.Key] = still[d.Receipt.Key]
		}
		if err == nil { // else the doubts of an account may be missing for now
			told = still
		}
	}
}

// resend sends a message again that the platform does not have, unless that was done before. It
// reports false if a person must decide.
func (s *Service) resend(ctx context.Context, d Doubt) bool {
	part, agent := uncertain(d.Receipt), ""
	if !d.Asked || part.Try != 1 {
		return false
	}
	if part.Message.By == channel.ByPerson { // the session asks who is in charge
		v, err := s.Look(ctx, d.Receipt.To)
		if err != nil {
			s.cfg.Log.Warn("conversation: a message that was lost is not sent again", "thread", d.Receipt.To.Key(), "error", err)
			return false
		}
		agent = v.Row.State.Agent
	}
	r, err := s.Again(ctx, d.Receipt.To, fmt.Sprintf("lost/%d/%s", part.Begun.UnixMicro(), d.Receipt.Key), agent, d.Receipt.Key)
	if err != nil {
		s.cfg.Log.Warn("conversation: a message that was lost is not sent again", "thread", d.Receipt.To.Key(), "error", err)
	}
	return err == nil && r.Done()
}

// uncertain is the part of a receipt whose call is uncertain.
func uncertain(r dispatch.Receipt) dispatch.Part {
	for _, p := range r.Parts {
		if p.Status == dispatch.Uncertain {
			return p
		}
	}
	return dispatch.Part{}
}

// prune deletes what is older than Keep and over, once an hour.
func (s *Service) prune(ctx context.Context) {
	for ; ctx.Err() == nil; newPoker().sleep(ctx, pruneEvery) {
		if _, err := s.Prune(ctx, s.now().Add(-s.cfg.Keep)); err != nil && ctx.Err() == nil {
			s.cfg.Log.Warn("conversation: what is over was not deleted, and is tried again", "error", err)
		}
	}
}
