package benchmarks

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite" // driver "sqlite"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/session"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Main(m)) }

// contacts write in turn, each in a thread of its own.
const contacts = 100

// customerWrites is the n-th message of all contacts.
func customerWrites(n int) *channel.Event {
	id := fmt.Sprint("e", n)
	to := channel.Thread{Platform: "test", Account: "1", Contact: fmt.Sprint("c", n%contacts)}
	return &channel.Event{ID: id, Thread: to, Origin: channel.OriginContact, Body: channel.Message{ID: id, Text: "Where is my order?"}}
}

// A keeper stores a customer's message once by its ID, and counts it in the locked row of its
// thread.
type keeper struct {
	by      string
	receive func(context.Context, *channel.Event) error
	count   func(context.Context, channel.Thread) (uint64, error) // what the row of a thread says
}

// ours is a keeper by this library's store: a transaction for the message, and one for its thread.
func ours(s conversation.Store) keeper {
	return keeper{
		by: "contactkit",
		receive: func(ctx context.Context, e *channel.Event) error {
			if err := s.Add(ctx, []conversation.Input{{ID: e.ID, Thread: e.Thread, Channel: "c1", Event: e}}); err != nil {
				return err
			}
			return s.Update(ctx, e.Thread, nil, func(v conversation.View) (conversation.Change, error) {
				row := v.Row
				row.Channel, row.State.ID, row.State.Phase = "c1", row.Thread.Key(), session.PhaseRobot
				row.State.Rev += uint64(len(v.Inputs))
				return conversation.Change{Row: row, Applied: v.Inputs}, nil
			})
		},
		count: func(ctx context.Context, to channel.Thread) (n uint64, err error) {
			seen := errors.New("seen")
			err = s.Update(ctx, to, nil, func(v conversation.View) (conversation.Change, error) {
				n = v.Row.State.Rev
				return conversation.Change{}, seen
			})
			if errors.Is(err, seen) {
				err = nil
			}
			return n, err
		},
	}
}

