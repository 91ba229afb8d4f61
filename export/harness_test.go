package export

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
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

// list is a source over records that do not change.
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

// A note is a record of one cell of every kind, and sets what it is given.
type note struct{ Text, Number, Bool, Time Value }

func noteColumns() []Column[note] {
	return []Column[note]{
		{"text", Text, func(n note) Value { return n.Text }, func(n *note, v Value) error { n.Text = v; return nil }, false},
		{"number", Number, func(n note) Value { return n.Number }, func(n *note, v Value) error { n.Number = v; return nil }, false},
		{"bool", Bool, func(n note) Value { return n.Bool }, func(n *note, v Value) error { n.Bool = v; return nil }, false},
		{"time", Time, func(n note) Value { return n.Time }, func(n *note, v Value) error { n.Time = v; return nil }, false},
	}
}

// written is a file of notes.
func written(t *testing.T, f Format, notes ...note) string {
	t.Helper()
	var out strings.Builder
	columns := noteColumns()
	fields, _ := fieldsOf(columns)
	w, err := f.NewWriter(&out, fields)
	require.NoError(t, err)
	for _, n := range notes {
		require.NoError(t, w.WriteRow([]Value{n.Text, n.Number, n.Bool, n.Time}))
	}
	require.NoError(t, w.Close())
	return out.String()
}

// nasty draws texts from what makes trouble.
func nasty(r *rand.Rand) string {
	bits := []string{"=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", " ", "'", `"`, ",", ";", "a", "1", "é", "转", "\u200b", "\ufeff", `\.`, "_x000D_", "<", "&"}
	var b strings.Builder
	for range r.IntN(8) {
		b.WriteString(bits[r.IntN(len(bits))])
	}
	return b.String()
}

// readDesks reads a CSV file with encoding/csv, which turns CR LF inside a cell into LF.
func readDesks(t interface{ Fatal(...any) }, text string) []desk {
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, mark))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns := deskColumns()
	var all []desk
	for _, cells := range rows[1:] {
		var d desk
		for i, cell := range cells {
			v, err := ParseValue(columns[i].Kind, Unguard(cell))
			if err == nil {
				err = columns[i].Set(&d, v)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		all = append(all, d)
	}
	return all
}
