package console

import "sync"

// mostStreams is how many open pages of one person are told of changes: more are a fault, or an
// attempt to exhaust the desk.
const mostStreams = 20

// streams count the open pages of people. The zero value is ready.
type streams struct {
	mu sync.Mutex
	of map[string]int
}

// join counts one more; ok is false if there are enough.
func (s *streams) join(person string) (leave func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of[person] >= mostStreams {
		return nil, false
	}
	if s.of == nil {
		s.of = make(map[string]int)
	}
	s.of[person]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.of[person]--; s.of[person] == 0 {
			delete(s.of, person)
		}
	}, true
}
