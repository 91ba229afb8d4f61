package standin

import (
	"slices"
	"testing"
	"time"
)

func TestListDrop(t *testing.T) {
	var l List[int]
	for n := range 5 {
		l.Add(n)
	}
	l.Drop(func(n int) bool { return n < 3 })
	if got := l.All(); !slices.Equal(got, []int{3, 4}) {
		t.Error(got)
	}
}

func TestForgetCalls(t *testing.T) {
	c := New(Platform{Name: "test"})
	noon := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	for n := range 3 {
		c.log.add(Call{Path: "/", At: noon.Add(time.Duration(n) * time.Minute)})
	}
	c.ForgetCalls(noon.Add(time.Minute))
	if got := c.Calls(); len(got) != 2 || !got[0].At.Equal(noon.Add(time.Minute)) {
		t.Error(got)
	}
}
