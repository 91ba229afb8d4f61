package postgres_test

import (
	"os"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

// Every statement of the guide's pages for several nodes runs on the tables of the migrations.
func TestStatementsOfTheGuide(t *testing.T) {
	page, err := os.ReadFile("../../docs/guide/several-nodes.md")
	if err != nil {
		t.Fatal(err)
	}
	db := postgrestest.Open(t)
	n := 0
	for i, block := range strings.Split(string(page), "```sql\n") {
		if i == 0 {
			continue
		}
		text, _, ok := strings.Cut(block, "```")
		if !ok {
			t.Fatal("a block of SQL has no end")
		}
		for statement := range strings.SplitSeq(text, ";") {
			if strings.TrimSpace(statement) == "" {
				continue
			}
			n++
			rows, err := db.Query(t.Context(), statement)
			if err == nil {
				rows.Close()
				err = rows.Err()
			}
			if err != nil {
				t.Errorf("%v in:\n%s", err, statement)
			}
		}
	}
	if n < 6 {
		t.Errorf("the guide has %d statements, want 6 or more", n)
	}
}
