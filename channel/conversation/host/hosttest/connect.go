package hosttest

import (
	"cmp"
	"maps"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/channel/standin"
)

// connect leads a program's Config to pretended platforms.
func connect(cfg host.Config, platforms []Platform) host.Config {
	connected := make([]standin.Connected, len(platforms))
	for i, p := range platforms {
		connected[i] = p
	}
	if cfg.Directory.HTTP == nil && len(platforms) > 0 {
		cfg.Directory.HTTP = standin.NewInternet(connected...).Client()
	}
	former := cfg.Records
	cfg.Records = nil
	for _, p := range connected {
		r := directorytest.Record(p)
		for i, own := range former {
			if own.Platform == r.Platform {
				r, former = with(own, r), slices.Delete(slices.Clone(former), i, i+1)
				break
			}
		}
		cfg.Records = append(cfg.Records, r)
	}
	if len(platforms) == 0 {
		cfg.Records = former
	}
	return cfg
}

// with is a program's record with the connection of a stand-in.
func with(own, connection directory.Record) directory.Record {
	r := own.Clone()
	r.Path, r.Pages, r.Secrets, r.Connector = connection.Path, connection.Pages, connection.Secrets, ""
	among := func(p directory.Page) bool {
		return slices.ContainsFunc(own.Pages, func(o directory.Page) bool { return o.ID == p.ID })
	}
	if slices.ContainsFunc(connection.Pages, among) {
		r.Pages = slices.DeleteFunc(slices.Clone(r.Pages), func(p directory.Page) bool { return !among(p) })
		for _, tokens := range r.Secrets.Tokens {
			maps.DeleteFunc(tokens, func(id string, _ channel.Keys) bool { return !among(directory.Page{ID: id}) })
		}
	}
	r.Certificates, r.State = directory.Certificates{}, cmp.Or(r.State, connection.State)
	r.Settings = maps.Clone(connection.Settings)
	if r.Settings == nil {
		r.Settings = make(map[string]string)
	}
	for name, value := range own.Settings {
		if _, ok := r.Settings[name]; !ok {
			r.Settings[name] = value
		}
	}
	return r
}
