package engine

import (
	"sync"

	"github.com/contactkit/contactkit/channel"
)

// A Hub tells open pages which conversations changed. Its methods may be called concurrently.
type Hub struct {
	others func(channel.Thread) // tells the pages of other nodes; nil: there are none

	mu    sync.Mutex
	pages map[chan string]struct{}
}

// Join returns the keys of threads as they change, until leave is called.
func (h *Hub) Join() (changes <-chan string, leave func()) {
	page := make(chan string, 64)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.pages == nil {
		h.pages = make(map[chan string]struct{})
	}
	h.pages[page] = struct{}{}
	return page, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.pages, page)
	}
}

// Changed tells every page, of every node. A page that does not keep up misses a hint, not a
// message: it reads the store.
func (h *Hub) Changed(t channel.Thread) {
	h.here(t.Key())
	if h.others != nil {
		h.others(t)
	}
}

// everything is the key that makes pages look at all that they show.
const everything = "*"

// here tells the pages of this node.
func (h *Hub) here(key string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.pages) == 0 {
		return
	}
	for page := range h.pages {
		select {
		case page <- key:
		default:
		}
	}
}
