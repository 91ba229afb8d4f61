package queue

import (
	"fmt"
	"testing"
)

func BenchmarkNext(b *testing.B) {
	for _, accounts := range []int{1, 1000} {
		b.Run(fmt.Sprint(accounts, " accounts"), func(b *testing.B) {
			q := New()
			for i := range 100_000 {
				account := fmt.Sprint("account/", i%accounts)
				q.Push(&Job{Key: fmt.Sprint(i), Thread: fmt.Sprint("t", i), Wide: []string{account, "app"}, Level: i % Levels}, 0)
			}
			b.ReportAllocs()
			for b.Loop() {
				j := q.Next(0)
				q.Granted(j)
				q.Done(j, 0)
				q.Push(j, 0)
			}
		})
	}
}
