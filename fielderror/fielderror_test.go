package fielderror_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/contactkit/contactkit/fielderror"
)

// A form shows the complaints of several packages in place.
func Example() {
	err := errors.Join(
		&fielderror.Error{Field: "name", Code: fielderror.Missing, Reason: "a channel needs a name"},
		fmt.Errorf("keyword: %w", errors.Join(&fielderror.Error{Field: "list", Code: fielderror.TooMany, Reason: "too many entries", Limit: 1000, Got: 1001})),
	)
	for _, e := range fielderror.All(err) {
		fmt.Printf("%s (%s): %s\n", e.Field, e.Code, e.Reason)
	}
	fmt.Println(err)
	// Output:
	// name (missing): a channel needs a name
	// list (too_many): too many entries
	// name: a channel needs a name
	// keyword: list: too many entries (limit 1000, got 1001)
}

func TestError(t *testing.T) {
	e := &fielderror.Error{Field: "text", Code: fielderror.TooLong, Reason: "too long", Limit: 20, Got: 21, Unit: "runes"}
	if got, want := e.Error(), "text: too long (limit 20 runes, got 21)"; got != want {
		t.Errorf("Error = %q, want %q", got, want)
	}
	raw, err := json.Marshal(e)
	if want := `{"field":"text","code":"too_long","reason":"too long","limit":20,"got":21,"unit":"runes"}`; err != nil || string(raw) != want {
		t.Errorf("JSON %s, %v, want %s", raw, err, want)
	}
	if got := fielderror.All(errors.New("another")); got != nil {
		t.Errorf("All of another error = %v", got)
	}
	if got := fielderror.All(nil); got != nil {
		t.Errorf("All(nil) = %v", got)
	}
}
