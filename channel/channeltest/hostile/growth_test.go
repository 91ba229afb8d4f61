package hostile_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/channeltest/hostile"
)

// A reader whose cost is in proportion to the body passes; one whose cost grows faster does not.
func TestGrowth(t *testing.T) {
	var kept [][]byte
	times := func(n, each int) { // n allocations
		kept = kept[:0]
		for range n {
			kept = append(kept, make([]byte, each))
		}
	}
	for _, tt := range []struct {
		name string
		read func(body []byte)
		want string
	}{
		{"nothing", func([]byte) {}, ""},
		{"the same for every body", func([]byte) { times(1, 100<<10) }, ""},
		{"a copy", func(b []byte) { times(1, len(b)) }, ""},
		{"an element for each 64 bytes", func(b []byte) { times(len(b)/64, 64) }, ""},
		{"each 16 KiB copies the whole", func(b []byte) { times(len(b)>>14, len(b)/8) }, "bytes of memory for each"},
		{"more elements for each byte", func(b []byte) {
			times(len(b)*(len(b)>>15)>>10, 1)
			kept = append(kept, make([]byte, 64<<10)) // so that the memory of each byte falls
		}, "allocations for each"},
		{"too much of both", func(b []byte) { times(40, len(b)) }, "bytes of memory for each of"},
	} {
		kept = make([][]byte, 0, 1<<20)
		short, long, err := hostile.Growth(func(size int) []byte { return bytes.Repeat([]byte{' '}, size) }, func(body []byte) func() {
			return func() { tt.read(body) }
		})
		if (err != nil) != (tt.want != "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %+v, %+v, %v", tt.name, short, long, err)
		}
	}
}
