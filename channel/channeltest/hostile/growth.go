package hostile

import (
	"fmt"
	"runtime"
	"time"
)

// A Price is what one byte of a body costs its reader. The time depends on the machine and on its
// other work; the rest does not.
type Price struct {
	Memory      float64 // bytes that are allocated
	Allocations float64 // how often
	Time        float64 // nanoseconds
}

// Growth makes two bodies of one family of [Bodies], Short and Long, and calls the function that
// read returns for each, which must read the body. The error says that one took too much memory, as
// that of [Cost] does, or that a byte of the long body took over 1.5 times the memory or
// allocations of one of the short body: that the cost grows faster than the body. No other test may
// run at the same time.
func Growth(body func(size int) []byte, read func(body []byte) func()) (short, long Price, err error) {
	short, err = price(body(Short), read)
	if err != nil {
		return short, long, err
	}
	long, err = price(body(Long), read)
	switch {
	case err != nil:
	case long.Memory > mostGrowth*short.Memory:
		err = fmt.Errorf("%.2f bytes of memory for each of %d KiB, and %.2f for each of %d KiB", short.Memory, Short>>10, long.Memory, Long>>10)
	case long.Allocations > mostGrowth*short.Allocations:
		err = fmt.Errorf("%.5f allocations for each byte of %d KiB, and %.5f of %d KiB", short.Allocations, Short>>10, long.Allocations, Long>>10)
	}
	return short, long, err
}

// mostGrowth is for lists, which append makes longer by other steps the longer they are. A cost
// that grows with the square of the body would be 32.
const mostGrowth = 1.5

func price(body []byte, read func([]byte) func()) (Price, error) {
	receive := read(body)
	var before, after runtime.MemStats
	var took time.Duration
	runtime.ReadMemStats(&before)
	memory, err := Cost(body, func() {
		begin := time.Now()
		receive()
		took = time.Since(begin)
	})
	runtime.ReadMemStats(&after)
	n := float64(len(body))
	return Price{Memory: memory, Allocations: float64(after.Mallocs-before.Mallocs) / n, Time: float64(took) / n}, err
}
