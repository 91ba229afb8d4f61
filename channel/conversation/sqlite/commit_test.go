package sqlite_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
)

// Two processes on one file, with connections that begin transactions deferred, as is the default.
func TestTwoProcesses(t *testing.T) {
	path := "file:" + filepath.Join(t.TempDir(), "host.db") + pragmas
	var stores []*sqlite.Store
	for range 2 {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		s, err := sqlite.New(t.Context(), db, sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		stores = append(stores, s)
	}
	const each = 50
	var wg sync.WaitGroup
	for n, s := range stores {
		wg.Go(func() {
			for i := range each {
				if err := s.Update(t.Context(), thread("ann"), []conversation.Input{said(fmt.Sprint(n, "/", i), "ann", "hi")}, apply); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	row, err := stores[0].Row(t.Context(), thread("ann"))
	if err != nil || row.State.Rev != 2*each {
		t.Errorf("the row has revision %d (%v), want %d: an update was lost", row.State.Rev, err, 2*each)
	}
}

// disk opens a database, and for reading alone while it takes no writes, as SQLite does then.
type disk struct {
	of       driver.Driver
	file     string
	readOnly bool
}

func (d *disk) Driver() driver.Driver { return d.of }

func (d *disk) Connect(context.Context) (driver.Conn, error) {
	if d.readOnly {
		return d.of.Open(d.file + "&_pragma=query_only(1)")
	}
	return d.of.Open(d.file)
}

// While no connection can write, a transaction fails. Connections that were opened meanwhile fail
// none after that.
func TestConnectionsThatCannotWrite(t *testing.T) {
	for _, begin := range []string{"", "&_txlock=immediate"} {
		d := &disk{of: database(t).Driver(), file: "file:" + filepath.Join(t.TempDir(), "host.db") + pragmas + begin}
		db := sql.OpenDB(d)
		defer db.Close()
		s, err := sqlite.New(t.Context(), db, sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		say := func(id string) error {
			return s.Update(t.Context(), thread("ann"), []conversation.Input{said(id, "ann", "hi")}, apply)
		}
		open := func() { // connections of today, which then wait in the pool
			db.SetMaxIdleConns(0)
			db.SetMaxIdleConns(8)
			var conns []*sql.Conn
			for range 3 {
				c, err := db.Conn(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				conns = append(conns, c)
			}
			for _, c := range conns {
				c.Close()
			}
		}
		d.readOnly = true
		open()
		if err := say("1"); err == nil {
			t.Errorf("%q: written to a disk that is read-only", begin)
		}
		open()
		d.readOnly = false
		if err := say("2"); err != nil {
			t.Errorf("%q: a connection from before fails the transaction: %v", begin, err)
		}
	}
}

// A transaction is alone with the database from its first read on, whatever its connection begins
// with: another process that does not wait is refused meanwhile.
func TestAloneFromTheFirstRead(t *testing.T) {
	file := "file:" + filepath.Join(t.TempDir(), "host.db")
	var stores []*sqlite.Store
	for _, pragmas := range []string{pragmas, "?_pragma=busy_timeout(0)"} {
		db, err := sql.Open("sqlite", file+pragmas)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		s, err := sqlite.New(t.Context(), db, sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		stores = append(stores, s)
	}
	err := stores[0].Update(t.Context(), thread("ann"), nil, func(v conversation.View) (conversation.Change, error) {
		if err := stores[1].Update(t.Context(), thread("ann"), nil, apply); err == nil {
			t.Error("another process changes a thread between its View and its Change")
		}
		return apply(v)
	})
	if err != nil {
		t.Error(err)
	}
	if err := stores[1].Update(t.Context(), thread("ann"), nil, apply); err != nil {
		t.Error(err)
	}
	if row, err := stores[0].Row(t.Context(), thread("ann")); err != nil || row.State.Rev != 2 {
		t.Errorf("the row has revision %d (%v), want 2", row.State.Rev, err)
	}
}

func TestWrite(t *testing.T) {
	s, db := newStore(t, sqlite.Options{})
	broken := errors.New("broken")
	for _, err := range []error{nil, broken} {
		got := s.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS agent(name TEXT); INSERT INTO agent VALUES('eve')`); err != nil {
				return err
			}
			return err
		})
		if !errors.Is(got, err) {
			t.Errorf("Write returns %v, want %v", got, err)
		}
	}
	var n int
	if err := db.QueryRow(`SELECT count(*) FROM agent`).Scan(&n); err != nil || n != 1 {
		t.Errorf("%d rows (%v), want 1: that of the transaction that did not fail", n, err)
	}
}
