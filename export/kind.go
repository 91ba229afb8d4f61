package export

import "fmt"

// A Kind says what the cells of a column are. The zero value is Text. As text it is "text", "number", "bool" or "time".
type Kind uint8

// The kinds of columns.
const (
	Text   Kind = iota // words; in CSV guarded against being taken for formulas
	Number             // integers and decimal numbers
	Bool               // true or false
	Time               // instants, written in UTC

	invalid // a value that no column can hold, such as a number that is none
)

var kindNames = [...]string{"text", "number", "bool", "time"}

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
