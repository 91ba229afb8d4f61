package store

import (
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/postgres"
)

// server is the database of a desk with several nodes: PostgreSQL.
//
// There is no single writer. A transaction locks what it decides on, and nothing else: the hook
// runs under the lock of its thread, Do takes the same lock with Tx.Conversation, a row is locked
// by its UPDATE, and Tx.Lock is for what has no row. See decision 386.
type server struct {
	of            *Store
	pool          *pgxpool.Pool // of what writes
	read          *pgxpool.Pool // of view: a plan that asks the store within an update finds a connection
	held          *pgxpool.Pool // of Alone and Follow, which keep theirs for long, and of River
	conversations *postgres.Store
	news          news
	jobs          *jobs
	sends         sync.WaitGroup // notifications under way
	patience      atomic.Int64   // see Store.Patience
}

// OpenPostgres opens a database, and makes its tables. A node takes as many connections as the
// address says (pool_max_conns), and 16 at least, once for writing and once for reading, and 17
// more. Media and exports are kept in the database, or, if a folder is given, in that folder, which
// all nodes share.
func OpenPostgres(ctx context.Context, dsn, dir string) (*Store, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("the address of the database cannot be read: it needs the form postgres://user:password@host/database") // err may hold the password
	}
	if _, set := cfg.ConnConfig.RuntimeParams["application_name"]; !set {
		cfg.ConnConfig.RuntimeParams["application_name"] = "desk"
	}
	cfg.MaxConns = max(cfg.MaxConns, 16)
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	s, err := OpenPool(ctx, pool, dir)
	if err != nil {
		pool.Close()
	}
	return s, err
}

// OpenPool is OpenPostgres with the host's own pool, which Close closes.
func OpenPool(ctx context.Context, pool *pgxpool.Pool, dir string) (*Store, error) {
	if dir != "" {
		if err := makeMedia(dir); err != nil {
			return nil, err
		}
	}
	if err := postgres.Migrate(ctx, pool); err != nil {
		return nil, err
	}
	if err := migrateServer(ctx, pool); err != nil {
		return nil, fmt.Errorf("the tables of the desk: %w", err)
	}
	if err := migrateJobs(ctx, pool); err != nil {
		return nil, fmt.Errorf("the tables of River: %w", err)
	}
	s := &Store{dir: dir}
	read, err := another(ctx, pool, pool.Config().MaxConns)
	if err != nil {
		return nil, err
	}
	held, err := another(ctx, pool, mostHeld)
	if err != nil {
		read.Close()
		return nil, err
	}
	d := &server{of: s, pool: pool, read: read, held: held, news: news{me: rand.Text()}}
	d.patience.Store(int64(patience))
	d.conversations = postgres.NewStore(pool, postgres.StoreConfig{Also: d.also})
	if d.jobs, err = newJobs(held); err != nil {
		return nil, err
	}
	s.in, s.Conversations = d, shared{d.conversations, held}
	s.Media, s.Exports = mediaTable{blobs{pool}}, blobs{pool}
	if dir != "" {
		s.inFolders()
	}
	return s, nil
}

// mostHeld is how many connections Alone and Follow keep at one time, and River takes.
const mostHeld = 16

// another makes a pool of its own on the same database. It connects when it is used.
func another(ctx context.Context, pool *pgxpool.Pool, most int32) (*pgxpool.Pool, error) {
	cfg := pool.Config()
	cfg.MaxConns, cfg.MinConns, cfg.MinIdleConns = most, 0, 0
	return pgxpool.NewWithConfig(ctx, cfg)
}

// shared are the conversations of a server.
type shared struct {
	*postgres.Store
	held *pgxpool.Pool
}

// Exclusive keeps its connection for as long as the node asks platforms about uncertain messages.
func (s shared) Exclusive(ctx context.Context, name string, f func(context.Context) error) (ran bool, err error) {
	return postgres.Exclusive(ctx, s.held, name, f)
}

// Backlog counts what waits to be done.
func (s shared) Backlog(ctx context.Context) (sqlite.Backlog, error) {
	b, err := s.Store.Backlog(ctx)
	return sqlite.Backlog(b), err
}

//go:embed migrations/*.sql
var migrations embed.FS

// migrations of the server, oldest first. Each runs once.
var steps = []string{"migrations/0001_desk.sql", "migrations/0002_people.sql", "migrations/0003_blobs.sql", "migrations/0004_certificates.sql"}

// migrateServer brings the desk's own tables up to date, in one transaction. Nodes may call it at
// the same time: one at a time does it, under an advisory lock.
func migrateServer(ctx context.Context, pool *pgxpool.Pool) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if err := lockName(ctx, tx, "migrations"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS desk_version(version int NOT NULL)`); err != nil {
			return err
		}
		found := 0
		if err := tx.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM desk_version`).Scan(&found); err != nil {
			return err
		}
		if found > len(steps) {
			return fmt.Errorf("they have version %d, and this desk knows %d: open them with the newer desk", found, len(steps))
		}
		for n, name := range steps[found:] {
			text, err := migrations.ReadFile(name)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, string(text)); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if _, err := tx.Exec(ctx, `INSERT INTO desk_version(version) VALUES($1)`, found+n+1); err != nil {
				return err
			}
		}
		return nil
	})
}

