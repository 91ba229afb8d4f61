package channel

import (
	"testing"
)

func TestBudgetKeepsRoomForSmallBodies(t *testing.T) {
	b := NewBudget(1 << 20)
	large, small, more := &share{of: b}, &share{of: b}, &share{of: b}
	if !large.grow(768 << 10) {
		t.Fatal("three quarters were refused to a large body")
	}
	if (&share{of: b}).grow(smallBody + 1) {
		t.Error("another large body got what is kept for small ones")
	}
	if !small.grow(64 << 10) {
		t.Error("a small body found no room")
	}
	if small.grow(smallBody + 1) {
		t.Error("a body that grew large kept on taking from the small ones")
	}
	if got, want := b.Used(), int64(768<<10+64<<10); got != want {
		t.Errorf("Used = %d, want %d: what is refused must not be taken", got, want)
	}
	for range 3 {
		if !(&share{of: b}).grow(64 << 10) {
			t.Fatal("the budget is not used to its end")
		}
	}
	if more.grow(1) {
		t.Error("more than the budget was given out")
	}
	large.release()
	large.release()
	if got, want := b.Used(), int64(256<<10); got != want {
		t.Errorf("after a release Used = %d, want %d", got, want)
	}
}

func TestBodiesGrowAsTheyArrive(t *testing.T) {
	for _, tt := range []struct {
		name               string
		size, length, most int64
		want               int64
	}{
		{"doubles", 4097, -1, MaxBody + 1, 8194},
		{"no more than was announced", 65537, 70_000, MaxBody + 1, 70_001},
		{"more came than was announced", 4097, 10, MaxBody + 1, 8194},
		{"no more than is allowed", 1 << 23, -1, 1<<23 + 1, 1<<23 + 1},
	} {
		if got := next(tt.size, tt.length, tt.most); got != tt.want {
			t.Errorf("%s: next(%d, %d, %d) = %d, want %d", tt.name, tt.size, tt.length, tt.most, got, tt.want)
		}
	}
}
