package channel

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Weights say what the characters of a weighted text weigh (Unit Weighted), as a line of text that
// a record or a form can hold:
//
//	link=23 emoji=2 other=2 1=0-10FF,2000-200D,2010-201F,2032-2037
//
// link is the weight of a link, whatever its length. emoji is the weight of an emoji that is made
// of several characters. A number before "=" is the weight of the characters in the ranges behind
// it, which are hexadecimal code points. other is the weight of every other character. Weights are
// whole numbers from 0 to 1000.
//
// Parts that are left out are as in the line above, which is the default: the configuration of X's
// public library twitter-text, version 3. X may change the configuration, and no call tells it. If
// a line holds any range, the default ranges do not apply.
type Weights string

// weights are Weights that were read.
type weights struct {
	link, emoji, other int
	ranges             []weightRange
}

type weightRange struct {
	first, last rune
	weight      int
}

// usual are the default weights.
var usual = &weights{link: 23, emoji: 2, other: 2, ranges: []weightRange{{0, 0x10FF, 1}, {0x2000, 0x200D, 1}, {0x2010, 0x201F, 1}, {0x2032, 0x2037, 1}}}

// of is the weight of one character.
func (w *weights) of(r rune) int {
	for _, x := range w.ranges {
		if x.first <= r && r <= x.last {
			return x.weight
		}
	}
	return w.other
}

// Check complains about weights that cannot be read, with a *FieldError for the field.
func (w Weights) Check(field string) error {
	if _, reason := w.read(); reason != "" {
		return &FieldError{Field: field, Code: CodeInvalid, Reason: reason}
	}
	return nil
}

// table returns the weights. If they cannot be read, it returns the default ones.
func (w Weights) table() *weights {
	if w == "" {
		return usual
	}
	t, reason := w.read()
	if reason != "" {
		return usual
	}
	return t
}

// heaviest bounds a weight, so that a sum of weights does not overflow.
const heaviest = 1000

// read reads the line. reason says what is wrong with it; it is empty if nothing is.
func (w Weights) read() (t *weights, reason string) {
	own := *usual
	t, own.ranges = &own, nil
	for part := range strings.FieldsSeq(string(w)) {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "link", "emoji", "other":
			n, ok := weight(value)
			if !ok {
				return nil, "weight of " + name + " must be a number from 0 to 1000"
			}
			*map[string]*int{"link": &t.link, "emoji": &t.emoji, "other": &t.other}[name] = n
		default:
			n, ok := weight(name)
			if !ok {
				return nil, `each part of the weights must be link=, emoji=, other= or a number with ranges, such as "1=0-10FF"`
			}
			for span := range strings.SplitSeq(value, ",") {
				first, last, ok := codePoints(span)
				if !ok {
					return nil, "range of weights must be two hexadecimal code points, such as 2000-200D"
				}
				t.ranges = append(t.ranges, weightRange{first, last, n})
			}
		}
	}
	if t.ranges == nil {
		t.ranges = slices.Clone(usual.ranges)
	}
	return t, ""
}

func weight(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n <= heaviest
}

func codePoints(s string) (first, last rune, ok bool) {
	from, to, _ := strings.Cut(s, "-")
	a, err := strconv.ParseUint(from, 16, 32)
	b, err2 := strconv.ParseUint(to, 16, 32)
	return rune(a), rune(b), err == nil && err2 == nil && a <= b && b <= utf8.MaxRune
}
