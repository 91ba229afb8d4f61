package facebook_test

import "testing"

// A customer can react, choose another emoji and withdraw within one millisecond.
func TestReactionsOfOneInstantHaveTheirOwnIDs(t *testing.T) {
	ids := map[string]bool{}
	for _, reaction := range []string{
		`{"mid":"m_1","action":"react","emoji":"👍","reaction":"like"}`, `{"mid":"m_1","action":"react","emoji":"😢"}`,
		`{"mid":"m_1","action":"react","reaction":"love"}`, `{"mid":"m_1","action":"unreact"}`,
	} {
		for range 2 { // a redelivery has the same ID
			for _, ev := range withoutRaw(t, element(`,"timestamp":1795000000123,"reaction":`+reaction)) {
				ids[ev.ID] = true
			}
		}
	}
	if len(ids) != 4 {
		t.Errorf("four changes have %d IDs: %v", len(ids), ids)
	}
}
