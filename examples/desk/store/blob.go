package store

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/export"
)

// blobs are bytes by name in a database, in parts, so that a large export needs no memory. An
// upload shows once it is committed, in place of the former one.
type blobs struct{ pool *pgxpool.Pool }

// partSize is how many bytes a row holds.
const partSize = 512 << 10

// Create begins a blob.
func (b blobs) Create(ctx context.Context, name string) (export.File, error) {
	return &upload{in: b, ctx: ctx, name: name, id: rand.Text()}, nil
}

// upload is a blob in the making.
type upload struct {
	in       blobs
	ctx      context.Context
	name, id string
	part     []byte // not stored yet
	n        int    // parts stored
	size     int64
	over     bool
}

func (u *upload) Write(p []byte) (n int, err error) {
	n = len(p)
	u.size += int64(n)
	u.part = append(u.part, p...)
	for len(u.part) >= partSize {
		if err := u.store(u.part[:partSize]); err != nil {
			return 0, err
		}
		u.part = append(u.part[:0], u.part[partSize:]...)
	}
	return n, nil
}

func (u *upload) store(part []byte) error {
	_, err := u.in.pool.Exec(u.ctx, `INSERT INTO blob_part(name, upload, n, at, data) VALUES($1, $2, $3, contactkit_now(), $4)`, u.name, u.id, u.n, part)
	u.n++
	return err
}

// Commit shows the blob, and deletes the one before it with what killed nodes left of it.
func (u *upload) Commit() error {
	if u.over {
		return errors.New("the upload has ended")
	}
	if len(u.part) > 0 {
		if err := u.store(u.part); err != nil {
			return err
		}
	}
	err := pgx.BeginFunc(u.ctx, u.in.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(u.ctx, `INSERT INTO blob(name, upload, size, at) VALUES($1, $2, $3, contactkit_now())
			ON CONFLICT (name) DO UPDATE SET upload = excluded.upload, size = excluded.size, at = excluded.at`, u.name, u.id, u.size); err != nil {
			return err
		}
		_, err := tx.Exec(u.ctx, `DELETE FROM blob_part WHERE name = $1 AND upload <> $2`, u.name, u.id)
		return err
	})
	u.over = err == nil
	return err
}

func (u *upload) Abort() error {
	if u.over {
		return nil
	}
	u.over = true
	ctx, cancel := context.WithTimeout(context.WithoutCancel(u.ctx), patience)
	defer cancel()
	_, err := u.in.pool.Exec(ctx, `DELETE FROM blob_part AS p WHERE name = $1 AND upload = $2
		AND NOT EXISTS (SELECT 1 FROM blob AS b WHERE b.name = p.name AND b.upload = p.upload)`, u.name, u.id)
	return err
}

// at is when a blob was committed.
func (b blobs) at(ctx context.Context, name string) (at time.Time, err error) {
	err = b.pool.QueryRow(ctx, `SELECT at FROM blob WHERE name = $1`, name).Scan(&at)
	if errors.Is(err, pgx.ErrNoRows) {
		err = notThere(name)
	}
	return at, err
}

// Open reads a blob part by part.
func (b blobs) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	r := &download{in: b, ctx: ctx, name: name}
	err := b.pool.QueryRow(ctx, `SELECT upload FROM blob WHERE name = $1`, name).Scan(&r.id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, notThere(name)
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// download is a blob that is being read.
type download struct {
	in       blobs
	ctx      context.Context
	name, id string
	part     []byte // not read yet
	n        int
	ended    bool
}

func (d *download) Read(p []byte) (int, error) {
	for len(d.part) == 0 {
		if d.ended {
			return 0, io.EOF
		}
		err := d.in.pool.QueryRow(d.ctx, `SELECT data FROM blob_part WHERE name = $1 AND upload = $2 AND n = $3`, d.name, d.id, d.n).Scan(&d.part)
		if errors.Is(err, pgx.ErrNoRows) {
			d.ended = true
			if _, gone := d.in.at(d.ctx, d.name); gone != nil { // removed while it was read
				return 0, gone
			}
			continue
		}
		if err != nil {
			return 0, err
		}
		d.n++
	}
	n := copy(p, d.part)
	d.part = d.part[n:]
	return n, nil
}

func (d *download) Close() error { return nil }

// Remove removes a blob, and what killed nodes left of it.
func (b blobs) Remove(ctx context.Context, name string) error {
	return pgx.BeginFunc(ctx, b.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM blob WHERE name = $1`, name)
		if err == nil {
			_, err = tx.Exec(ctx, `DELETE FROM blob_part WHERE name = $1`, name)
		}
		return err
	})
}

// Names returns the names of blobs that begin with a base, also of those in the making.
func (b blobs) Names(ctx context.Context, base string) ([]string, error) {
	found, err := b.pool.Query(ctx, `SELECT name FROM blob WHERE starts_with(name, $1) UNION SELECT name FROM blob_part WHERE starts_with(name, $1)`, base)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(found, pgx.RowTo[string])
}
