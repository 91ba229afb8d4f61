package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/allow"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/redact"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/examples/internal/config"
)

// settings are the parts of the file other than channels.
type settings struct {
	Addr   string   `yaml:"addr"`   // of the pages and the webhooks
	Data   string   `yaml:"data"`   // folder of the SQLite file and the media
	Queues []string `yaml:"queues"` // skill queues
	FAQ    string   `yaml:"faq"`    // what the robot knows; empty: an example
	// Trusted are addresses ("127.0.0.1:8081") that channels may name in addition to public ones.
	Trusted []string `yaml:"trusted"`
	// Redact names what is taken out of customers' texts before they are stored: card, iban.
	Redact []string `yaml:"redact"`
	// Files are the received files that are kept; none: all but web pages, up to 20 MB.
	Files []fileRule `yaml:"files"`
	// Mentions is how often mentions on X are asked for ("15m"), as a safety net that costs money;
	// empty: never.
	Mentions time.Duration `yaml:"mentions"`
	// Proxies are the reverse proxies before the desk ("127.0.0.1", "10.0.0.0/8"), whose
	// X-Forwarded-For is believed.
	Proxies []string `yaml:"proxies"`
}

// vault reads the file of the key that encrypts credentials. Without one they are not encrypted.
func vault(path string) (*store.Vault, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the key for credentials (`openssl rand -base64 32` makes one): %w", err)
	}
	v, err := store.NewVault(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return v, nil
}

// plan says what desk to open: that of a file, or one with pretended platforms.
func plan(path string, log *slog.Logger) (o Options, set settings, pretended *world.World, err error) {
	if path != "" {
		o, set, err = configured(path, log)
	} else {
		o, set, pretended = pretend()
	}
	if err != nil {
		return o, set, nil, err
	}
	o.Log, o.Queues = log, set.Queues
	if set.FAQ != "" {
		o.Robot, err = robot.ReadFAQ(set.FAQ)
	} else {
		o.Robot, err = robot.ParseFAQ(robot.Example)
	}
	return o, set, pretended, err
}

// pretend is a desk whose platforms and customers are pretended. It has a folder of its own, apart
// from real ones.
func pretend() (o Options, set settings, pretended *world.World) {
	pretended = world.New(time.Now)
	o.HTTP = pretended.Client()
	o.Limiter = pace.NewMemory(pace.MemoryConfig{Empty: true}) // these platforms have counted nothing yet
	for _, r := range pretended.Records() {
		o.Records = append(o.Records, demoRecord(r))
	}
	return o, settings{Addr: address, Data: "desk-demo", Queues: demoQueues}, pretended
}

// address is the default address of a desk.
const address = "127.0.0.1:8080"

// configured is the desk of a file.
func configured(path string, log *slog.Logger) (o Options, set settings, err error) {
	set = settings{Addr: address, Data: "desk-data"}
	cfg, err := config.Load(path, drivers...)
	if err != nil {
		return o, set, err
	}
	if err := cfg.Rest(&set); err != nil {
		return o, set, fmt.Errorf("%s: %w", path, err)
	}
	for _, warning := range cfg.Warnings {
		log.Warn(warning)
	}
	if len(set.Queues) == 0 {
		set.Queues = demoQueues
	}
	if o.Proxies, err = prefixes(set.Proxies); err != nil {
		return o, set, fmt.Errorf("%s: %w", path, err)
	}
	if o.Redact, o.Allow, err = set.compliance(); err != nil {
		return o, set, fmt.Errorf("%s: %w", path, err)
	}
	if cfg.BaseURL != "" && len(o.Proxies) == 0 {
		log.Warn("the file names no proxies: people behind a reverse proxy share its attempts to sign in")
	}
	o.Mentions = set.Mentions
	o.Certificate, o.BaseURL, o.Dial = cfg.Certificate, cfg.BaseURL, dialer(set.Trusted)
	for _, r := range cfg.Records {
		o.Records = append(o.Records, usable(r, set.Queues[0]))
	}
	return o, set, nil
}

// fileRule allows a kind of received file.
type fileRule struct {
	Kind  channel.MediaKind `yaml:"kind"`  // image, video, audio, voice, file, …; empty: every kind
	Types []string          `yaml:"types"` // image/png, or image/*; none: every type
	Max   int64             `yaml:"max"`   // bytes; zero: 20 MB
}

// compliance reads what the file says of redaction and of received files.
func (s settings) compliance() (rules []redact.Rule, list allow.List, err error) {
	for i, name := range s.Redact {
		switch name {
		case "card":
			rules = append(rules, redact.Cards())
		case "iban":
			rules = append(rules, redact.IBANs())
		default:
			err = errors.Join(err, fmt.Errorf("redact[%d]: %q is neither card nor iban", i, name))
		}
	}
	for _, f := range s.Files {
		list = append(list, allow.Rule{Kind: f.Kind, Types: f.Types, Max: f.Max})
	}
	return rules, list, errors.Join(err, list.Check())
}

// prefixes reads addresses and networks.
func prefixes(list []string) (read []netip.Prefix, err error) {
	for i, text := range list {
		p, failed := netip.ParsePrefix(text)
		if ip, isIP := netip.ParseAddr(text); isIP == nil {
			p, failed = netip.PrefixFrom(ip, ip.BitLen()), nil
		}
		if failed != nil {
			return nil, fmt.Errorf("proxies[%d]: %q is neither an address nor a network such as 10.0.0.0/8", i, text)
		}
		read = append(read, p.Masked())
	}
	return read, nil
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