// Tables and statements of a host that writes the least by itself, in one transaction.
const (
	bareTables = `CREATE TABLE bare_input (id text PRIMARY KEY, thread text NOT NULL, event text NOT NULL);
		CREATE TABLE bare_thread (thread text PRIMARY KEY, state text NOT NULL)`
	bareInsert = `INSERT INTO bare_input (id, thread, event) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	bareSelect = `SELECT state FROM bare_thread WHERE thread = $1`
	bareUpsert = `INSERT INTO bare_thread (thread, state) VALUES ($1, $2) ON CONFLICT (thread) DO UPDATE SET state = excluded.state`
)

// next counts a message in the JSON of a state.
func next(old string, to channel.Thread) (string, error) {
	state := session.State{ID: to.Key(), Phase: session.PhaseRobot}
	if old != "" {
		if err := json.Unmarshal([]byte(old), &state); err != nil {
			return "", err
		}
	}
	state.Rev++
	data, err := json.Marshal(state)
	return string(data), err
}

func countedIn(state string) (uint64, error) {
	var s session.State
	err := json.Unmarshal([]byte(state), &s)
	return s.Rev, err
}

// bareSQL is a host's own transaction by database/sql.
func bareSQL(tb testing.TB, db *sql.DB) keeper {
	if _, err := db.ExecContext(tb.Context(), bareTables); err != nil {
		tb.Fatal(err)
	}
	return keeper{
		by: "bare-sql",
		receive: func(ctx context.Context, e *channel.Event) error {
			data, err := json.Marshal(e)
			if err != nil {
				return err
			}
			tx, err := db.BeginTx(ctx, nil)
			if err != nil {
				return err
			}
			defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
			if _, err := tx.ExecContext(ctx, bareInsert, e.ID, e.Thread.Key(), string(data)); err != nil {
				return err
			}
			var state string
			if err := tx.QueryRowContext(ctx, bareSelect, e.Thread.Key()).Scan(&state); err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
			if state, err = next(state, e.Thread); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, bareUpsert, e.Thread.Key(), state); err != nil {
				return err
			}
			return tx.Commit()
		},
		count: func(ctx context.Context, to channel.Thread) (uint64, error) {
			var state string
			if err := db.QueryRowContext(ctx, bareSelect, to.Key()).Scan(&state); err != nil {
				return 0, err
			}
			return countedIn(state)
		},
	}
}

// barePgx is the same by pgx, which locks the row.
func barePgx(tb testing.TB, db *postgrestest.Database) keeper {
	if _, err := db.Exec(tb.Context(), bareTables); err != nil {
		tb.Fatal(err)
	}
	return keeper{
		by: "bare-sql",
		receive: func(ctx context.Context, e *channel.Event) error {
			data, err := json.Marshal(e)
			if err != nil {
				return err
			}
			return pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
				if _, err := tx.Exec(ctx, bareInsert, e.ID, e.Thread.Key(), string(data)); err != nil {
					return err
				}
				var state string
				err := tx.QueryRow(ctx, bareSelect+" FOR UPDATE", e.Thread.Key()).Scan(&state)
				if err != nil && !errors.Is(err, pgx.ErrNoRows) {
					return err
				}
				if state, err = next(state, e.Thread); err != nil {
					return err
				}
				_, err = tx.Exec(ctx, bareUpsert, e.Thread.Key(), state)
				return err
			})
		},
		count: func(ctx context.Context, to channel.Thread) (uint64, error) {
			var state string
			if err := db.QueryRow(ctx, bareSelect, to.Key()).Scan(&state); err != nil {
				return 0, err
			}
			return countedIn(state)
		},
	}
}

// keepers are those of a place, each in a database of its own. SQLite waits for the disk; the
// PostgreSQL server of the tests does not.
var keepers = []struct {
	place string
	open  func(testing.TB) []keeper
}{
	{"memory", func(testing.TB) []keeper { return []keeper{ours(conversation.NewMemory(conversation.MemoryConfig{}))} }},
	{"sqlite", func(tb testing.TB) []keeper {
		s, err := sqlite.New(tb.Context(), sqliteFile(tb), sqlite.Options{})
		if err != nil {
			tb.Fatal(err)
		}
		return []keeper{ours(s), bareSQL(tb, sqliteFile(tb))}
	}},
	{"postgres", func(tb testing.TB) []keeper {
		db := postgrestest.Empty(tb) // Open has a clock for tests, which costs a query
		if err := postgres.Migrate(tb.Context(), db); err != nil {
			tb.Fatal(err)
		}
		return []keeper{ours(postgres.NewStore(db.Pool, postgres.StoreConfig{})), barePgx(tb, postgrestest.Empty(tb))}
	}},
}

func sqliteFile(tb testing.TB) *sql.DB {
	tb.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(tb.TempDir(), "host.db")+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	return db
}

// Every keeper counts each message once in the row of its thread.
func TestKeepersCountMessages(t *testing.T) {
	for _, k := range keepers {
		t.Run(k.place, func(t *testing.T) {
			for _, by := range k.open(t) {
				for n := range 2*contacts + 1 {
					if err := by.receive(t.Context(), customerWrites(n)); err != nil {
						t.Fatalf("%s: message %d: %v", by.by, n, err)
					}
				}
				for n, want := range []uint64{3, 2} {
					if got, err := by.count(t.Context(), customerWrites(n).Thread); got != want || err != nil {
						t.Errorf("%s: the row of contact %d counts %d, %v, want %d", by.by, n, got, err, want)
					}
				}
			}
		})
	}
}

// BenchmarkConversation is a message of a customer through the store: stored once, and its thread
// locked, read and written.
func BenchmarkConversation(b *testing.B) {
	for _, k := range keepers {
		b.Run("case="+k.place, func(b *testing.B) {
			for _, by := range k.open(b) {
				n := 0
				b.Run("by="+by.by, func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						if err := by.receive(b.Context(), customerWrites(n)); err != nil {
							b.Fatal(err)
						}
						n++
					}
				})
			}
		})
	}
}
