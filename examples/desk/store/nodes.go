package store

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/postgres"
)

// Shared reports whether other nodes may use the database: it is PostgreSQL.
func (s *Store) Shared() bool { _, shared := s.in.(*server); return shared }

// Alone runs f unless another node is in an f of this name, and reports whether it ran. In SQLite
// it always runs.
func (s *Store) Alone(ctx context.Context, name string, f func(context.Context) error) (ran bool, err error) {
	d, shared := s.in.(*server)
	if !shared {
		return true, f(ctx)
	}
	return postgres.Exclusive(ctx, d.held, "desk/"+name, f)
}

// News is what a node hears of the other nodes. Its functions are called by one goroutine.
type News struct {
	Changed func(thread string) // a conversation changed, by the key of its thread
	Record  func()              // a channel was changed, added or removed
	// All is called when news may have been missed: at the start, after the connection was lost,
	// and every thirty seconds, for a pooler in transaction mode passes on no news at all.
	All func()
	Log func(error) // the connection was lost
}

const againNews = time.Second // until a lost connection is made anew

var pollNews = 30 * time.Second // changed by tests

// news are the notifications of a server.
type news struct {
	me      string // marks what this node told
	mu      sync.Mutex
	waiting map[string]bool // keys that are not told yet
	telling bool
}

// Tell tells the other nodes that a conversation changed. It is a hint: it may be lost. In SQLite
// there are none.
func (s *Store) Tell(thread channel.Thread) {
	d, shared := s.in.(*server)
	if !shared {
		return
	}
	n := &d.news
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.waiting == nil {
		n.waiting = make(map[string]bool)
	}
	n.waiting[thread.Key()] = true
	if !n.telling {
		n.telling = true
		d.sends.Go(d.tell)
	}
}

// tell sends what waits: one statement at a time, outside of all transactions, since the commits of
// transactions with a NOTIFY wait for each other.
func (d *server) tell() {
	n := &d.news
	for {
		n.mu.Lock()
		keys := make([]string, 0, len(n.waiting))
		for key := range n.waiting {
			keys = append(keys, n.me+" "+key)
		}
		clear(n.waiting)
		n.telling = len(keys) > 0
		n.mu.Unlock()
		if len(keys) == 0 {
			return
		}
		ctx, cancel := d.bounded(context.Background())
		_, _ = d.pool.Exec(ctx, `SELECT pg_notify('desk_changed', key) FROM unnest($1::text[]) AS key WHERE octet_length(key) < 8000`, keys)
		cancel()
	}
}

// Follow hears of what other nodes do until ctx ends. In SQLite, it only waits for that. It keeps
// one connection.
func (s *Store) Follow(ctx context.Context, on News) {
	d, shared := s.in.(*server)
	for shared && ctx.Err() == nil {
		if err := d.follow(ctx, on); err != nil && ctx.Err() == nil {
			on.Log(err)
			select {
			case <-ctx.Done():
			case <-time.After(againNews):
			}
		}
	}
	<-ctx.Done()
}

func (d *server) follow(ctx context.Context, on News) error {
	lent, err := d.held.Acquire(ctx)
	if err != nil {
		return err
	}
	defer giveUp(lent)
	conn := lent.Conn()
	for _, name := range []string{"desk_changed", "desk_record"} {
		if _, err := conn.Exec(ctx, `LISTEN `+pgx.Identifier{name}.Sanitize()); err != nil {
			return err
		}
	}
	for {
		on.All()
		if err := d.listen(ctx, conn, on); err != nil {
			return err
		}
	}
}

// listen passes on what is told until it is time to look at everything.
func (d *server) listen(ctx context.Context, conn *pgx.Conn, on News) error {
	until, cancel := context.WithTimeout(ctx, pollNews)
	defer cancel()
	for {
		told, err := conn.WaitForNotification(until)
		switch {
		case err != nil && ctx.Err() == nil && until.Err() != nil:
			return nil
		case err != nil:
			return err
		case told.Channel == "desk_record":
			on.Record()
			continue
		}
		if from, key, _ := strings.Cut(told.Payload, " "); from != d.news.me {
			on.Changed(key)
		}
	}
}

// giveUp closes a connection that listens, so that the pool does not lend it to others.
func giveUp(conn *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Conn().Close(ctx) // it is given up in any case
	conn.Release()
}

// tellRecord tells all nodes, with the commit, that a channel was changed.
func (t *Tx) tellRecord(id string) error {
	if _, shared := t.q.(remote); !shared {
		return nil
	}
	_, err := t.exec(`SELECT pg_notify('desk_record', ?)`, id)
	return err
}

// Limiter returns the rate limits that the nodes share. It is nil in SQLite: one process counts in
// memory.
func (s *Store) Limiter() pace.Limiter {
	if d, shared := s.in.(*server); shared {
		return postgres.NewLimiter(d.pool)
	}
	return nil
}
