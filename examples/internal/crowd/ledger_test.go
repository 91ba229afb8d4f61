package crowd

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLedger(t *testing.T) {
	for name, tt := range map[string]struct {
		l    Ledger
		late int
		bad  bool
	}{
		"whole":                   {Ledger{Said: 3, Answered: 3}, 0, false},
		"one answer is unsure":    {Ledger{Said: 3, Answered: 2, Unread: 1}, 0, false},
		"one message is lost":     {Ledger{Said: 3, Answered: 2}, 0, true},
		"one answer comes twice":  {Ledger{Said: 3, Answered: 3, Doubled: 1}, 0, true},
		"one answer is late":      {Ledger{Said: 3, Answered: 3, Disordered: 1}, 0, true},
		"one answer may be late":  {Ledger{Said: 3, Answered: 3, Disordered: 1}, 1, false},
		"one text is strange":     {Ledger{Said: 3, Answered: 3, Strange: 1}, 1, true},
		"more answers than said":  {Ledger{Said: 3, Answered: 4}, 0, true},
		"two answers, one may be": {Ledger{Said: 3, Answered: 3, Disordered: 2}, 1, true},
	} {
		if err := tt.l.Verdict(tt.late); (err != nil) != tt.bad {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Each customer says 0, 1 and 2. Whatever else is read makes up for no answer that is lost.
func TestCustomer(t *testing.T) {
	for name, tt := range map[string]struct {
		read   []string
		unsure string
		want   Ledger
	}{
		"whole":                    {[]string{"re 0", "re 1", "re 2"}, "", Ledger{Answered: 3}},
		"nothing is read":          {nil, "", Ledger{}},
		"an answer is lost":        {[]string{"re 0", "re 2"}, "", Ledger{Answered: 2}},
		"a notice is no answer":    {[]string{"re 0", "re 2", "The robot is out of order."}, "", Ledger{Answered: 2, Strange: 1}},
		"an answer to nothing":     {[]string{"re 0", "re 3", "re 2", "re "}, "", Ledger{Answered: 2, Strange: 2}},
		"a number is no answer":    {[]string{"re 0", "1", "re 2"}, "", Ledger{Answered: 2, Strange: 1}},
		"twice, and one is lost":   {[]string{"re 0", "re 0", "re 2"}, "", Ledger{Answered: 2, Doubled: 1}},
		"behind a later one":       {[]string{"re 0", "re 2", "re 1"}, "", Ledger{Answered: 3, Disordered: 1}},
		"unsure, and not there":    {[]string{"re 0", "re 2"}, "1", Ledger{Answered: 2, Unread: 1}},
		"unsure, and there":        {[]string{"re 0", "re 1", "re 2"}, "1", Ledger{Answered: 3}},
		"a notice that is unsure":  {[]string{"re 0", "re 2"}, "Wait a moment.", Ledger{Answered: 2}},
		"a notice for an unsure 1": {[]string{"re 0", "Wait.", "re 2"}, "1", Ledger{Answered: 2, Unread: 1, Strange: 1}},
	} {
		var got Ledger
		got.customer(3, tt.read,
			func(text string) int { return slices.Index([]string{"0", "1", "2"}, text) },
			func(text string) bool { return tt.unsure != "" && text == tt.unsure })
		tt.want.Said = 3
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
