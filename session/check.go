package session

import (
	"fmt"
	"slices"
	"time"

	"github.com/contactkit/contactkit/fielderror"
)

// FieldError is one complaint of [Config.Check] or [Event.Check]: fielderror.Error, as everywhere
// in this module. Its Field is the Go name, such as "AgentSilent[1].Silence"; its Reason says what
// the field must be, and what it is. With the code fielderror.Conflict, Other is the field that it
// must fit.
type FieldError = fielderror.Error

// Check reports everything that is wrong with the configuration, as one error that joins a
// [*FieldError] for each complaint, or nil. The promises of this package hold for configurations
// that pass. With others, Step does not panic either.
//
// The bounds are those of [MessengerBounds]. A form may hold a configuration to
// narrower ones with [Bounds.Check].
func (c Config) Check() error { return MessengerBounds().Check(c) }

type checker struct{ all []error }

func (k *checker) add(field, limit, got string) {
	k.all = append(k.all, &FieldError{Field: field, Code: fielderror.Invalid, Reason: "must be " + limit + ", not " + got})
}

// word complains about a value of an enumeration that has no word.
func word[W vocabulary](k *checker, field string, v Enum[W]) {
	var w W
	if _, list := w.words(); int(v) >= len(list) {
		k.add(field, fmt.Sprintf("one of %v", list), v.String())
	}
}

func (k *checker) id(field, id string) {
	if id != "" && !validID(id) {
		k.add(field, fmt.Sprintf("UTF-8 of at most %d bytes without control characters", MaxID), fmt.Sprintf("%.40q", id))
	}
}

func (k *checker) number(field string, n, low, high int) {
	if n < low || n > high {
		k.add(field, fmt.Sprintf("%d to %d", low, high), fmt.Sprint(n))
	}
}

func (k *checker) span(field string, d time.Duration, r Range) {
	if d < r.Low || d > r.High || d%second != 0 {
		k.add(field, fmt.Sprintf("%v to %v in whole seconds", r.Low, r.High), d.String())
	}
}

// spanOrZero is span for a duration whose zero has a meaning of its own.
func (k *checker) spanOrZero(field string, d time.Duration, r Range) {
	if d != 0 {
		k.span(field, d, r)
	}
}

// below complains unless d is less than other; what is off (zero) is not compared.
func (k *checker) below(field string, d time.Duration, name string, other time.Duration) {
	if d > 0 && other > 0 && d >= other {
		k.all = append(k.all, &FieldError{Field: field, Code: fielderror.Conflict, Other: name,
			Reason: fmt.Sprintf("must be shorter than %s (%v), not %v", name, other, d)})
	}
}

// maxRungs bounds a ladder: each step may look at all of them.
const maxRungs = 8

func (k *checker) ladder(field string, l []Rung, within Range, final Consequence, others ...Consequence) {
	if len(l) > maxRungs {
		k.add(field, fmt.Sprintf("at most %d rungs", maxRungs), fmt.Sprint(len(l)))
	}
	var before time.Duration
	for i, r := range l {
		silence, then := fmt.Sprintf("%s[%d].Silence", field, i), fmt.Sprintf("%s[%d].Then", field, i)
		if i == len(l)-1 {
			k.span(silence, r.Silence, within)
			if r.Then != final {
				k.add(then, final.String()+", as the last rung", r.Then.String())
			}
		} else {
			k.span(silence, r.Silence, Range{second, within.High})
			if !slices.Contains(others, r.Then) {
				k.add(then, fmt.Sprintf("one of %v before the last rung", others), r.Then.String())
			}
		}
		if i > 0 && r.Silence <= before {
			k.add(silence, fmt.Sprintf("longer than the rung before (%v)", before), r.Silence.String())
		}
		before = r.Silence
	}
}

// total is the silence of a ladder's last rung; zero if it is off.
func total(l []Rung) time.Duration {
	if len(l) == 0 {
		return 0
	}
	return l[len(l)-1].Silence
}
