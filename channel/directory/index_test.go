package directory

import (
	"strconv"
	"sync"
	"testing"
)

func TestIndex(t *testing.T) {
	x := newIndex[int]()
	const n = 20_000
	k := func(i int) key {
		return key{kind: [...]string{"id", "name", "account"}[i%3], scope: strconv.Itoa(i % 7), value: strconv.Itoa(i / 21)}
	}
	values := make([]int, n)
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for i := range n / 2 {
		x.put(k(i), &values[i])
	}
	for range 4 { // a path that is always in the index is always found
		readers.Go(func() {
			for i := 0; ; i = (i + 1) % (n / 4) {
				select {
				case <-stop:
					return
				default:
				}
				if x.find(k(i)) != &values[i] {
					t.Errorf("%v is lost", k(i))
					return
				}
			}
		})
	}
	for i := n / 2; i < n; i++ {
		x.put(k(i), &values[i])
	}
	for i := n / 4; i < n; i += 2 {
		x.drop(k(i))
		x.drop(k(i))
	}
	close(stop)
	readers.Wait()
	left := 0
	for i := range n {
		want := &values[i]
		if i >= n/4 && (i-n/4)%2 == 0 {
			want = nil
		} else {
			left++
		}
		if got := x.find(k(i)); got != want {
			t.Fatalf("%v: found %v, want %v", k(i), got, want)
		}
	}
	for i := range x.shards {
		left -= x.shards[i].n
	}
	if left != 0 {
		t.Errorf("the shards' counts are off by %d", left)
	}
	x.drop(key{kind: "none"})
	if newIndex[int]().find(k(1)) != nil {
		t.Error("an empty index finds something")
	}
}
