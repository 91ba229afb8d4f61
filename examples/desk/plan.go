package main

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/examples/internal/config"
)

// settings are what the file says beside the channels.
type settings struct {
	Addr   string   `yaml:"addr"`   // of the pages and the webhooks
	Data   string   `yaml:"data"`   // folder of the SQLite file and the media
	Queues []string `yaml:"queues"` // skill queues
	FAQ    string   `yaml:"faq"`    // what the robot knows; empty: an example
}

// plan says what desk to open: that of a file, or one with pretended platforms.
func plan(path string, log *slog.Logger) (o Options, set settings, pretended *world.World, err error) {
	set = settings{Addr: "127.0.0.1:8080", Data: "desk-data", Queues: demoQueues}
	o = Options{Log: log}
	if path == "" {
		pretended = world.New(time.Now)
		o.HTTP = pretended.Client()
		o.Limiter = dispatch.NewMemory(dispatch.MemoryConfig{Empty: true}) // these platforms have counted nothing yet
		for _, r := range pretended.Records() {
			o.Records = append(o.Records, demoRecord(r))
		}
	} else {
		set.Queues = nil // a list is replaced, not added to
		cfg, err := config.Load(path)
		if err != nil {
			return o, set, nil, err
		}
		if err := cfg.Rest(&set); err != nil {
			return o, set, nil, fmt.Errorf("%s: %w", path, err)
		}
		for _, warning := range cfg.Warnings {
			log.Warn(warning)
		}
		if len(set.Queues) == 0 {
			set.Queues = demoQueues
		}
		o.Certificate, o.BaseURL = cfg.Certificate, cfg.BaseURL
		for _, r := range cfg.Records {
			o.Records = append(o.Records, usable(r, set.Queues[0]))
		}
	}
	o.Queues = set.Queues
	if set.FAQ != "" {
		o.Robot, err = robot.ReadFAQ(set.FAQ)
		return o, set, pretended, err
	}
	o.Robot, err = robot.ParseFAQ(robot.Example)
	return o, set, pretended, err
}

// usable gives a record that names only its credentials the desk's robot, keywords and queue.
func usable(r directory.Record, queue string) directory.Record {
	if r.Service.Mode != directory.Agent && r.Service.Robot == "" {
		r.Service.Robot, r.Service.Assistant = "faq", "faq"
	}
	if r.Service.Mode == directory.Hybrid && len(r.Service.Keywords.List) == 0 {
		r.Service.Keywords = keywords
	}
	if r.Routing.Mode == directory.Push && r.Routing.Queue == "" {
		r.Routing.Queue = queue
	}
	return r
}
