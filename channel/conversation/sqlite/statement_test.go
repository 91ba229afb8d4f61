package sqlite_test

import (
	"fmt"
	"testing"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
)

// Statements are prepared after the transaction that used them first, so one connection is enough,
// and a change of the schema by the host does not break them.
func TestStatementsArePrepared(t *testing.T) {
	s, db := newStore(t, sqlite.Options{})
	db.SetMaxOpenConns(1)
	for n := range 3 {
		if err := s.Update(t.Context(), thread("ann"), []conversation.Input{said(fmt.Sprint(n), "ann", "hi")}, apply); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(fmt.Sprintf(`CREATE TABLE host%d (id INTEGER); ALTER TABLE host%d ADD COLUMN more INTEGER`, n, n)); err != nil {
			t.Fatal(err)
		}
	}
	if n := sqlite.Prepared(s); n < 5 {
		t.Errorf("%d statements are prepared", n)
	}
	if due, err := s.Due(t.Context(), conversation.DueQuery{Max: 10}); err != nil || len(due) != 0 {
		t.Errorf("due %v, %v", due, err)
	}
}
