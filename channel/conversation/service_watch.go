package conversation

import (
	"context"
	"time"

	"github.com/contactkit/contactkit/channel/dispatch"
)

const (
	doubtAge   = time.Minute // before the platform is asked: an echo may come first
	pruneEvery = time.Hour
)

// now is the time by the clock of the dispatcher, which should be close to that of the store.
func (s *Service) now() time.Time {
	if c := s.cfg.Dispatch.Clock; c != nil {
		return c.Now()
	}
	return time.Now()
}

// askPlatforms asks about uncertain messages every DoubtEvery, and tells of each doubt once.
func (s *Service) askPlatforms(ctx context.Context) {
	told := make(map[string]time.Time) // the begin of the uncertain call, by the receipt's key
	for ; ctx.Err() == nil; newPoker().sleep(ctx, s.cfg.DoubtEvery) {
		doubts, err := s.Doubts(ctx, s.now().Add(-doubtAge))
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			s.cfg.Log.Warn("conversation: a platform cannot be asked about uncertain messages, and is asked again", "error", err)
		}
		still := make(map[string]time.Time, len(doubts))
		for _, d := range doubts {
			begun := begunAt(d.Receipt)
			still[d.Receipt.Key] = begun
			if known, ok := told[d.Receipt.Key]; !ok || !known.Equal(begun) {
				s.cfg.Doubt(ctx, d)
				told[d.Receipt.Key] = begun
			}
		}
		if err == nil { // else the doubts of an account may be missing for now
			told = still
		}
	}
}

// begunAt is when the uncertain call of a receipt began.
func begunAt(r dispatch.Receipt) time.Time {
	for _, p := range r.Parts {
		if p.Status == dispatch.Uncertain {
			return p.Begun
		}
	}
	return time.Time{}
}

// prune deletes what is older than Keep and over, once an hour.
func (s *Service) prune(ctx context.Context) {
	for ; ctx.Err() == nil; newPoker().sleep(ctx, pruneEvery) {
		if _, err := s.Prune(ctx, s.now().Add(-s.cfg.Keep)); err != nil && ctx.Err() == nil {
			s.cfg.Log.Warn("conversation: what is over was not deleted, and is tried again", "error", err)
		}
	}
}
