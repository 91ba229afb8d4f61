package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"testing"
	"time"
)

// A desk is the record that the tests export: a cell of every kind, and a secret.
type desk struct {
	ID      string
	Name    string
	Agents  int64
	Load    float64
	Open    bool
	Changed time.Time
	Secret  string
}

var t0 = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// deskColumns can be written and read back.
func deskColumns() []Column[desk] {
	return []Column[desk]{
		{Name: "id", Value: func(d desk) Value { return TextValue(d.ID) },
			Set: func(d *desk, v Value) error { d.ID = v.Text(); return nil }},
		{Name: "name", Value: func(d desk) Value { return TextValue(d.Name) },
			Set: func(d *desk, v Value) error { d.Name = v.Text(); return nil }},
		{Name: "agents", Kind: Number, Value: func(d desk) Value { return IntValue(d.Agents) },
			Set: func(d *desk, v Value) error {
				n, ok := v.Int()
				if !ok || n < 0 {
					return errors.New("no number of agents")
				}
				d.Agents = n
				return nil
			}},
		{Name: "load", Kind: Number, Value: func(d desk) Value { return FloatValue(d.Load) },
			Set: func(d *desk, v Value) error { d.Load = v.Float(); return nil }},
		{Name: "open", Kind: Bool, Value: func(d desk) Value { return BoolValue(d.Open) },
			Set: func(d *desk, v Value) error { d.Open = v.Bool(); return nil }},
		{Name: "changed", Kind: Time, Value: func(d desk) Value { return TimeValue(d.Changed) },
			Set: func(d *desk, v Value) error { d.Changed = v.Time(); return nil }},
		{Name: "secret", Withheld: true},
	}
}

// desks makes n records with keys that rise.
func desks(n int) []desk {
	names := []string{"Sales", "=1+1", "a,\"b\"\r\nc", "  -5", "转人工", "", "'quoted", "\u00e9t\u00e9"}
	all := make([]desk, n)
	for i := range all {
		all[i] = desk{
			ID: fmt.Sprintf("desk-%06d", i), Name: names[i%len(names)], Agents: int64(i % 40), Load: float64(i%7) / 4,
			Open: i%3 == 0, Changed: t0.Add(time.Duration(i) * 1234567 * time.Microsecond), Secret: "hunter2",
		}
	}
	return all
}

// list is a source over records that nobody changes.
func list(all []desk) Source[desk] {
	return Source[desk]{Total: len(all), Rows: func(_ context.Context, after string) iter.Seq2[Row[desk], error] {
		return func(yield func(Row[desk], error) bool) {
			for _, d := range all {
				if d.ID > after && !yield(Row[desk]{Key: d.ID, Value: d}, nil) {
					return
				}
			}
		}
	}}
}

// clock is a clock that goes on by a second whenever it is read.
func clock() func() time.Time {
	now := t0
	return func() time.Time {
		now = now.Add(time.Second)
		return now
	}
}

// config writes desks into a sink.
func config(sink Sink) Config[desk] {
	return Config[desk]{Columns: deskColumns(), Schema: 1, FileRows: 10, Sink: sink, Now: clock()}
}

func pending() Task { return Task{ID: "task-1", Base: "desks", Filter: "all", Created: t0} }

// content reads a file of a sink.
func content(t *testing.T, sink Sink, name string) string {
	t.Helper()
	r, err := sink.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
