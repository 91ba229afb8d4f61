package export

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// A Value is one cell. Values are comparable with ==. The zero Value is the empty cell, which fits
// a column of any kind; the empty text is the same thing.
type Value struct {
	text string
	num  int64 // an integer, the bits of a float, 1 for true, seconds since 1970
	nano int32 // of a time
	form form
}

// A form says how a Value is kept.
type form uint8

const (
	formEmpty form = iota
	formText
	formInt
	formFloat
	formBool
	formTime
	formInvalid
)

// TextValue is a cell of a Text column. Bytes that are no UTF-8 become U+FFFD.
func TextValue(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{text: strings.ToValidUTF8(s, "\uFFFD"), form: formText}
}

// IntValue is a cell of a Number column.
func IntValue(n int64) Value { return Value{num: n, form: formInt} }

// FloatValue is a cell of a Number column. A float without a fraction is the integer, -0 is 0. NaN
// and the infinities are no numbers: [Run] refuses to write them.
func FloatValue(f float64) Value {
	switch {
	case math.IsNaN(f) || math.IsInf(f, 0):
		return Value{form: formInvalid}
	case f == math.Trunc(f) && f >= -1<<63 && f < 1<<63:
		return IntValue(int64(f))
	}
	return Value{num: int64(math.Float64bits(f)), form: formFloat}
}

// BoolValue is a cell of a Bool column.
func BoolValue(b bool) Value {
	if b {
		return Value{num: 1, form: formBool}
	}
	return Value{form: formBool}
}

// TimeValue is a cell of a Time column, kept to the nanosecond; the zone is not kept. The zero Time
// is the empty cell. Years before 0 and after 9999 have no text form: [Run] refuses to write them.
func TimeValue(t time.Time) Value {
	if t.IsZero() {
		return Value{}
	}
	t = t.UTC()
	if y := t.Year(); y < 0 || y > 9999 {
		return Value{form: formInvalid}
	}
	return Value{num: t.Unix(), nano: int32(t.Nanosecond()), form: formTime}
}

// IsEmpty reports whether the cell is empty.
func (v Value) IsEmpty() bool { return v.form == formEmpty }

// Kind is the kind of column that the value belongs to. The empty value, which belongs to any, says
// Text.
func (v Value) Kind() Kind {
	switch v.form {
	case formEmpty, formText:
		return Text
	case formInt, formFloat:
		return Number
	case formBool:
		return Bool
	case formTime:
		return Time
	}
	return invalid
}

// fits reports whether a column of kind k may hold the value.
func (v Value) fits(k Kind) bool { return v.form == formEmpty || v.Kind() == k }

// Text is the text of a text value, and "" for others; see String.
func (v Value) Text() string { return v.text }

// Int is the number as an integer; ok is false for other values and for numbers with a fraction or
// beyond 64 bits.
func (v Value) Int() (n int64, ok bool) {
	if v.form != formInt {
		return 0, false
	}
	return v.num, true
}

// Float is the number, rounded to the nearest float; 0 for other values.
func (v Value) Float() float64 {
	switch v.form {
	case formInt:
		return float64(v.num)
	case formFloat:
		return math.Float64frombits(uint64(v.num))
	}
	return 0
}

// Bool is the value of a bool value, and false for others.
func (v Value) Bool() bool { return v.form == formBool && v.num == 1 }

// Time is the instant of a time value in UTC, and the zero Time for others.
func (v Value) Time() time.Time {
	if v.form != formTime {
		return time.Time{}
	}
	return time.Unix(v.num, int64(v.nano)).UTC()
}

// String is the cell as Append writes it.
func (v Value) String() string {
	if v.form == formText {
		return v.text
	}
	return string(v.Append(nil))
}

// Append appends the cell in its plain text form: text as it is, numbers as in JSON, true or false,
// instants as RFC 3339 in UTC with as many decimals as needed. The empty cell appends nothing.
// There is no guard against formulas: see [Guard].
func (v Value) Append(b []byte) []byte {
	switch v.form {
	case formText:
		return append(b, v.text...)
	case formInt:
		return strconv.AppendInt(b, v.num, 10)
	case formFloat:
		return appendFloat(b, v.Float())
	case formBool:
		return strconv.AppendBool(b, v.num == 1)
	case formTime:
		return v.Time().AppendFormat(b, time.RFC3339Nano)
	}
	return b
}

// appendFloat keeps all digits, and uses an exponent only where the number would be long without.
func appendFloat(b []byte, f float64) []byte {
	format := byte('f')
	if abs := math.Abs(f); abs < 1e-6 || abs >= 1e21 {
		format = 'e'
	}
	return strconv.AppendFloat(b, f, format, -1, 64)
}
