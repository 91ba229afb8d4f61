package conversation

import (
	"fmt"
	"log/slog"
	"slices"
)

// guarded is Plan, and survives a panic: the input at which it happened is set aside, and the rest
// goes on. The input is stored, so nothing is lost; an administrator must look at it.
func guarded(r Rules, v View, log *slog.Logger) (Change, error) {
	var bad []Input
	v.Inputs = slices.Clone(v.Inputs)
	for {
		at := 0
		c, err := protected(r, v, &at)
		if err == nil || err.panicked == nil {
			c.Bad = bad
			return c, err.plain()
		}
		if at >= len(v.Inputs) {
			return Change{}, fmt.Errorf("conversation: deciding on thread %s panicked: %T", v.Row.Thread.Key(), err.panicked)
		}
		log.Error("conversation: an input was set aside, because deciding on it panicked",
			"input", v.Inputs[at].ID, "thread", v.Row.Thread.Key(), "panic", fmt.Sprintf("%T", err.panicked))
		bad = append(bad, v.Inputs[at])
		v.Inputs = slices.Delete(v.Inputs, at, at+1)
	}
}

// planError is an error of Plan, or the value of its panic.
type planError struct {
	err      error
	panicked any
}

func (e *planError) plain() error {
	if e == nil {
		return nil
	}
	return e.err
}

func protected(r Rules, v View, at *int) (c Change, err *planError) {
	defer func() {
		if p := recover(); p != nil {
			c, err = Change{}, &planError{panicked: p}
		}
	}()
	c, failed := planAt(r, v, at)
	if failed != nil {
		return Change{}, &planError{err: failed}
	}
	return c, nil
}
