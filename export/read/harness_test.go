package read

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/export"
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
func deskColumns() []export.Column[desk] {
	return []export.Column[desk]{
		{Name: "id", Value: func(d desk) export.Value { return export.TextValue(d.ID) },
			Set: func(d *desk, v export.Value) error { d.ID = v.Text(); return nil }},
		{Name: "name", Value: func(d desk) export.Value { return export.TextValue(d.Name) },
			Set: func(d *desk, v export.Value) error { d.Name = v.Text(); return nil }},
		{Name: "agents", Kind: export.Number, Value: func(d desk) export.Value { return export.IntValue(d.Agents) },
			Set: func(d *desk, v export.Value) error {
				n, ok := v.Int()
				if !ok || n < 0 {
					return errors.New("no number of agents")
				}
				d.Agents = n
				return nil
			}},
		{Name: "load", Kind: export.Number, Value: func(d desk) export.Value { return export.FloatValue(d.Load) },
			Set: func(d *desk, v export.Value) error { d.Load = v.Float(); return nil }},
		{Name: "open", Kind: export.Bool, Value: func(d desk) export.Value { return export.BoolValue(d.Open) },
			Set: func(d *desk, v export.Value) error { d.Open = v.Bool(); return nil }},
		{Name: "changed", Kind: export.Time, Value: func(d desk) export.Value { return export.TimeValue(d.Changed) },
			Set: func(d *desk, v export.Value) error { d.Changed = v.Time(); return nil }},
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

// A note is a record of one cell of every kind, and sets what it is given.
type note struct{ Text, Number, Bool, Time export.Value }

func noteColumns() []export.Column[note] {
	return []export.Column[note]{
		{Name: "text", Kind: export.Text, Value: func(n note) export.Value { return n.Text }, Set: func(n *note, v export.Value) error { n.Text = v; return nil }},
		{Name: "number", Kind: export.Number, Value: func(n note) export.Value { return n.Number }, Set: func(n *note, v export.Value) error { n.Number = v; return nil }},
		{Name: "bool", Kind: export.Bool, Value: func(n note) export.Value { return n.Bool }, Set: func(n *note, v export.Value) error { n.Bool = v; return nil }},
		{Name: "time", Kind: export.Time, Value: func(n note) export.Value { return n.Time }, Set: func(n *note, v export.Value) error { n.Time = v; return nil }},
	}
}

// written is a file of notes.
func written(t *testing.T, f export.Format, notes ...note) string {
	t.Helper()
	var out strings.Builder
	var fields []export.Field
	for _, c := range noteColumns() {
		fields = append(fields, export.Field{Name: c.Name, Kind: c.Kind})
	}
	w, err := f.NewWriter(&out, fields)
	require.NoError(t, err)
	for _, n := range notes {
		require.NoError(t, w.WriteRow([]export.Value{n.Text, n.Number, n.Bool, n.Time}))
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
