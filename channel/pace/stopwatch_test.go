package pace_test

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/pace"
)

func TestStopwatchNeverGoesBack(t *testing.T) {
	var c clock
	s := pace.NewStopwatch(c.Now)
	for _, step := range []struct{ move, want time.Duration }{
		{time.Minute, time.Minute},
		{-time.Hour, time.Minute}, // set back: it stays where it was
		{time.Second, time.Minute + time.Second},
		{time.Hour, time.Hour + time.Minute + time.Second},
	} {
		c.advance(step.move)
		if got := s.Elapsed(); got != step.want {
			t.Errorf("after a move of %v: %v, want %v", step.move, got, step.want)
		}
	}
}
