package jsonread

import (
	"math"
	"strconv"
)

// Int consumes an integer, or a string that holds one as JSON writes numbers. It may be written
// with a fraction of zeros or an exponent; what has a real fraction or does not fit in an int64 is
// a mismatch.
func (r *Reader) Int() int64 {
	number, ok := r.number()
	if !ok {
		return 0
	}
	n, ok := parseInt(number)
	if !ok {
		r.mismatches++
	}
	return n
}

// Float consumes a number, or a string that holds one as JSON writes it. A number beyond float64 is
// a mismatch.
func (r *Reader) Float() float64 {
	number, ok := r.number()
	if !ok {
		return 0
	}
	f, err := strconv.ParseFloat(string(number), 64)
	if err != nil {
		r.mismatches++
		return 0
	}
	return f
}

// Bool consumes true or false, also written "true", "false", 1 or 0.
func (r *Reader) Bool() bool {
	switch k := r.Kind(); k {
	case Bool, String, Number:
		switch string(r.Raw()) {
		case "true", `"true"`, "1":
			return true
		case "false", `"false"`, "0":
			return false
		}
		r.mismatches++
		return false
	}
	r.refuse()
	return false
}

// number consumes a number, or a string that holds one, and returns its bytes.
func (r *Reader) number() ([]byte, bool) {
	switch r.Kind() {
	case Number:
		return r.Raw(), true
	case String:
		raw, simple := r.quoted()
		if !simple {
			raw = []byte(unescape(raw))
		}
		if kinds[peek(raw, 0)] == Number {
			if i, problem := checkNumber(raw, 0); problem == "" && i == len(raw) {
				return raw, true
			}
		}
		r.mismatches++
		return nil, false
	}
	r.refuse()
	return nil, false
}

// parseInt returns the value of a JSON number that is an integer and fits.
func parseInt(b []byte) (int64, bool) {
	negative := peek(b, 0) == '-'
	if negative {
		b = b[1:]
	}
	whole := digits(b, 0)
	if whole == len(b) && whole <= 18 {
		n := int64(0)
		for _, c := range b {
			n = n*10 + int64(c-'0')
		}
		if negative {
			n = -n
		}
		return n, true
	}

	// The number is mantissa × 10^scale, where zeros are held back until a digit follows that needs
	// them.
	var mantissa uint64
	zeros, scale, i := 0, 0, 0
	for point := false; i < len(b); i++ {
		c := b[i]
		if c == '.' {
			point = true
			continue
		}
		if !isDigit(c) {
			break
		}
		if point {
			scale--
		}
		if c == '0' {
			zeros++
			continue
		}
		var ok bool
		if mantissa, ok = shift(mantissa, zeros+1, uint64(c-'0')); !ok {
			return 0, false
		}
		zeros = 0
	}
	if mantissa == 0 {
		return 0, true
	}
	if i < len(b) {
		scale += exponent(b[i+1:])
	}
	if scale += zeros; scale < 0 {
		return 0, false
	}
	mantissa, ok := shift(mantissa, scale, 0)
	switch {
	case !ok:
		return 0, false
	case negative && mantissa <= -math.MinInt64:
		return -int64(mantissa), true
	case !negative && mantissa <= math.MaxInt64:
		return int64(mantissa), true
	}
	return 0, false
}

// shift returns m × 10^n + digit unless that overflows.
func shift(m uint64, n int, digit uint64) (uint64, bool) {
	if m == 0 {
		return digit, true
	}
	for ; n > 0; n-- {
		if m > (math.MaxUint64-9)/10 {
			return 0, false
		}
		m *= 10
	}
	return m + digit, true
}

// exponent returns the value of an exponent's digits and sign. It stops growing where no body is
// long enough to make up for it.
func exponent(b []byte) int {
	n := 0
	for _, c := range b {
		if isDigit(c) && n < 1<<27 {
			n = n*10 + int(c-'0')
		}
	}
	if peek(b, 0) == '-' {
		n = -n
	}
	return n
}
