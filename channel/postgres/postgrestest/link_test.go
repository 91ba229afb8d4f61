package postgrestest_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

// A statement over a link that is cut hangs and neither fails nor is done, and goes on once the
// link is mended.
func TestLink(t *testing.T) {
	server, err := postgrestest.Start(t.Context())
	if errors.Is(err, postgrestest.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	link, err := server.Link()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := link.Close(); err != nil {
			t.Error(err)
		}
	})
	near, err := pgx.Connect(t.Context(), server.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer near.Close(context.Background())
	far, err := pgx.Connect(t.Context(), link.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close(context.Background())
	if _, err := far.Exec(t.Context(), `CREATE TABLE said(n int)`); err != nil {
		t.Fatal(err)
	}
	rows := func() (n int) {
		t.Helper()
		if err := near.QueryRow(t.Context(), `SELECT count(*) FROM said`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	link.Cut()
	link.Cut() // once more changes nothing
	done := make(chan error, 1)
	go func() {
		_, err := far.Exec(context.Background(), `INSERT INTO said VALUES (1)`)
		done <- err
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if c, err := pgx.Connect(ctx, link.DSN("postgres")); err == nil {
		_ = c.Close(t.Context())
		t.Error("a link that is cut takes a connection")
	}
	select {
	case err := <-done:
		t.Errorf("a statement over a link that is cut returned %v", err)
	default:
	}
	if n := rows(); n != 0 {
		t.Errorf("%d rows are there while the link is cut", n)
	}
	link.Mend()
	if err := <-done; err != nil || rows() != 1 {
		t.Errorf("after the link was mended: %v, %d rows, want 1", err, rows())
	}
}
