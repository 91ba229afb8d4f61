package dispatch

import (
	"fmt"
	"testing"
	"time"
)

// Of many accounts, those are forgotten whose last message is over, and was an hour ago.
func TestIdleAccountsAreForgotten(t *testing.T) {
	all := make(accounts)
	id := func(n int) accountID { return accountID{"x", fmt.Sprint(n)} }
	for n := range manyAccounts {
		all.of(id(n), "", 0)
	}
	all.of(id(0), "", time.Minute) // used again
	all.of(id(1), "", 0).pending = 1
	all.of(id(2), "", 0).circuit = new(circuit)
	all.of(id(manyAccounts), "", keepAccount+time.Second)
	for n, want := range map[int]bool{0: true, 1: true, 2: true, 3: false, manyAccounts - 1: false, manyAccounts: true} {
		if got := all[id(n)] != nil; got != want {
			t.Errorf("account %d is remembered: %t, want %t", n, got, want)
		}
	}
}
