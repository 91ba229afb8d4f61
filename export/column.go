package export

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/contactkit/contactkit/fielderror"
)

// A Column is one thing about a record that may leave the host. The list of columns is the
// allow-list: what is not in it is in no file.
type Column[T any] struct {
	// Name is the column's head and its key in JSON lines: unique, without control characters.
	Name string
	Kind Kind
	// Value gives the cell of a record: a value of the column's kind, or the zero Value for an
	// empty cell. It must depend on the record alone, so that a row written twice is the same
	// twice.
	Value func(T) Value
	// Set, for reading back, puts a cell into a record. An error is reported with line and column,
	// and the record left out. A column without Set is checked and passed over.
	Set func(*T, Value) error
	// Withheld names a column that the record has and the export does not hold, such as a secret:
	// it is named in the manifest and is in no file. Value is never called.
	Withheld bool
}

// A Field is a column as files and manifests know it.
type Field struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
}

// fieldsOf divides columns into those that are written and the names of those that are withheld.
func fieldsOf[T any](columns []Column[T]) (fields []Field, withheld []string) {
	for _, c := range columns {
		if c.Withheld {
			withheld = append(withheld, c.Name)
		} else {
			fields = append(fields, Field{c.Name, c.Kind})
		}
	}
	return fields, withheld
}

// CheckColumns joins a [*FieldError] for each complaint about columns: no name, a name that is
// there twice, no such kind.
func CheckColumns[T any](columns []Column[T]) error {
	var errs []error
	complain := func(code string, i int, format string, args ...any) {
		errs = append(errs, wrong(code, fmt.Sprintf("Columns[%d]", i), format, args...))
	}
	seen, written := make(map[string]int), 0
	for i, c := range columns {
		switch {
		case c.Name == "":
			complain(fielderror.Missing, i, "a column needs a name")
		case !utf8.ValidString(c.Name) || strings.ContainsFunc(c.Name, unicode.IsControl):
			complain(fielderror.Invalid, i, "the name %+q holds what no head of a column may", c.Name)
		}
		if first, twice := seen[c.Name]; twice && c.Name != "" {
			complain(fielderror.Duplicate, i, "%q is Columns[%d] already", c.Name, first)
		} else {
			seen[c.Name] = i
		}
		if int(c.Kind) >= len(kindNames) {
			complain(fielderror.Invalid, i, "no such kind: %d", c.Kind)
		}
		if !c.Withheld {
			written++
		}
	}
	if written == 0 {
		errs = append(errs, wrong(fielderror.Missing, "Columns", "at least one column must be written"))
	}
	return errors.Join(errs...)
}

// A Kind says what the cells of a column are. The zero value is Text. As text it is "text",
// "number", "bool" or "time".
type Kind uint8

// Kinds of a column: what its cells hold.
const (
	Text   Kind = iota // words; in CSV guarded against being taken for formulas
	Number             // integers and decimal numbers
	Bool               // true or false
	Time               // instants, written in UTC

	invalid // a value that no column can hold, such as a number that is none
)

var kindNames = [...]string{"text", "number", "bool", "time"}

// String returns the kind's name.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// MarshalText gives the kind's name; it refuses kinds that do not exist.
func (k Kind) MarshalText() ([]byte, error) {
	if int(k) >= len(kindNames) {
		return nil, fmt.Errorf("export: no such kind of column: %d", uint8(k))
	}
	return []byte(kindNames[k]), nil
}

// UnmarshalText reads a kind's name.
func (k *Kind) UnmarshalText(text []byte) error {
	for i, name := range kindNames {
		if string(text) == name {
			*k = Kind(i)
			return nil
		}
	}
	return fmt.Errorf("export: no such kind of column: %.32q", text)
}
