package flaw_test

import (
	"slices"
	"testing"

	"github.com/contactkit/contactkit/channel/channeltest/flaw"
)

func TestFound(t *testing.T) {
	failed, said := flaw.Found(t, func(t testing.TB) {
		t.Log("begin")
		t.Fatalf("%d is odd", 3)
		t.Error("after the end")
	})
	if !failed || !slices.Equal(said, []string{"begin", "3 is odd"}) {
		t.Errorf("failed %v, said %q", failed, said)
	}
	if failed, _ := flaw.Found(t, func(t testing.TB) { t.Log("all is well") }); failed {
		t.Error("a check that passes is said to fail")
	}
}
