package limitertest_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/pace/limitertest"
)

// table is a limiter as a host may keep it in a database: one row for each limit and one for each
// key, both with a column of JSON. The mutex is in place of a transaction that locks the rows in
// the order in which they are asked for.
type table struct {
	mu   sync.Mutex
	now  time.Time // the database's clock
	last uint64
	rows map[string][]byte
}

// limitRow is one limit: what is out, and when the next call may come.
type limitRow struct {
	Out  []out
	Next time.Time // of the spacing: the earliest instant of the next call, if none may come at once
}

type out struct {
	Grant uint64
	Cost  int
	Per   time.Duration
	Back  time.Time
	Held  bool
}

// keyRow is one key: its pause, and what the platform said.
type keyRow struct {
	Paused time.Time
	Left   int
	Till   time.Time
}

func (t *table) load(name string, row any) {
	if data := t.rows[name]; data != nil {
		if err := json.Unmarshal(data, row); err != nil {
			panic(err)
		}
	}
}

func (t *table) save(name string, row any) {
	data, err := json.Marshal(row)
	if err != nil {
		panic(err)
	}
	t.rows[name] = data
}

func nameOf(l pace.Limit) string { return string(l.Bucket) + " in " + l.Per.String() }

func (t *table) Acquire(_ context.Context, limits []pace.Limit, hold time.Duration) (pace.Grant, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var worst pace.Grant
	for _, l := range limits {
		var key keyRow
		t.load(string(l.Bucket), &key)
		wait := key.Paused.Sub(t.now)
		if key.Left < 1 && t.now.Before(key.Till) {
			wait = max(wait, key.Till.Sub(t.now))
		}
		var row limitRow
		t.load(nameOf(l), &row)
		if wait = max(wait, row.wait(l, t.now)); wait > worst.Wait {
			worst = pace.Grant{Wait: wait, Bucket: l.Bucket}
		}
	}
	if worst.Wait > 0 {
		return worst, nil
	}
	t.last++
	for i, l := range limits {
		if i == 0 || limits[i-1].Bucket != l.Bucket {
			var key keyRow
			t.load(string(l.Bucket), &key)
			key.Left--
			t.save(string(l.Bucket), key)
		}
		var row limitRow
		t.load(nameOf(l), &row)
		cost := min(max(1, l.Cost), l.N)
		row.Out = append(row.Out, out{Grant: t.last, Cost: cost, Per: l.Per, Back: t.now.Add(hold + l.Per), Held: true})
		if perSecond, burst, ok := l.Spacing(); ok {
			gap := time.Duration(float64(cost) / perSecond * float64(time.Second))
			if full := t.now.Add(-time.Duration(burst-1) * gap); row.Next.Before(full) {
				row.Next = full
			}
			row.Next = row.Next.Add(gap)
		}
		t.save(nameOf(l), row)
	}
	return pace.Grant{ID: t.last}, nil
}

func (r *limitRow) wait(l pace.Limit, now time.Time) time.Duration {
	if l.N <= 0 {
		return 0
	}
	r.Out = slices.DeleteFunc(r.Out, func(o out) bool { return !o.Back.After(now) })
	slices.SortFunc(r.Out, func(a, b out) int { return a.Back.Compare(b.Back) })
	lack := min(max(1, l.Cost), l.N) - l.N
	for _, o := range r.Out {
		lack += o.Cost
	}
	var wait time.Duration
	for _, o := range r.Out {
		if lack <= 0 {
			break
		}
		back := o.Back.Sub(now)
		if o.Held {
			back = min(back, o.Per/2) // it may be given back any moment: ask again
		}
		wait = max(wait, back)
		lack -= o.Cost
	}
	return max(wait, r.Next.Sub(now))
}

func (t *table) Return(_ context.Context, grant uint64, r pace.Return) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	known := false
	under := make(map[pace.Bucket]int) // calls under way
	for name, data := range t.rows {
		var row limitRow
		if json.Unmarshal(data, &row) != nil {
			continue
		}
		for i, o := range row.Out {
			switch {
			case !o.Held || !o.Back.After(t.now):
			case o.Grant == grant:
				known = true
				row.Out[i].Held, row.Out[i].Back = false, t.now.Add(r.After(o.Per))
			default:
				key, _, _ := strings.Cut(name, " ")
				under[pace.Bucket(key)]++
			}
		}
		if len(row.Out) > 0 {
			t.save(name, row)
		}
	}
	if !known {
		return nil
	}
	for _, c := range r.Caps {
		var key keyRow
		t.load(string(c.Bucket), &key)
		if left := c.Remaining - under[c.Bucket]; !t.now.Before(key.Till) || left < key.Left {
			key.Left, key.Till = left, t.now.Add(c.Reset)
			t.save(string(c.Bucket), key)
		}
	}
	return nil
}

func (t *table) Pause(_ context.Context, key pace.Bucket, d time.Duration) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var row keyRow
	t.load(string(key), &row)
	if until := t.now.Add(d); until.After(row.Paused) {
		row.Paused = until
		t.save(string(key), row)
	}
	return nil
}

// A limiter of another make passes the suite.
func TestTable(t *testing.T) {
	var current *table
	limitertest.Run(t, limitertest.Harness{
		New: func(*testing.T) pace.Limiter {
			current = &table{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), rows: make(map[string][]byte)}
			return current
		},
		Advance: func(d time.Duration) {
			current.mu.Lock()
			current.now = current.now.Add(d)
			current.mu.Unlock()
		},
	})
}
