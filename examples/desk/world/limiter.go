package world

import (
	"context"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel/dispatch"
)

// Unlimited is a limiter without rates, which the pretended platforms do not have; what a platform asks for is kept. now is its
// clock; nil: time.Now.
func Unlimited(now func() time.Time) dispatch.Limiter {
	return unlimited{dispatch.NewMemory(dispatch.MemoryConfig{Empty: true, Now: now})}
}

type unlimited struct{ *dispatch.Memory }

func (u unlimited) Acquire(ctx context.Context, limits []dispatch.Limit, hold time.Duration) (dispatch.Grant, error) {
	limits = slices.Clone(limits)
	for i := range limits {
		limits[i].N = 0
	}
	return u.Memory.Acquire(ctx, limits, hold)
}
