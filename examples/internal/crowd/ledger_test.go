package crowd_test

import (
	"testing"

	"github.com/contactkit/contactkit/examples/internal/crowd"
)

func TestLedger(t *testing.T) {
	for name, tt := range map[string]struct {
		l    crowd.Ledger
		late int
		bad  bool
	}{
		"whole":                   {crowd.Ledger{Said: 3, Answered: 3}, 0, false},
		"one answer is unsure":    {crowd.Ledger{Said: 3, Answered: 2, Unread: 1}, 0, false},
		"one message is lost":     {crowd.Ledger{Said: 3, Answered: 2}, 0, true},
		"one answer comes twice":  {crowd.Ledger{Said: 3, Answered: 3, Doubled: 1}, 0, true},
		"one answer is late":      {crowd.Ledger{Said: 3, Answered: 3, Disordered: 1}, 0, true},
		"one answer may be late":  {crowd.Ledger{Said: 3, Answered: 3, Disordered: 1}, 1, false},
		"two answers, one may be": {crowd.Ledger{Said: 3, Answered: 3, Disordered: 2}, 1, true},
	} {
		if err := tt.l.Verdict(tt.late); (err != nil) != tt.bad {
			t.Errorf("%s: %v", name, err)
		}
	}
}
