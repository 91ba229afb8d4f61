package sqlite

import (
	"context"
	"database/sql"
	"sync"
)

// statements keeps what the store asks prepared: to parse a statement takes longer than to run it.
// One is prepared between two transactions, after it was first used, since a database with one
// connection has none left within a transaction.
type statements struct {
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

// prepare prepares the statements that were used since the last call. If one cannot be prepared,
// it runs as it is.
func (s *statements) prepare(ctx context.Context, db *sql.DB) {
	s.mu.Lock()
	wanted := s.wanted
	s.wanted = nil
	s.mu.Unlock()
	for query := range wanted {
		st, err := db.PrepareContext(ctx, query)
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

// ExecContext runs a statement of the store within the transaction, prepared.
func (t *tx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if st := t.statements.of(query); st != nil {
		return t.StmtContext(ctx, st).ExecContext(ctx, args...)
	}
	return t.Tx.ExecContext(ctx, query, args...)
}

// QueryContext asks within the transaction, prepared.
func (t *tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if st := t.statements.of(query); st != nil {
		return t.StmtContext(ctx, st).QueryContext(ctx, args...)
	}
	return t.Tx.QueryContext(ctx, query, args...)
}

// reader asks the database outside of transactions, prepared.
type reader struct{ *Store }

// QueryContext asks.
func (r reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if st := r.statements.of(query); st != nil {
		return st.QueryContext(ctx, args...)
	}
	return r.db.QueryContext(ctx, query, args...)
}
