package world

import (
	"context"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel/pace"
)

// Unlimited is a limiter without rates, which the pretended platforms do not have; what a platform
// asks for is kept. now is its clock; nil: time.Now.
func Unlimited(now func() time.Time) pace.Limiter {
	return unlimited{pace.NewMemory(pace.MemoryConfig{Empty: true, Now: now})}
}

type unlimited struct{ *pace.Memory }

func (u unlimited) Acquire(ctx context.Context, limits []pace.Limit, hold time.Duration) (pace.Grant, error) {
	limits = slices.Clone(limits)
	for i := range limits {
		limits[i].N = 0
	}
	return u.Memory.Acquire(ctx, limits, hold)
}
