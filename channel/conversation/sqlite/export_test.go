package sqlite

import "time"

// Statements are those whose plans tests look at, with how many parameters each has.
var Statements = map[string]int{
	claimDue:   5,
	claimCalls: 4,
	dueThreads: 3,
	closing:    2,
	unsettled:  2,

	deliverable: 1, revisable: 1, openInputs: 1, unclosed: 1, callsOf: 1,
}

// CountCommits counts the transactions of a store that are committed from now on.
func CountCommits(s *Store) *int {
	n := new(int)
	s.o.Committed = func(int, time.Duration) { *n++ }
	return n
}

// Prepared counts the statements that a store has prepared.
func Prepared(s *Store) int {
	s.statements.mu.Lock()
	defer s.statements.mu.Unlock()
	return len(s.statements.ready)
}
