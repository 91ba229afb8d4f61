package console

import (
	"cmp"
	"slices"
)

// byUrgency sorts what a supervisor sees: customers whom an agent owes an answer before the others;
// of those whom the platform soon takes no answer for, the first; then who has waited for longest.
func byUrgency(rows []teamRow) {
	slices.SortStableFunc(rows, func(a, b teamRow) int {
		if a.Due != b.Due {
			if a.Due {
				return -1
			}
			return 1
		}
		if a.Until.IsZero() != b.Until.IsZero() {
			if b.Until.IsZero() {
				return -1
			}
			return 1
		}
		return cmp.Or(a.Until.Compare(b.Until), a.Since.Compare(b.Since))
	})
}
