package directory

import (
	"hash/maphash"
	"math/bits"
	"sync/atomic"
)

// key is what an index finds by. Its fields are compared as they are.
type key struct{ kind, scope, value string }

// index is a hash table from keys to slots. Readers never wait: they follow pointers to nodes that
// never change. Writers hold the Directory's lock. It is 256 small tables, so that growing one
// copies a 256th of the nodes. See decision 097.
type index[T any] struct {
	seed   maphash.Seed
	shards [256]shard[T]
}

type shard[T any] struct {
	table atomic.Pointer[[]atomic.Pointer[node[T]]] // a power of two of chains
	n     int                                       // nodes; for writers
}

type node[T any] struct {
	hash uint64
	key  key
	item *T
	next *node[T]
}

func newIndex[T any]() *index[T] { return &index[T]{seed: maphash.MakeSeed()} }

func (x *index[T]) hash(k key) uint64 {
	h := maphash.String(x.seed, k.value)
	// The kinds differ in their first letter, and scopes are few: mixing them in is enough.
	return h ^ bits.RotateLeft64(maphash.String(x.seed, k.scope), 21) ^ uint64(k.kind[0])<<9
}

// find returns the item of a key; nil if there is none.
func (x *index[T]) find(k key) *T {
	h := x.hash(k)
	t := x.shards[h&255].table.Load()
	if t == nil {
		return nil
	}
	for n := (*t)[h>>8&uint64(len(*t)-1)].Load(); n != nil; n = n.next {
		if n.hash == h && n.key == k {
			return n.item
		}
	}
	return nil
}

// put sets the item of a key.
func (x *index[T]) put(k key, item *T) {
	h := x.hash(k)
	s := &x.shards[h&255]
	t := s.table.Load()
	if t == nil || s.n >= 2*len(*t) {
		t = s.grow()
	}
	chain := &(*t)[h>>8&uint64(len(*t)-1)]
	rest, found := without(chain.Load(), h, k)
	if !found {
		s.n++
	}
	chain.Store(&node[T]{hash: h, key: k, item: item, next: rest})
}

// drop takes a key away.
func (x *index[T]) drop(k key) {
	h := x.hash(k)
	s := &x.shards[h&255]
	t := s.table.Load()
	if t == nil {
		return
	}
	chain := &(*t)[h>>8&uint64(len(*t)-1)]
	if rest, found := without(chain.Load(), h, k); found {
		chain.Store(rest)
		s.n--
	}
}

// without returns a chain that lacks the key; nodes behind it are shared.
func without[T any](n *node[T], h uint64, k key) (*node[T], bool) {
	if n == nil {
		return nil, false
	}
	if n.hash == h && n.key == k {
		return n.next, true
	}
	rest, found := without(n.next, h, k)
	if !found {
		return n, false
	}
	c := *n
	c.next = rest
	return &c, true
}

// grow doubles a shard's table. Readers keep the old one, whole, until they are done.
func (s *shard[T]) grow() *[]atomic.Pointer[node[T]] {
	old := s.table.Load()
	size := 8
	if old != nil {
		size = 2 * len(*old)
	}
	table := make([]atomic.Pointer[node[T]], size)
	if old != nil {
		for i := range *old {
			for n := (*old)[i].Load(); n != nil; n = n.next {
				chain := &table[n.hash>>8&uint64(size-1)]
				c := *n
				c.next = chain.Load()
				chain.Store(&c)
			}
		}
	}
	s.table.Store(&table)
	return &table
}
