package export_test

import (
	"fmt"

	"github.com/contactkit/contactkit/export"
)

// A host that writes CSV of its own can use the guard alone.
func ExampleGuard() {
	guarded := export.Guard("@SUM(1+1)*cmd|' /C calc'!A0")
	fmt.Println(guarded)
	fmt.Println(export.Unguard(guarded))
	// Output:
	// '@SUM(1+1)*cmd|' /C calc'!A0
	// @SUM(1+1)*cmd|' /C calc'!A0
}
