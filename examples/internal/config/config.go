// Package config reads the channels of a contact center from a file, or from environment variables,
// with their credentials. The examples desk and setup share it, so that one file serves both.
//
//	cfg, err := config.Load("desk.yaml")
//	if err != nil {
//		log.Fatal(err) // every complaint at once, each naming its place; none quotes a credential
//	}
//	for _, warning := range cfg.Warnings {
//		log.Print(warning)
//	}
//	for _, record := range cfg.Records { … } // with Secrets filled
//
// The file is YAML or JSON; Sample shows one. A channel in it is a directory.Record, with
// credentials under "secrets" and, for pages, as "token". A credential is a text, or says where to
// find it: {file: path} or {env: NAME}.
package config

import (
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// Config is what a file says.
type Config struct {
	// BaseURL is the host's public address, https, without a slash at its end; empty if the file
	// names none. The webhook of a record is at BaseURL + Record.CallbackPath().
	BaseURL string
	// Records are the channels, in the order of the file, with their Secrets. A missing field has
	// the value of directory.Default, but State is Active. That a record is complete is not checked
	// here: Directory.Add does.
	Records []directory.Record
	// Warnings say what is unsafe: files with credentials that others on this machine may read.
	Warnings []string

	dir  string     // where relative paths start
	rest *yaml.Node // a mapping with the other keys of the top level
}

// maxFile is how many bytes a file may have.
const maxFile = 4 << 20

// Load reads a file. Relative paths in it start from its folder. Without drivers those of this
// library's three platforms are known. The error joins one channel.FieldError for each complaint:
// "channels[1].secrets.token: …".
func Load(path string, drivers ...channel.Driver) (Config, error) {
	return LoadFor(path, func(directory.Record) bool { return true }, drivers...)
}

// LoadFor is Load, and resolves only the credentials of the channels that are wanted: a variable
// that is not set, or a file that cannot be read, stops nothing where another channel needs it.
func LoadFor(path string, wanted func(directory.Record) bool, drivers ...channel.Driver) (Config, error) {
	data, info, err := readFile(path, maxFile)
	if err != nil {
		return Config{}, fmt.Errorf("config: the file cannot be read: %w", err)
	}
	p := newParser(filepath.Dir(path), os.LookupEnv, drivers)
	p.wanted = wanted
	cfg, err := p.parse(data)
	if p.inline && open(info) {
		cfg.Warnings = append(cfg.Warnings, path+" holds credentials and can be read by others: chmod 600")
	}
	if err != nil {
		return cfg, fmt.Errorf("config: %s: %w", path, err)
	}
	return cfg, nil
}

// Rest decodes the keys of the top level other than baseUrl and channels into a struct with yaml
// tags. A key that the struct does not have is an error. A field that the file leaves out stays as
// it is.
func (c Config) Rest(into any) error {
	if c.rest == nil || len(c.rest.Content) == 0 {
		return nil
	}
	return strict(c.rest, into)
}

//go:embed sample.yaml
var sample string

// Sample is a commented file with a channel of each platform.
func Sample() string { return sample }

// Drivers are those of this library's platforms.
func Drivers() []channel.Driver {
	return []channel.Driver{twitter.Driver(), telegram.Driver(), facebook.Driver()}
}

// parser reads one file.
type parser struct {
	dir     string // where relative paths start
	env     func(string) (string, bool)
	drivers map[string]channel.Driver
	wanted  func(directory.Record) bool // whose credentials are resolved; nil: all

	inline   bool // a credential is in the file itself
	errs     []error
	warnings []string
}

func newParser(dir string, env func(string) (string, bool), drivers []channel.Driver) *parser {
	if len(drivers) == 0 {
		drivers = Drivers()
	}
	p := &parser{dir: dir, env: env, drivers: make(map[string]channel.Driver)}
	for _, d := range drivers {
		p.drivers[d.Platform] = d
	}
	return p
}

func (p *parser) complain(field, code, format string, args ...any) {
	p.errs = append(p.errs, &channel.FieldError{Field: field, Code: code, Reason: fmt.Sprintf(format, args...)})
}

// parse reads the top level.
func (p *parser) parse(data []byte) (Config, error) {
	top, err := document(data)
	if err != nil {
		return Config{}, err
	}
	cfg := Config{dir: p.dir, rest: &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}}
	found := false
	for _, m := range p.members("", top) {
		switch {
		case m.name == "baseUrl":
			cfg.BaseURL = p.baseURL(m.value)
		case m.name == "channels":
			found = true
			cfg.Records = p.channels(m.value)
		case strings.EqualFold(m.name, "baseUrl"), strings.EqualFold(m.name, "channels"):
			p.complain(m.name, channel.CodeInvalid, `line %d: upper and lower case count: "baseUrl", "channels"`, m.key.Line)
		default:
			cfg.rest.Content = append(cfg.rest.Content, m.key, m.value)
		}
	}
	if !found {
		p.complain("channels", channel.CodeMissing, "the list of channels is needed")
	}
	cfg.Warnings = p.warnings
	return cfg, errors.Join(p.errs...)
}

func (p *parser) baseURL(n *yaml.Node) string {
	u, err := url.Parse(n.Value) // a mapping has an empty one
	if n.Kind != yaml.ScalarNode || err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		p.complain("baseUrl", channel.CodeInvalid, "an https address without user, query and fragment is needed: platforms call no other")
		return ""
	}
	return strings.TrimRight(n.Value, "/")
}
