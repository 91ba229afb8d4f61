package redact_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/redact"
)

// The time for each byte stays the same as a text grows, also if it is full of digits.
func BenchmarkText(b *testing.B) {
	for name, piece := range map[string]string{
		"words": "hello, where is my parcel? ", "digits": "4111 1111 1111 1112 ", "cards": "4111 1111 1111 1111 and ", "letters": "DE89AB ",
	} {
		for _, n := range []int{1, 100, 10_000} {
			text := strings.Repeat(piece, n)
			b.Run(name+"/"+map[int]string{1: "one", 100: "hundred", 10_000: "tenthousand"}[n], func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					redact.Text(text, nil, both()...)
				}
			})
		}
	}
}
