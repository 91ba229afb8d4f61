package recordexport

import (
	"errors"
	"math"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/export"
)

type (
	record = directory.Record
	column = export.Column[directory.Record]
)

// Columns are all columns of a record, named by the paths of its JSON form, in this order: those of
// Basic, and the channel's own information, which are its pages, certificates, path, connector and
// the settings of the drivers. Records come back as they were written, but for what the package
// comment names. Every credential of the drivers is a withheld column.
func Columns(drivers ...channel.Driver) []export.Column[directory.Record] {
	columns := append(Basic(), access()...)
	return append(columns, settings(drivers)...)
}

// Basic are the columns of the basic and the robot configuration: who the channel is, who serves it
// and when. They leave out the channel's own information and name no credential.
func Basic() []export.Column[directory.Record] {
	columns := identity()
	columns = append(columns, service()...)
	columns = append(columns, routing()...)
	columns = append(columns, times()...)
	return append(columns, notices()...)
}

// text is a column of a text or of a word.
func text[S ~string](name string, get func(record) S, set func(*record, S)) column {
	return column{Name: name,
		Value: func(r record) export.Value { return export.TextValue(string(get(r))) },
		Set:   func(r *record, v export.Value) error { set(r, S(v.Text())); return nil }}
}

// parsed is a column of what has a text form of its own.
func parsed[T any](name string, get func(record) T, format func(T) string, parse func(string) (T, error), set func(*record, T)) column {
	return column{Name: name,
		Value: func(r record) export.Value { return export.TextValue(format(get(r))) },
		Set: func(r *record, v export.Value) error {
			x, err := parse(v.Text())
			if err == nil {
				set(r, x)
			}
			return err
		}}
}

// number is a column of a whole number. It is always written, so an empty cell is a fault.
func number[N ~int | ~int64](name string, get func(record) N, set func(*record, N)) column {
	return column{Name: name, Kind: export.Number,
		Value: func(r record) export.Value { return export.IntValue(int64(get(r))) },
		Set: func(r *record, v export.Value) error {
			n, err := whole(v)
			if err == nil && int64(N(n)) != n {
				err = errors.New("the number is too large")
			}
			if err == nil {
				set(r, N(n))
			}
			return err
		}}
}

func whole(v export.Value) (int64, error) {
	n, ok := v.Int()
	switch {
	case v.IsEmpty():
		return 0, errors.New("a number is needed")
	case !ok && math.Abs(v.Float()) >= 1<<63:
		return 0, errors.New("the number is too large")
	case !ok:
		return 0, errors.New("a whole number is needed")
	}
	return n, nil
}

// truth is a column of a truth value. It is always written, so an empty cell is a fault.
func truth(name string, get func(record) bool, set func(*record, bool)) column {
	return column{Name: name, Kind: export.Bool,
		Value: func(r record) export.Value { return export.BoolValue(get(r)) },
		Set: func(r *record, v export.Value) error {
			if v.IsEmpty() {
				return errors.New("true or false is needed")
			}
			set(r, v.Bool())
			return nil
		}}
}
