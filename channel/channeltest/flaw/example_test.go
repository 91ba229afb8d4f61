package flaw_test

import (
	"fmt"
	"testing"

	"github.com/contactkit/contactkit/channel/channeltest/flaw"
)

// How does the author of a suite know that it finds something? The suite runs on an implementation
// with a known flaw, and must fail.
func ExampleFound() {
	checkSum := func(t testing.TB, sum func(a, b int) int) { // the suite
		if got := sum(2, 2); got != 4 {
			t.Errorf("2 + 2 = %d", got)
		}
	}
	var t testing.TB // of the test
	failed, said := flaw.Found(t, func(t testing.TB) { checkSum(t, func(a, b int) int { return a * b * 2 }) })
	fmt.Println(failed, said)
	failed, _ = flaw.Found(t, func(t testing.TB) { checkSum(t, func(a, b int) int { return a + b }) })
	fmt.Println(failed)
	// Output:
	// true [2 + 2 = 8]
	// false
}
