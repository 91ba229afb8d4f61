package pager

import "github.com/contactkit/contactkit/channel"

// Driver tells a directory how to ask for, and build, a pager. The names of the fields are the
// paths in New's complaints, so that a form shows each in its place.
//
// All calls go to one address, which is not the tenant's choice. A driver whose form asks for
// addresses or certificates builds a client of its own where Settings.HTTP is nil: with
// Settings.TLS, and by Settings.Dial.
func Driver() channel.Driver {
	return channel.Driver{
		Platform: Platform,
		Fields: []channel.Field{
			{Name: "account", Label: "Pager number", Kind: channel.FieldText, Required: true, Max: 20, Help: "It stands on the back of the pager."},
			{Name: "keys", Label: "Signing key", Kind: channel.FieldKeys, Required: true, Help: "The network signs its calls with it."},
			{Name: "token", Label: "API token", Kind: channel.FieldKeys, Required: true, Help: "The network's portal shows it once."},
		},
		Open: func(s channel.Settings) (channel.Channel, error) {
			ch, err := New(Config{Account: s.Values["account"], Keys: s.Keys["keys"], Token: s.Key("token"), HTTP: s.HTTP, Now: s.Now})
			if err != nil {
				return nil, err // not a nil *Channel in an interface
			}
			return ch, nil
		},
	}
}
