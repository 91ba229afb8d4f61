package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// secretAt is a credential as the file gives it: its place, its name (of the driver's field, or of
// a page) and its node.
type secretAt struct {
	path, name string
	node       *yaml.Node
}

// secrets reads the credentials of a record.
func (p *parser) secrets(d channel.Driver, r directory.Record, fields, tokens []secretAt) (s directory.Secrets) {
	for _, at := range fields {
		if at.name == "attributes" {
			s.Attributes = p.attributes(at)
			continue
		}
		f, ok := fieldOf(d, at.name)
		switch {
		case !ok || f.Kind != channel.FieldKeys && f.Kind != channel.FieldTokens:
			p.complain(at.path, channel.CodeUnsupported, "%s has no such credential; it has %s", d.Platform, fieldNames(d, isKeys))
		case f.Kind == channel.FieldTokens:
			p.complain(at.path, channel.CodeConflict, "tokens stand beside their pages: pages: [{id: …, token: …}]")
		default:
			if s.Keys == nil {
				s.Keys = make(map[string]channel.Keys)
			}
			if keys := p.keys(at.path, at.node); len(keys) > 0 {
				s.Keys[at.name] = keys
			}
		}
	}
	field := tokensOf(d)
	for _, at := range tokens {
		if field == "" {
			p.complain(at.path, channel.CodeUnsupported, "%s has no pages with tokens", d.Platform)
			continue
		}
		if s.Tokens == nil {
			s.Tokens = map[string]map[string]channel.Keys{field: {}}
		}
		if keys := p.keys(at.path, at.node); len(keys) > 0 {
			s.Tokens[field][at.name] = keys
		}
	}
	return s
}

// attributes reads the values of secret attributes.
func (p *parser) attributes(at secretAt) map[string]channel.Secret {
	values := make(map[string]channel.Secret)
	for _, m := range p.members(at.path, at.node) {
		values[m.name] = p.keys(at.path+"."+m.name, m.value).First()
	}
	return values
}

// keys reads one credential, or a list of them, newest first: during a rotation former ones stay
// valid until their end.
func (p *parser) keys(path string, n *yaml.Node) (keys channel.Keys) {
	if n.Kind != yaml.SequenceNode {
		if key := p.key(path, n); key.Secret != "" {
			keys = append(keys, key)
		}
		return keys
	}
	for i, item := range n.Content {
		if key := p.key(fmt.Sprintf("%s[%d]", path, i), item); key.Secret != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

// key reads a text, or {value|file|env: …, until: …}.
func (p *parser) key(path string, n *yaml.Node) (k channel.Key) {
	if n.Kind == yaml.ScalarNode {
		k.Secret = p.text(path, n)
		return k
	}
	sources := 0
	for _, m := range p.members(path, n) {
		switch m.name {
		case "value":
			sources++
			k.Secret = p.text(path, m.value)
		case "file":
			sources++
			k.Secret = p.file(path, m.value.Value)
		case "env":
			sources++
			k.Secret = p.variable(path, m.value.Value)
		case "until":
			until, err := time.Parse(time.RFC3339, m.value.Value)
			if err != nil {
				p.complain(path+".until", channel.CodeInvalid, "an instant like 2026-03-01T00:00:00Z is needed")
			}
			k.Until = until.UTC()
		default:
			p.complain(path, channel.CodeUnsupported, "line %d: a credential has value, file or env, and perhaps until", m.key.Line)
		}
	}
	if sources != 1 {
		p.complain(path, channel.CodeInvalid, "line %d: one of value, file and env is needed", n.Line)
		return channel.Key{}
	}
	return k
}

func (p *parser) text(path string, n *yaml.Node) channel.Secret {
	switch {
	case n.Kind != yaml.ScalarNode || n.Tag != "!!str":
		p.complain(path, channel.CodeInvalid, "line %d: a text is needed: put it in quotes", n.Line)
		return ""
	case n.Value == "":
		p.complain(path, channel.CodeMissing, "line %d: the credential is empty", n.Line)
		return ""
	}
	p.inline = true
	return p.take(path, n.Value)
}

// isInline reports whether a credential is in the file itself.
func isInline(n *yaml.Node) bool {
	switch n.Kind {
	case yaml.ScalarNode:
		return n.Value != ""
	case yaml.SequenceNode:
		return slices.ContainsFunc(n.Content, isInline)
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == "value" {
				return true
			}
		}
	}
	return false
}

// take refuses what Secret refuses.
func (p *parser) take(path, value string) (s channel.Secret) {
	if err := s.UnmarshalText([]byte(value)); err != nil {
		p.complain(path, channel.CodeInvalid, "a redacted credential cannot be used: enter the credential itself")
	}
	return s
}

// maxSecret is how many bytes a file with a credential may have.
const maxSecret = 64 << 10

// file reads a credential from a file of its own; a line end at its end does not count.
func (p *parser) file(path, name string) channel.Secret {
	if name == "" {
		p.complain(path, channel.CodeMissing, "the name of the file is empty")
		return ""
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(p.dir, name)
	}
	data, info, err := readFile(name, maxSecret)
	if err != nil {
		if e, ok := errors.AsType[*fs.PathError](err); ok {
			err = e.Err // the name may be the credential itself, by mistake
		}
		p.complain(path, channel.CodeInvalid, "the file cannot be read: %v", err)
		return ""
	}
	if open(info) {
		p.warnings = append(p.warnings, name+" holds a credential and can be read by others: chmod 600")
	}
	data = bytes.TrimRight(data, "\r\n")
	if len(data) == 0 {
		p.complain(path, channel.CodeMissing, "the file is empty")
		return ""
	}
	return p.take(path, string(data))
}

var variableName = regexp.MustCompile(`^[A-Z_][A-Z0-9_]{0,99}$`)

func (p *parser) variable(path, name string) channel.Secret {
	if !variableName.MatchString(name) { // not quoted: it may be the credential itself
		p.complain(path, channel.CodeInvalid, "that is not the name of an environment variable")
		return ""
	}
	value, _ := p.env(name)
	if value == "" {
		p.complain(path, channel.CodeMissing, "the environment variable %s is not set", name)
		return ""
	}
	return p.take(path, value)
}

// readFile reads a file that has at most so many bytes.
func readFile(path string, most int64) ([]byte, fs.FileInfo, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("it has more than %d bytes", most)
	}
	return data, info, err
}

// open reports whether people other than the owner may read a file. Windows does not tell by the
// mode.
func open(info fs.FileInfo) bool {
	return runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o044 != 0
}
