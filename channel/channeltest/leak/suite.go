package leak

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Suite calls everything that packages export, while their calls fail in every way, and searches
// what comes back for credentials. W is the platform's world: the channels under test with their
// stand-ins.
type Suite[W any] struct {
	// Packages are those under test, by the folder of each.
	Packages map[string]string
	// World makes the channels that use the wire. Its argument call is the name, in Calls, of the
	// function that will be called. It sets Pass, and Spared and Learnt where the platform has
	// them, and gives the credentials that the function uses to [Wire.Use].
	World func(w *Wire, call string) W
	// Calls call each exported function by its name, "telegram.Channel.Send", and return every
	// value and error that a host gets from it. A name with a colon is a further way to call the
	// same function.
	Calls map[string]func(context.Context, W) []any
	// Modes are the ways to fail.
	Modes func(*testing.T) []Mode

	// Patience bounds each call of Calls, for platforms whose calls wait. Defaults to a minute.
	Patience time.Duration

	Alone     []string // names in Calls of functions that make no HTTP call: each is tried once
	Unfailing []string // names in Calls of functions that return no error in any mode
	// Harmless are exported functions that can neither fail nor do I/O, and return no more than
	// they were given. They are not called.
	Harmless []string

	// Values are the values of the packages' own types, by "package.Type", made with credentials
	// where they take some.
	Values func(W) map[string]any
}

// Run runs the suite.
func (s Suite[W]) Run(t *testing.T) {
	t.Run("results", s.results)
	t.Run("values", s.values)
	t.Run("complete", s.complete)
}

// results checks that no credential is in an error, in anything that comes back, or in a file's
// name, whatever is called and however it fails.
func (s Suite[W]) results(t *testing.T) {
	var mu sync.Mutex
	failed := make(map[string]int)
	tried := 0
	all := s.Modes(t)
	t.Run("fails", func(t *testing.T) {
		for i, m := range all {
			t.Run(m.Name, func(t *testing.T) {
				t.Parallel()
				counts := s.fail(t, m, i)
				mu.Lock()
				defer mu.Unlock()
				tried++
				for name, n := range counts {
					failed[name] += n
				}
			})
		}
	})
	for name := range s.Calls {
		if tried == len(all) && failed[name] == 0 && !slices.Contains(s.Unfailing, name) {
			t.Errorf("%s was called, and never failed", name)
		}
	}
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errors.New("the host shuts down"))
		for name, call := range s.Calls {
			w, world := s.world(t, name, Mode{Answer: Answer(200, AsText(200))}, 0, false)
			for _, v := range call(ctx, world) {
				w.Search(name, v)
			}
		}
	})
}

func (s Suite[W]) world(t *testing.T, call string, m Mode, after int, spare bool) (*Wire, W) {
	w := &Wire{TB: t, Mode: m, After: after}
	world := s.World(w, call)
	if !spare {
		w.Spared = nil
	}
	return w, world
}

// fail calls everything while calls fail in one way, from the first on, or after some have
// succeeded. It counts the errors. A function that makes no calls is tried once. With -short, calls
// fail from the first on, or after two; and each function meets every third way only.
func (s Suite[W]) fail(t *testing.T, m Mode, number int) map[string]int {
	failed := make(map[string]int)
	names := slices.Sorted(maps.Keys(s.Calls))
	for i, at := range []struct {
		after int
		spare bool
	}{{0, false}, {0, true}, {1, true}, {2, true}} {
		if testing.Short() && i%3 != 0 {
			continue
		}
		for k, name := range names {
			call, alone := s.Calls[name], slices.Contains(s.Alone, name)
			if alone && (i > 0 || number > 0) || testing.Short() && !alone && (k+number)%3 != 0 {
				continue
			}
			ctx, cancel := context.WithTimeout(t.Context(), cmp.Or(s.Patience, time.Minute))
			if m.Name == "silence" {
				cancel()
				ctx, cancel = context.WithTimeout(t.Context(), time.Millisecond)
			}
			w, world := s.world(t, name, m, at.after, at.spare)
			for _, v := range call(ctx, world) {
				w.Search(name, v)
			}
			failed[name] += w.Failed()
			cancel()
		}
	}
	return failed
}

// values checks that what a host prints of the packages' own values shows no credential either.
func (s Suite[W]) values(t *testing.T) {
	w, world := s.world(t, "", Mode{}, 0, false)
	values := s.Values(world)
	for name, v := range values {
		w.Search(name, v)
		w.Search(name+" in a field", struct{ V any }{v})
		w.Search(name+" in a list", []any{v, &v})
	}
	_, types := Exported(t, s.Packages)
	if missing := without(types, slices.Collect(maps.Keys(values))); len(missing) > 0 {
		t.Errorf("the search does not print these types: %v; add them to Values", missing)
	}
}

// complete checks that the search cannot fall behind: each exported function is either called, or
// returns nothing that could tell.
func (s Suite[W]) complete(t *testing.T) {
	called := slices.Clone(s.Harmless)
	for name := range s.Calls {
		name, _, _ = strings.Cut(name, ":")
		called = append(called, name)
	}
	functions, _ := Exported(t, s.Packages)
	names := slices.Collect(maps.Keys(functions))
	if missing := without(names, called); len(missing) > 0 {
		t.Errorf("not searched: %v; add them to Calls", missing)
	}
	if gone := without(called, names); len(gone) > 0 {
		t.Errorf("there are no such functions: %v", gone)
	}
	for _, name := range s.Harmless {
		if functions[name] {
			t.Errorf("%s can fail, or takes a context: it belongs into Calls", name)
		}
	}
}

// without returns what of all is not in some.
func without(all, some []string) (left []string) {
	for _, s := range all {
		if !slices.Contains(some, s) {
			left = append(left, s)
		}
	}
	slices.Sort(left)
	return left
}
