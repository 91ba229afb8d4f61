package recordexport

import (
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/export"
)

// access are the columns of what the channel needs at its platform, other than the settings.
func access() []column {
	return []column{
		text("path", func(r record) string { return r.Path }, func(r *record, s string) { r.Path = s }),
		// Where the path is empty, too; for people. It is made of the other columns and not read
		// back.
		{Name: "callbackPath", Value: func(r record) export.Value { return export.TextValue(r.CallbackPath()) }},
		text("connector", func(r record) string { return r.Connector }, func(r *record, s string) { r.Connector = s }),
		parsed("pages", func(r record) []directory.Page { return r.Pages }, formatPages, parsePages, func(r *record, list []directory.Page) { r.Pages = list }),
		parsed("certificates.trust", func(r record) []string { return r.Certificates.Trust }, formatLines, parseLines,
			func(r *record, list []string) { r.Certificates.Trust = list }),
		text("certificates.identity", func(r record) string { return r.Certificates.Identity }, func(r *record, s string) { r.Certificates.Identity = s }),
		text("certificates.serverName", func(r record) string { return r.Certificates.ServerName }, func(r *record, s string) { r.Certificates.ServerName = s }),
	}
}

// settings are the drivers' fields, one column for each name. A name that is a credential on any
// platform is withheld on all.
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
		columns = append(columns, text("settings."+name, func(r record) string { return r.Settings[name] }, func(r *record, s string) {
			if s == "" { // nothing was set
				return
			}
			if r.Settings == nil {
				r.Settings = map[string]string{}
			}
			r.Settings[name] = s
		}))
	}
	return append(append(columns, withheld...), column{Name: "secrets.attributes", Withheld: true})
}
