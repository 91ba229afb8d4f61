package directory_test

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// Which fields of a form are selects, and what does a select offer?
func ExampleOptions_Choices() {
	o := choicesOptions()
	o.Lookup.Choices = func(_ context.Context, tenant, kind string) ([]directory.Choice, error) {
		if kind != directory.KindQueue {
			return nil, nil
		}
		return []directory.Choice{{Name: "q2", Label: "Sales"}, {Name: "q1", Label: "Complaints"}}, nil
	}
	var schema struct {
		Properties struct {
			Routing struct {
				Properties map[string]struct {
					Kind string `json:"x-choices"`
				}
			}
		}
	}
	_ = json.Unmarshal(directory.Schema(o.Drivers...), &schema)
	kind := schema.Properties.Routing.Properties["queue"].Kind
	list, err := o.Choices(context.Background(), "north", kind)
	for _, c := range list {
		fmt.Println(c.Name, c.Label)
	}
	fmt.Println(kind, err)
	// Output:
	// q1 Complaints
	// q2 Sales
	// queue <nil>
}

// choicesEpoch is the instant at which the tests' clocks begin.
var choicesEpoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func choicesDrivers() []channel.Driver {
	return []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()}
}

func choicesOptions() directory.Options {
	return directory.Options{Drivers: choicesDrivers(), Now: func() time.Time { return choicesEpoch }}
}
