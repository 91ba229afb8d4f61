package channel

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Unit is what a platform counts a text's length in.
type Unit string

// Units of a length. The zero Unit counts runes.
const (
	Runes Unit = "runes" // Unicode code points
	UTF16 Unit = "utf16" // UTF-16 code units: an emoji outside the basic plane counts 2
	Bytes Unit = "bytes" // bytes of UTF-8
	// Weighted is how X counts a post: a Latin letter counts 1, a Chinese character or an emoji 2,
	// and a link 23, whatever its length. Pieces of a text may weigh more than the whole, so don't
	// cut a text by it. Length.Weights changes the weights.
	Weighted Unit = "weighted"
)

// Count returns the length of s in the unit.
func (u Unit) Count(s string) int {
	switch u {
	case Bytes:
		return len(s)
	case Weighted:
		return usual.weigh(s)
	case UTF16:
		n := 0
		for _, r := range s {
			n += utf16.RuneLen(r)
		}
		return n
	default:
		return utf8.RuneCountInString(s)
	}
}

// Length is a limit on a text. The zero value allows no text at all.
type Length struct {
	Max  int  `json:"max"`
	Unit Unit `json:"unit,omitempty"`
	// Weights are what characters weigh if Unit is Weighted. Defaults to those of X.
	Weights Weights `json:"weights,omitempty"`
}

// Count returns the length of s as the limit counts it.
func (l Length) Count(s string) int {
	if l.Unit == Weighted {
		return l.Weights.table().weigh(s)
	}
	return l.Unit.Count(s)
}

// Fits reports whether s is within the limit.
func (l Length) Fits(s string) bool {
	if l.Unit == Weighted { // a link weighs more or less than its bytes
		return l.Count(s) <= l.Max
	}
	// A text has at least as many bytes as runes or UTF-16 units, and at most four times as many: a
	// long one need not be counted.
	return len(s) <= l.Max || len(s)/4 <= l.Max && l.Unit.Count(s) <= l.Max
}

// Or returns l with usual's Max, Unit and Weights where l has none: so a platform's
// Config fills the limit of a text, and Length{Max: 500} counts in the platform's own unit.
func (l Length) Or(usual Length) Length {
	return Length{Max: cmp.Or(l.Max, usual.Max), Unit: cmp.Or(l.Unit, usual.Unit), Weights: cmp.Or(l.Weights, usual.Weights)}
}

// Check checks a limit that a host configures, for the check of a platform's Config, after
// [Length.Or]. It returns nil, or a [*FieldError] with [CodeInvalid]: Max must be at least 1, and
// the unit [Runes], [UTF16], [Bytes] or one of more. Weights must be readable; they are named as
// field.weights.
func (l Length) Check(field string, more ...Unit) error {
	units := append([]Unit{Runes, UTF16, Bytes}, more...)
	switch {
	case l.Max < 1:
		return &FieldError{Field: field, Code: CodeInvalid, Reason: "length must be at least 1"}
	case !slices.Contains(units, l.Unit):
		names := make([]string, len(units))
		for i, u := range units {
			names[i] = `"` + string(u) + `"`
		}
		return &FieldError{Field: field, Code: CodeInvalid, Reason: "unit must be one of " + strings.Join(names, ", ")}
	}
	return l.Weights.Check(field + ".weights")
}
