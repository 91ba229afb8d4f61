package export

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// ParseValue reads a cell's plain text form, as [Value.Append] writes it and as spreadsheets write
// it again: TRUE for true, times of any offset. White space around what is not text does not count.
// The empty text is the empty cell. It does not strip a guard: see [Unguard]. See decision 172.
func ParseValue(k Kind, s string) (Value, error) {
	if k == Text {
		return TextValue(s), nil
	}
	s = strings.TrimSpace(s)
	if s == "" {
		return Value{}, nil
	}
	switch k {
	case Number:
		return parseNumber(s)
	case Bool:
		switch {
		case strings.EqualFold(s, "true"):
			return BoolValue(true), nil
		case strings.EqualFold(s, "false"):
			return BoolValue(false), nil
		}
		return Value{}, errors.New("neither true nor false")
	case Time:
		t, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			return Value{}, errors.New("no time such as 2026-01-31T09:00:00Z")
		}
		if v := TimeValue(t); v.fits(Time) {
			return v, nil
		}
		return Value{}, errors.New("a year out of range")
	}
	return Value{}, errors.New("no such kind of column")
}

var errNumber = errors.New("no number such as -12.5")

func parseNumber(s string) (Value, error) {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c == '+', c == '-', c == '.', c == 'e', c == 'E':
		default:
			return Value{}, errNumber // hexadecimal, inf, 1_000 are for programmers
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return IntValue(n), nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if errors.Is(err, strconv.ErrRange) {
		return Value{}, errors.New("a number out of range")
	}
	if err != nil {
		return Value{}, errNumber
	}
	if !keeps(f, s) {
		return Value{}, errors.New("a number with more digits than can be kept")
	}
	return FloatValue(f), nil
}

// keeps reports whether a float is what its text says: not zero in place of 1e-400, and not the
// neighbour of a whole number, as for 9007199254740993.0. A fraction is the nearest float, with
// however many digits a program wrote it.
func keeps(f float64, text string) bool {
	mantissa, _, _ := strings.Cut(strings.ToLower(strings.TrimLeft(text, "+-")), "e")
	digits := strings.Trim(strings.Replace(mantissa, ".", "", 1), "0")
	switch {
	case f == 0:
		return digits == ""
	case math.Abs(f) < 1<<53 || math.Abs(f) >= 1<<63: // beyond 64 bits there are no whole numbers here
		return true
	}
	exact := strings.TrimRight(strconv.FormatFloat(math.Abs(f), 'f', 0, 64), "0")
	return digits == exact
}
