package store

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/storetest"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/session"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Main(m)) }

// openServer opens a node on a database of its own.
func openServer(t testing.TB) *Store { return node(t, postgrestest.Open(t)) }

func node(t testing.TB, db *postgrestest.Database) *Store {
	t.Helper()
	s, err := OpenPool(t.Context(), db.Connect(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// The store keeps the same promises on PostgreSQL.
func TestPostgres(t *testing.T) {
	file := opening
	defer func() { opening = file }()
	opening = func(t testing.TB) (*Store, error) { return openServer(t), nil }
	for name, test := range map[string]func(*testing.T){
		"CompactFigures":                TestCompactFigures,
		"Span":                          TestSpan,
		"Logins":                        TestLogins,
		"Seal":                          TestSeal,
		"SealedRowIsBoundToItsPlace":    TestSealedRowIsBoundToItsPlace,
		"OfferIsDroppedForItsAgent":     TestOfferIsDroppedForItsAgentAlone,
		"QueuesOfPerson":                TestQueuesOfPerson,
		"SignInOfStrangers":             TestSignInOfStrangers,
		"SignInMeetsAChange":            TestSignInMeetsAChange,
		"StagesAndRooms":                TestStagesAndRooms,
		"Hourly":                        TestHourly,
		"AJobFailsAlone":                TestAJobFailsAlone,
		"ContextOfAJob":                 TestContextOfAJob,
		"MessageOnce":                   TestMessageOnce,
		"EditIsMarkedIfItShows":         TestEditIsMarkedIfItShows,
		"Receipts":                      TestReceipts,
		"Place":                         TestPlace,
		"Media":                         TestMedia,
		"Exports":                       TestExports,
		"EveryStatement":                TestEveryStatement,
		"ARenamedThreadTakesRowsAlong":  TestARenamedThreadTakesRowsAlong,
		"HostileTexts":                  TestHostileTexts,
		"SearchFindsPartsOfWords":       TestSearchFindsPartsOfWords,
		"ATransactionThatFailsIsUndone": TestATransactionThatFailsIsUndone,
	} {
		t.Run(name, test)
	}
}

// servedByNode is the store of conversations of a node, whose hook tests set.
type servedByNode struct {
	shared
	desk *Store
	now  func() time.Time
}

func TestPostgresConversations(t *testing.T) {
	if testing.Short() {
		t.Skip("package channel/postgres runs the same suite")
	}
	db := postgrestest.Open(t)
	desk := node(t, db)
	over := func(now func() time.Time) conversation.Store {
		db.Clock(now)
		desk.Serve(nil, now)
		return &servedByNode{desk.Conversations.(shared), desk, now}
	}
	storetest.Run(t, storetest.Harness{
		New: func(t testing.TB, now func() time.Time) conversation.Store {
			t.Helper()
			if _, err := db.Exec(t.Context(), `TRUNCATE contactkit_input, contactkit_thread, contactkit_call, contactkit_receipt, contactkit_name, contactkit_line`); err != nil {
				t.Fatal(err)
			}
			return over(now)
		},
		Hook: func(s conversation.Store, hook func(conversation.Change) error) {
			h := s.(*servedByNode)
			var also func(*Tx, conversation.View, conversation.Change) error
			if hook != nil {
				also = func(_ *Tx, _ conversation.View, c conversation.Change) error { return hook(c) }
			}
			h.desk.Serve(also, h.now)
		},
	})
}

// Nodes that start at the same time make the tables once.
func TestNodesStartTogether(t *testing.T) {
	db := postgrestest.Empty(t)
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		pool := db.Connect()
		wg.Go(func() {
			s, err := OpenPool(t.Context(), pool, "")
			if err == nil {
				err = s.Close()
			}
			errs[i] = err
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func TestTablesOfANewerDesk(t *testing.T) {
	db := postgrestest.Open(t)
	node(t, db)
	if _, err := db.Exec(t.Context(), `INSERT INTO desk_version(version) VALUES(99)`); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenPool(t.Context(), db.Connect(), ""); err == nil || !strings.Contains(err.Error(), "99") {
		t.Errorf("a desk that is older than the tables opens them: %v", err)
	}
}

// The address of the database holds a password, which no error may show.
func TestAddressThatCannotBeRead(t *testing.T) {
	_, err := OpenPostgres(t.Context(), "postgres://desk:hunter2secret@host:port:7/x", "")
	if err == nil || strings.Contains(err.Error(), "hunter2secret") {
		t.Errorf("the error is %v", err)
	}
}

// Three nodes change the same conversations, by Do and by the hook: nothing is lost.
func TestNodesLoseNoUpdate(t *testing.T) {
	db := postgrestest.Open(t)
	const threads, rounds = 3, 8
	count := func(tx *Tx, at channel.Thread) error {
		c, err := tx.Conversation(at)
		if errors.Is(err, ErrNotFound) {
			c, err = Conversation{Thread: at, State: session.State{ID: at.Key()}}, nil
		}
		if err != nil {
			return err
		}
		c.Summary += "x"
		return tx.SaveConversation(c)
	}
	var wg sync.WaitGroup
	errs := make(chan error, 100)
	for range 3 {
		s := node(t, db)
		s.Serve(func(tx *Tx, v conversation.View, _ conversation.Change) error { return count(tx, v.Row.Thread) }, nil)
		wg.Go(func() {
			for i := range rounds * threads {
				errs <- s.Do(t.Context(), func(tx *Tx) error { return count(tx, thread("x", i%threads)) })
			}
		})
		wg.Go(func() {
			for i := range rounds * threads {
				errs <- s.Conversations.Update(t.Context(), thread("x", i%threads), nil, func(conversation.View) (conversation.Change, error) {
					return conversation.Change{}, nil
				})
			}
		})
	}
	go func() { wg.Wait(); close(errs) }()
	for err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	s := node(t, db)
	err := s.View(t.Context(), func(tx *Tx) error {
		for i := range threads {
			c, err := tx.Conversation(thread("x", i))
			if err != nil {
				return err
			}
			if want := 3 * 2 * rounds; len(c.Summary) != want {
				t.Errorf("thread %d has %d of %d updates", i, len(c.Summary), want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Two transactions that lock two threads in opposite order wait for each other: the one that
// PostgreSQL breaks off runs again.
func TestADeadlockIsTriedAgain(t *testing.T) {
	db := postgrestest.Open(t)
	both := make(chan struct{}, 2)
	met := make(chan struct{})
	go func() { <-both; <-both; close(met) }()
	var wg sync.WaitGroup
	var runs sync.Map
	for i := range 2 {
		s := node(t, db)
		wg.Go(func() {
			n := 0
			err := s.Do(t.Context(), func(tx *Tx) error {
				n++
				runs.Store(i, n)
				for k := range 2 {
					if _, err := tx.Conversation(thread("x", (i+k)%2)); !errors.Is(err, ErrNotFound) {
						return err
					}
					if n == 1 && k == 0 {
						both <- struct{}{}
						<-met
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	sum := 0
	runs.Range(func(_, n any) bool { sum += n.(int); return true })
	if sum != 3 {
		t.Errorf("the two transactions ran %d times, want 3", sum)
	}
}

// A statement that hangs does not hold a webhook for longer than its deadline. A transaction that
// is given no deadline has one.
func TestAFrozenDatabaseEndsInTime(t *testing.T) {
	s := openServer(t)
	began := time.Now()
	for name, run := range map[string]func(context.Context, func(*Tx) error) error{"Do": s.Do, "View": s.View} {
		if err := run(t.Context(), func(tx *Tx) error {
			if at, ok := tx.ctx.Deadline(); !ok || at.Before(began.Add(patience)) || at.After(time.Now().Add(patience)) {
				t.Errorf("%s: the deadline is %v, %v", name, at, ok)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := s.Do(ctx, func(tx *Tx) error {
		_, err := tx.exec(`SELECT pg_sleep(60)`)
		return err
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the error is %v, want the deadline", err)
	}
	if err := s.Probe(t.Context()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	s.Patience(time.Nanosecond)
	if err := s.Do(t.Context(), func(*Tx) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("without a deadline of its own the error is %v, want that of Patience", err)
	}
}

func TestBackupOfAServer(t *testing.T) {
	if err := openServer(t).Backup(t.Context(), "copy"); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("the error is %v", err)
	}
}

// The two databases have the same tables, columns and indexes, but for what only one of them needs:
// a change of schema.sql needs a migration too.
func TestTablesAreThoseOfSQLite(t *testing.T) {
	columns := func(t *testing.T, s *Store, query string) (list []string) {
		t.Helper()
		err := s.View(t.Context(), func(tx *Tx) (err error) {
			list, err = all(tx, value[string], query)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	want := columns(t, open(t), `SELECT m.name || '.' || c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
			WHERE m.type = 'table' AND m.name NOT LIKE 'conversation$_%' ESCAPE '$' AND m.name NOT LIKE 'message$_%' ESCAPE '$'
		UNION SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite$_%' ESCAPE '$' AND tbl_name NOT LIKE 'conversation$_%' ESCAPE '$'
		UNION SELECT 'message.text' UNION SELECT 'message_words' UNION SELECT 'task.node' UNION SELECT 'task.until' UNION SELECT 'task_thread' ORDER BY 1`)
	got := columns(t, openServer(t), `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
			WHERE table_schema = 'public' AND table_name NOT LIKE 'contactkit$_%' ESCAPE '$' AND table_name NOT LIKE 'river$_%' ESCAPE '$' AND table_name NOT IN ('desk_version', 'test_clock', 'blob', 'blob_part')
		UNION SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'contactkit$_%' ESCAPE '$' AND tablename NOT LIKE 'river$_%' ESCAPE '$'
			AND indexname !~ '_(pkey|key)$' ORDER BY 1`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tables of PostgreSQL (-want +got):\n%s", diff)
	}
}

// More updates at one time than there are connections, each of which asks the store while it is
// planned, do not wait for each other for ever.
func TestPlansThatAskTheStore(t *testing.T) {
	s := openServer(t)
	most := int(s.in.(*server).pool.Config().MaxConns)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var begun atomic.Int32
	all := make(chan struct{}) // closed when every connection has an update
	var wg sync.WaitGroup
	errs := make([]error, 3*most)
	for i := range errs {
		wg.Go(func() {
			errs[i] = s.Conversations.Update(ctx, thread("x", i), nil, func(conversation.View) (c conversation.Change, err error) {
				if int(begun.Add(1)) == most {
					close(all)
				}
				select {
				case <-all:
				case <-ctx.Done():
				}
				return c, s.View(ctx, func(tx *Tx) error {
					_, err := tx.Queues()
					return err
				})
			})
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}
