package channel_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// How does a platform read the words Text and Rates of its Config? It fills what is empty with its
// own limits, then checks the result.
func ExampleLength_Or() {
	text := channel.Length{Max: 500} // as a host configured it
	rates := []channel.Rate{{Scope: channel.ScopeAccount, Per: time.Second}}

	text = text.Or(channel.Length{Max: 1000, Unit: channel.UTF16})
	fmt.Println(text.Max, text.Unit)
	fmt.Println(errors.Join(text.Check("text"), channel.CheckRates("rates", rates)))
	// Output:
	// 500 utf16
	// rates[0]: rate needs a positive number of calls and a positive time
}
