package config

import (
	"maps"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

func fieldOf(d channel.Driver, name string) (channel.Field, bool) {
	i := slices.IndexFunc(d.Fields, func(f channel.Field) bool { return f.Name == name })
	if i < 0 {
		return channel.Field{}, false
	}
	return d.Fields[i], true
}

// tokensOf is the field that holds a token for each page; empty: the platform has none.
func tokensOf(d channel.Driver) string {
	for _, f := range d.Fields {
		if f.Kind == channel.FieldTokens {
			return f.Name
		}
	}
	return ""
}

func isKeys(f channel.Field) bool { return f.Kind == channel.FieldKeys }

func isSetting(f channel.Field) bool {
	switch f.Kind {
	case channel.FieldKeys, channel.FieldTokens, channel.FieldCertificate:
		return false
	}
	return true
}

func fieldNames(d channel.Driver, which func(channel.Field) bool) string {
	var names []string
	for _, f := range d.Fields {
		if which(f) {
			names = append(names, f.Name)
		}
	}
	return strings.Join(names, ", ")
}

func (p *parser) platforms() []string { return slices.Sorted(maps.Keys(p.drivers)) }

func sorted(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
