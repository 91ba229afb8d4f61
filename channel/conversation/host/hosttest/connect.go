package hosttest

import (
	"cmp"
	"maps"

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
				r = with(own, r)
				former = append(append([]directory.Record(nil), former[:i]...), former[i+1:]...)
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
