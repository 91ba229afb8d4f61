package web

import (
	"net/http"
	"net/url"
	"testing"
)

// A password is not compared while as many of its address are, and such an attempt is not counted.
func TestPasswordsWaitForTheirTurn(t *testing.T) {
	const here = "192.0.2.1" // that of httptest
	d := open(t)
	session := d.signIn("ann", right).Cookies()[0]
	change := url.Values{"present": {right}, "next": {"a longer password"}, "repeat": {"a longer password"}}
	for range atOnce {
		d.site.attempts.enter(here)
	}
	for range 40 {
		if got := d.signIn("ann", right); got.StatusCode != http.StatusTooManyRequests || got.Header.Get("Retry-After") != "1" {
			t.Fatalf("signing in while the queue is full: %s, again after %q s", got.Status, got.Header.Get("Retry-After"))
		}
		if got := d.do(http.MethodPost, "/account", change, with(session)); got.StatusCode != http.StatusTooManyRequests {
			t.Fatalf("changing the password while the queue is full: %s", got.Status)
		}
	}
	for range atOnce {
		d.site.attempts.leave(here)
	}
	if got := d.do(http.MethodPost, "/account", change, with(session)); got.StatusCode != http.StatusSeeOther {
		t.Errorf("changing the password afterwards: %s", got.Status)
	}
	if got := d.signIn("ann", change.Get("next")); got.StatusCode != http.StatusSeeOther {
		t.Errorf("signing in afterwards: %s", got.Status)
	}
	if len(d.site.attempts.waiting) != 0 {
		t.Errorf("these places were not given back: %v", d.site.attempts.waiting)
	}
}
