package pace_test

import (
	"context"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
)

// A limiter gives permits and takes them back. The dispatcher does this for each call; a host that
// makes other calls under the same limits can do it too.
func ExampleNewMemory() {
	ctx := context.Background()
	l := pace.NewMemory(pace.MemoryConfig{Empty: true})
	chat := pace.ThreadBucket(channel.Thread{Platform: "telegram", Account: "7100000001", Contact: "512345678"})
	limits := []pace.Limit{{Bucket: chat, N: 1, Per: time.Hour}}

	first, err := l.Acquire(ctx, limits, time.Minute)
	fmt.Println(first.Wait, err)
	err = l.Return(ctx, first.ID, pace.Return{Answered: true})
	fmt.Println(err)

	second, err := l.Acquire(ctx, limits, time.Minute)
	fmt.Println(second.Wait.Round(time.Minute), second.Bucket.Scope(), err)
	// Output:
	// 0s <nil>
	// <nil>
	// 1h0m0s thread <nil>
}