// deskLock is the class of the desk's advisory locks.
const deskLock = int32(0x6465736b) // "desk"

func lockName(ctx context.Context, tx pgx.Tx, name string) error {
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1, hashtext($2))`, deskLock, name)
	return err
}

// also calls the hook that Serve has set. The thread is locked.
func (d *server) also(ctx context.Context, tx pgx.Tx, v conversation.View, c conversation.Change) error {
	return d.of.also(&Tx{ctx: ctx, q: remote{tx, d.jobs}, lock: func(name string) error { return lockName(ctx, tx, name) }}, v, c)
}

// attempts is how often a transaction runs that the database breaks off.
const attempts = 4

// do runs f, and again if the database breaks the transaction off for a deadlock or a conflict.
func (d *server) do(ctx context.Context, f func(*Tx) error) (err error) {
	ctx, cancel := d.bounded(ctx)
	defer cancel()
	began := time.Now()
	for range attempts {
		err = pgx.BeginFunc(ctx, d.pool, func(tx pgx.Tx) error {
			return f(&Tx{
				ctx: ctx, q: remote{tx, d.jobs},
				lock:   func(name string) error { return lockName(ctx, tx, name) },
				thread: func(t channel.Thread) error { return postgres.LockThread(ctx, tx, t) },
			})
		})
		if e, ok := errors.AsType[*pgconn.PgError](err); !ok || e.Code != "40P01" && e.Code != "40001" {
			break
		}
	}
	if err == nil {
		d.of.Commits.note(1, time.Since(began))
	}
	return err
}

// view runs f on one snapshot.
func (d *server) view(ctx context.Context, f func(*Tx) error) error {
	ctx, cancel := d.bounded(ctx)
	defer cancel()
	return pgx.BeginTxFunc(ctx, d.read, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		return f(&Tx{ctx: ctx, q: remote{tx, d.jobs}})
	})
}

// compact takes rows that were deleted out of their pages.
func (d *server) compact(ctx context.Context) error {
	for _, table := range []string{"conversation", "message", "name", "file", "task", "post", "label", "attribute", "same", "episode",
		"blob", "blob_part",
		"contactkit_input", "contactkit_receipt", "contactkit_name", "contactkit_thread", "contactkit_call"} {
		if _, err := d.pool.Exec(ctx, `VACUUM `+table); err != nil {
			return err
		}
	}
	return nil
}

// scrub writes tables anew, into files of their own. They are small.
func (d *server) scrub(ctx context.Context, tables []string) error {
	ctx, cancel := d.bounded(ctx)
	defer cancel()
	for _, table := range tables {
		if _, err := d.pool.Exec(ctx, `VACUUM (FULL) `+pgx.Identifier{table}.Sanitize()); err != nil {
			return fmt.Errorf("credentials are encrypted, and their former contents could not be taken out of table %s; VACUUM FULL does it: %w", table, err)
		}
	}
	return nil
}

func (d *server) backup(context.Context, string) error {
	return fmt.Errorf("a desk on PostgreSQL is copied with pg_dump: %w", errors.ErrUnsupported)
}

func (d *server) busy() string {
	return `SELECT message.key FROM message LEFT JOIN contactkit_line USING(thread) LEFT JOIN contactkit_receipt r ON r.key = message.key
			WHERE message.state = 'sending' AND (coalesce(due, '-infinity') <= 'epoch'::timestamptz + contactkit_us(?1) OR r.state > 0)
		UNION ALL SELECT key FROM task WHERE due <= ?1`
}

func (d *server) close() error {
	d.sends.Wait()
	d.conversations.Close()
	d.held.Close()
	d.read.Close()
	d.pool.Close()
	return nil
}

// remote is a transaction of the server.
type remote struct {
	tx   pgx.Tx
	jobs *jobs
}

func (r remote) exec(ctx context.Context, query string, args ...any) (int64, error) {
	tag, err := r.tx.Exec(ctx, inPostgres(query), cleaned(args)...)
	return tag.RowsAffected(), err
}

func (r remote) query(ctx context.Context, query string, args ...any) (rows, error) {
	found, err := r.tx.Query(ctx, inPostgres(query), cleaned(args)...)
	return remoteRows{found}, err
}

func cleaned(args []any) []any {
	list := make([]any, len(args))
	for i, arg := range args {
		list[i] = clean(arg)
	}
	return list
}

func (r remote) texts(text string) (condition string, args []any) {
	return `text LIKE ? ESCAPE '\'`, []any{like(text)}
}

// remoteRows are the result of a query.
type remoteRows struct{ pgx.Rows }

func (r remoteRows) Close() error { r.Rows.Close(); return nil }
