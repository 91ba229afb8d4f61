package session

import (
	"fmt"
	"strconv"
)

// name returns the word for a small enumeration value.
func name[T ~uint8](v T, names []string) string {
	if int(v) < len(names) {
		return names[v]
	}
	return strconv.Itoa(int(v))
}

// text is name for marshalling: a value without a word is an error.
func text[T ~uint8](v T, names []string) ([]byte, error) {
	if int(v) >= len(names) {
		return nil, fmt.Errorf("session: %T %d has no name", v, v)
	}
	return []byte(names[v]), nil
}

// parse finds the value of a word.
func parse[T ~uint8](v *T, b []byte, names []string) error {
	for i, n := range names {
		if n == string(b) {
			*v = T(i)
			return nil
		}
	}
	return fmt.Errorf("session: unknown %T %q", *v, b)
}
