package web

import (
	"net/http"
	"strconv"
	"testing"
	"time"
)

func TestAttemptsAreLimited(t *testing.T) {
	d := open(t)
	for range 5 {
		if got := d.signIn("ann", wrong).StatusCode; got != http.StatusUnauthorized {
			t.Fatalf("status %d", got)
		}
	}
	got := d.signIn("ann", right)
	if got.StatusCode != http.StatusTooManyRequests || got.Header.Get("Retry-After") != "30" {
		t.Errorf("%d, wait %q", got.StatusCode, got.Header.Get("Retry-After"))
	}
	if got := d.signIn("ann", right, func(r *http.Request) { r.RemoteAddr = "192.0.2.9:1" }).StatusCode; got != http.StatusSeeOther {
		t.Errorf("somebody else's attempts lock ann out: %d", got)
	}
	d.now = d.now.Add(30 * time.Second)
	for range 7 { // who knows the password is not slowed down
		if got := d.signIn("ann", right).StatusCode; got != http.StatusSeeOther {
			t.Errorf("after the wait: %d", got)
		}
	}
}

func TestAttemptsOfAnAddress(t *testing.T) {
	var a attempts
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	for i := range 20 {
		if _, wait := a.try(now, string(rune('a'+i)), "192.0.2.1"); wait != 0 {
			t.Fatalf("attempt %d waits %v", i, wait)
		}
	}
	if _, wait := a.try(now, "a", "192.0.2.1"); wait != 6*time.Second {
		t.Errorf("a name that was mistyped waits %v, want 6s", wait)
	}
	if _, wait := a.try(now, "zoe", "192.0.2.1"); wait != 0 {
		t.Errorf("a name that was not mistyped waits %v", wait)
	}
	if _, wait := a.try(now, "zoe", "192.0.2.1"); wait != 6*time.Second {
		t.Errorf("its second attempt waits %v, want 6s", wait)
	}
	for i := range most + 10 {
		a.try(now, "ann", "198.51.100."+time.Duration(i).String())
	}
	if n := max(len(a.addresses), len(a.names)); n > most {
		t.Errorf("%d limiters are kept", n)
	}
}

// Made-up names from one address must neither fill the memory nor push out what is counted for the
// address.
func TestAttemptsWithMadeUpNames(t *testing.T) {
	var a attempts
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	for i := range 3 * most {
		a.try(now, strconv.Itoa(i), "192.0.2.1")
	}
	if len(a.addresses) != 1 || len(a.names) > most {
		t.Errorf("%d addresses, %d names are kept", len(a.addresses), len(a.names))
	}
	if tokens := a.addresses["192.0.2.1"].TokensAt(now); tokens >= 1 {
		t.Errorf("the address has %v attempts left", tokens)
	}
}

// One address does not fill the queue of passwords that are compared.
func TestPasswordsAtOnce(t *testing.T) {
	var a attempts
	for range atOnce {
		if !a.enter("192.0.2.1") {
			t.Fatal("the queue is full too early")
		}
	}
	if a.enter("192.0.2.1") || !a.enter("192.0.2.2") {
		t.Error("the bound does not hold for the address, or holds for another")
	}
	a.leave("192.0.2.1")
	if !a.enter("192.0.2.1") {
		t.Error("a place that was given back is not there")
	}
	for range atOnce {
		a.leave("192.0.2.1")
	}
	if a.leave("192.0.2.2"); len(a.waiting) != 0 {
		t.Errorf("%v are remembered", a.waiting)
	}
}
