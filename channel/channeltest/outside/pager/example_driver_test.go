package pager_test

import (
	"fmt"

	"example.com/pager"

	"github.com/contactkit/contactkit/channel"
)

// A directory opens channels by their drivers, with what a form and a secret store gave it.
func ExampleDriver() {
	d := pager.Driver()
	for _, f := range d.Fields {
		fmt.Println(f.Name, f.Kind)
	}
	ch, err := d.Open(channel.Settings{
		Values: map[string]string{"account": "555"},
		Keys:   map[string]channel.Keys{"keys": channel.NewKeys("whsec-1234"), "token": channel.NewKeys("pt_12345")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(ch, ch.Info().Accounts)
	// Output:
	// account text
	// keys keys
	// token keys
	// pager.Channel(555) [555]
}
