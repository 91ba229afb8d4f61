package store

import (
	"context"
	"database/sql"
	"sync"
)

// statements keeps what is asked of a database prepared: to parse a statement takes longer than to
// run it. One is prepared after the transaction that used it first, for within one it would need a
// second connection, and all of them may be taken by transactions that wait for theirs.
type statements struct {
	db     *sql.DB
	mu     sync.Mutex
	ready  map[string]*sql.Stmt
	wanted map[string]bool
}

// of returns a prepared statement, or nil if it is not prepared yet.
func (s *statements) of(query string) *sql.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.ready[query]
	if st == nil {
		if s.wanted == nil {
			s.wanted = make(map[string]bool)
		}
		s.wanted[query] = true
	}
	return st
}

// prepare prepares the statements that were used since the last call. A statement that cannot be
// prepared runs as it is.
func (s *statements) prepare() {
	s.mu.Lock()
	wanted := s.wanted
	s.wanted = nil
	s.mu.Unlock()
	for query := range wanted {
		st, err := s.db.PrepareContext(context.Background(), query)
		if err != nil {
			continue
		}
		s.mu.Lock()
		if s.ready == nil {
			s.ready = make(map[string]*sql.Stmt)
		}
		s.ready[query] = st
		s.mu.Unlock()
	}
}
