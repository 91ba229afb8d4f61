package xlsx

import (
	"io"
	"strings"
	"testing"
)

// A bomb costs no memory: a part ends where it becomes too large.
func TestFrugal(t *testing.T) {
	tests := []struct {
		name string
		in   io.Reader
		left int64
		want int64
	}{
		{"a part too large", strings.NewReader(strings.Repeat("<a>", 1000)), 2999, 2999},
		{"a part just right", strings.NewReader(strings.Repeat("<a>", 1000)), 3000, -1},
		{"a token too long", strings.NewReader("<" + strings.Repeat("a", maxToken+1)), 1 << 40, maxToken},
		{"a token just right", strings.NewReader("<" + strings.Repeat("a", maxToken)), 1 << 40, -1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, err := io.Copy(io.Discard, &frugal{in: tt.in, left: tt.left})
			if tt.want < 0 && err != nil || tt.want >= 0 && (err != errTooMuch || n > tt.want) {
				t.Errorf("%d bytes, %v", n, err)
			}
		})
	}
}
