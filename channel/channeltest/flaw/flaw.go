// Package flaw runs checks that should fail, for tests of test suites: a suite is worth what it
// finds in an implementation with a known flaw.
package flaw

import (
	"fmt"
	"runtime"
	"sync"
	"testing"
)

// recorder is a test that may fail.
type recorder struct {
	testing.TB
	mu     sync.Mutex
	failed bool
	said   []string
}

// Found runs a check, and reports whether it failed and what it said. The failures of the check are
// not those of t. A check may call FailNow and Fatal in its own goroutine.
func Found(t testing.TB, check func(t testing.TB)) (failed bool, said []string) {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		check(r)
	}()
	<-done
	return r.Failed(), r.said
}

func (r *recorder) say(text string, fail bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, text)
	r.failed = r.failed || fail
}

func (r *recorder) Helper()                   {}
func (r *recorder) Log(a ...any)              { r.say(fmt.Sprint(a...), false) }
func (r *recorder) Logf(f string, a ...any)   { r.say(fmt.Sprintf(f, a...), false) }
func (r *recorder) Error(a ...any)            { r.say(fmt.Sprint(a...), true) }
func (r *recorder) Errorf(f string, a ...any) { r.say(fmt.Sprintf(f, a...), true) }
func (r *recorder) Fatal(a ...any)            { r.say(fmt.Sprint(a...), true); runtime.Goexit() }
func (r *recorder) Fatalf(f string, a ...any) { r.say(fmt.Sprintf(f, a...), true); runtime.Goexit() }
func (r *recorder) Fail()                     { r.say("", true) }
func (r *recorder) FailNow()                  { r.say("", true); runtime.Goexit() }

func (r *recorder) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}
