package recordexport

import (
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// settings are the drivers' fields, one column for each name. A name that is a credential on any platform is withheld on all.
func settings(drivers []channel.Driver) []column {
	var names []string
	secret := map[string]bool{}
	for _, d := range drivers {
		for _, f := range d.Fields {
			if f.Kind == channel.FieldCertificate { // named in the record's certificates
				continue
			}
			if !slices.Contains(names, f.Name) {
				names = append(names, f.Name)
			}
			secret[f.Name] = secret[f.Name] || f.Kind == channel.FieldKeys || f.Kind == channel.FieldTokens
		}
	}
	var columns, withheld []column
	for _, name := range names {
		if secret[name] {
			withheld = append(withheld, column{Name: "secrets." + name, Withheld: true})
			continue
		}
		columns = append(columns, text("settings."+name, func(r directory.Record) string { return r.Settings[name] }))
	}
	return append(append(columns, withheld...), column{Name: "secrets.attributes", Withheld: true})
}
