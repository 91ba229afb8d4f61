package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// channels reads the list of channels.
func (p *parser) channels(n *yaml.Node) []directory.Record {
	if n.Kind != yaml.SequenceNode {
		p.complain("channels", channel.CodeInvalid, "line %d: a list is needed", n.Line)
		return nil
	}
	var records []directory.Record
	ids := make(map[string]int)
	for i, item := range n.Content {
		field := fmt.Sprintf("channels[%d]", i)
		r := p.channel(field, item)
		if first, ok := ids[r.ID]; ok && r.ID != "" {
			p.complain(field+".id", channel.CodeDuplicate, "the same id as channels[%d]", first)
		} else {
			ids[r.ID] = i
		}
		records = append(records, r)
	}
	return records
}

// channel reads a record and its credentials. Each member is read for itself, so that every
// complaint is heard at once.
func (p *parser) channel(field string, n *yaml.Node) directory.Record {
	members := p.members(field, n)
	whole := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	var secrets, tokens []secretAt
	for _, m := range members {
		path := field + "." + m.name
		switch m.name {
		case "secrets":
			for _, s := range p.members(path, m.value) {
				secrets = append(secrets, secretAt{path + "." + s.name, s.name, s.value})
			}
			continue
		case "pages":
			m.value, tokens = p.pages(path, m.value)
		}
		alone := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{m.key, m.value}}
		if err := new(directory.Record).UnmarshalYAML(alone); err != nil {
			p.complain(path, channel.CodeInvalid, "line %d: %s", m.key.Line, reason(err))
			continue
		}
		whole.Content = append(whole.Content, m.key, m.value)
	}
	r := directory.Default("")
	if err := r.UnmarshalYAML(whole); err != nil {
		p.complain(field, channel.CodeInvalid, "%s", reason(err))
		return r
	}
	r.Platform = Platform(r.Platform)
	if !has(members, "state") {
		r.State = directory.Active
	}
	if r.ID == "" {
		p.complain(field+".id", channel.CodeMissing, "every channel has an id")
	}
	d, ok := p.drivers[r.Platform]
	if !ok {
		p.complain(field+".platform", channel.CodeInvalid, "one of %s is needed", strings.Join(p.platforms(), ", "))
		return r
	}
	p.settings(field+".settings", d, r.Settings)
	if p.wanted != nil && !p.wanted(r) {
		for _, at := range append(secrets, tokens...) {
			p.inline = p.inline || isInline(at.node)
		}
		return r
	}
	r.Secrets = p.secrets(d, r, secrets, tokens)
	return r
}

// settings complains about settings that the platform does not have, and about credentials among
// them.
func (p *parser) settings(field string, d channel.Driver, settings map[string]string) {
	for _, name := range sorted(settings) {
		f, ok := fieldOf(d, name)
		switch {
		case !ok:
			p.complain(field+"."+name, channel.CodeUnsupported, "%s has no such setting; it has %s", d.Platform, fieldNames(d, isSetting))
		case f.Kind == channel.FieldKeys:
			p.complain(field+"."+name, channel.CodeConflict, "a credential belongs under secrets")
		case f.Kind == channel.FieldTokens:
			p.complain(field+"."+name, channel.CodeConflict, "it belongs beside the settings, as a list: pages")
		case f.Kind == channel.FieldCertificate:
			p.complain(field+"."+name, channel.CodeConflict, "certificates are named in the record's certificates")
		}
	}
}

// pages takes the tokens out of a list of pages.
func (p *parser) pages(field string, n *yaml.Node) (plain *yaml.Node, tokens []secretAt) {
	if n.Kind != yaml.SequenceNode {
		return n, nil
	}
	plain = &yaml.Node{Kind: n.Kind, Tag: n.Tag, Line: n.Line}
	for i, item := range n.Content {
		path := fmt.Sprintf("%s[%d]", field, i)
		page := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: item.Line}
		id := ""
		var token *yaml.Node
		for _, m := range p.members(path, item) {
			if m.name == "token" {
				token = m.value
				continue
			}
			if m.name == "id" {
				id = m.value.Value
			}
			page.Content = append(page.Content, m.key, m.value)
		}
		if token != nil {
			tokens = append(tokens, secretAt{path + ".token", id, token})
		}
		plain.Content = append(plain.Content, page)
	}
	return plain, tokens
}

// reason is an error of a record's decoder in the words of an administrator, without values and
// names of Go.
func reason(err error) string {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		kind, _, _ := strings.Cut(e.Value, " ")
		at := ""
		if e.Field != "" {
			at = e.Field + ": "
		}
		return fmt.Sprintf("%sa %s does not fit here%s", at, kind, hint(kind, e.Type.Kind().String()))
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return e.Error()
	}
	text := err.Error()
	if _, rest, ok := strings.Cut(text, "json: unknown field "); ok {
		return "there is no field " + rest
	}
	return strings.TrimPrefix(text, "directory: record: ")
}

func hint(got, want string) string {
	if want == "string" && (got == "number" || got == "bool") {
		return `: put it in quotes`
	}
	return ""
}
