package session

import (
	"fmt"
	"slices"
	"strconv"
)

// An Enum is a small enumeration whose values have words, in texts and in JSON. The enumerations of
// this package, such as [Phase] and [Notice], are Enums with different words; they do not convert
// into each other by assignment. Other packages cannot make one.
type Enum[W vocabulary] uint8

// vocabulary holds the words of one enumeration.
type vocabulary interface {
	// words returns the noun of the enumeration, and its words in the order of its values.
	words() (noun string, list []string)
}

// String returns the word of a value, in lower case with hyphens, or its number if it has none.
func (e Enum[W]) String() string {
	var w W
	if _, list := w.words(); int(e) < len(list) {
		return list[e]
	}
	return strconv.Itoa(int(e))
}

// MarshalText writes the word of String. A value without a word is an error.
func (e Enum[W]) MarshalText() ([]byte, error) {
	var w W
	noun, list := w.words()
	if int(e) >= len(list) {
		return nil, fmt.Errorf("session: %s %d has no name", noun, uint8(e))
	}
	return []byte(list[e]), nil
}

// UnmarshalText reads the word of String.
func (e *Enum[W]) UnmarshalText(b []byte) error {
	var w W
	noun, list := w.words()
	i := slices.Index(list, string(b))
	if i < 0 {
		return fmt.Errorf("session: unknown %s %q", noun, b)
	}
	*e = Enum[W](i)
	return nil
}
