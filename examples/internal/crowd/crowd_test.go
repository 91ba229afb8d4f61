package crowd_test

import (
	"testing"

	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/examples/internal/crowd"
	"github.com/contactkit/contactkit/twitter"
)

// The customers of the platforms are all of them, and those on X do not write more than an account
// may answer in a day.
func TestCustomers(t *testing.T) {
	for _, c := range []crowd.Crowd{{Contacts: 3, Each: 1}, {Contacts: 60, Each: 10}, {Contacts: 300, Each: 20}, {Contacts: 1000, Each: 20}, {Contacts: 6000, Each: 1}} {
		c.World = world.New(nil)
		all := 0
		for _, one := range c.World.Platforms {
			n := c.Customers(one.Name)
			if all += n; n < 1 || one.Name == twitter.Platform && n*c.Each > 900 {
				t.Errorf("%d customers with %d messages each: %d on %s", c.Contacts, c.Each, n, one.Name)
			}
		}
		if all != c.Contacts {
			t.Errorf("%d customers with %d messages each: %d on all platforms", c.Contacts, c.Each, all)
		}
	}
}
