package dispatch

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

type item struct{ value, place int }

// A heap gives what a sorted list gives, whatever is put in, moved and taken out.
func TestHeap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := heap[*item]{less: func(a, b *item) bool { return a.value < b.value }, place: func(i *item) *int { return &i.place }}
		var model []*item
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			value := rapid.IntRange(0, 20).Draw(t, "value")
			switch at := rapid.IntRange(0, 2*len(model)+1).Draw(t, "at"); {
			case at >= len(model):
				i := &item{value: value, place: -1}
				h.fix(i)
				model = append(model, i)
			case value%2 == 0:
				h.remove(model[at])
				if model[at].place != -1 {
					t.Fatalf("taken out, its place is %d", model[at].place)
				}
				h.remove(model[at]) // it is not in: nothing
				model = slices.Delete(model, at, at+1)
			default:
				model[at].value = value
				h.fix(model[at])
			}
			least, ok := h.first()
			if ok != (len(model) > 0) || ok && least.value != slices.MinFunc(model, func(a, b *item) int { return a.value - b.value }).value {
				t.Fatalf("the first is %v of %d", least, len(model))
			}
			for n, i := range h.items {
				if i.place != n {
					t.Fatalf("item %d believes to be at %d", n, i.place)
				}
			}
		}
	})
}
