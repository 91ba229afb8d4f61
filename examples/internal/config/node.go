package config

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"

	"go.yaml.in/yaml/v3"

	"github.com/contactkit/contactkit/channel"
)

// document parses YAML, or JSON, into the mapping at its top.
func document(data []byte) (*yaml.Node, error) {
	if !json.Valid(data) {
		return parseYAML(data)
	}
	if top, err := parseYAML(data); err == nil {
		return top, nil
	}
	// JSON with tabs or escapes that YAML does not have.
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return parseYAML(plain)
}

func parseYAML(data []byte) (*yaml.Node, error) {
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := d.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, &channel.FieldError{Field: "channels", Code: channel.CodeMissing, Reason: "the file is empty"}
	} else if err != nil {
		return nil, quiet(err)
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("a second document follows")
	}
	top := doc.Content[0]
	if top.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("line %d: names with values are needed, such as channels", top.Line)
	}
	return top, nil
}

// member is one name of a mapping and its value.
type member struct {
	name       string
	key, value *yaml.Node
}

// members are those of a mapping. Aliases are refused: they hide what a channel has.
func (p *parser) members(field string, n *yaml.Node) (list []member) {
	field = cmp.Or(field, "file")
	if n.Kind != yaml.MappingNode {
		p.complain(field, channel.CodeInvalid, "line %d: names with values are needed", n.Line)
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode || key.Tag != "!!str":
			p.complain(field, channel.CodeInvalid, "line %d: a name is needed", key.Line)
		case value.Kind == yaml.AliasNode:
			p.complain(field, channel.CodeUnsupported, "line %d: aliases are not supported", value.Line)
		case has(list, key.Value):
			p.complain(field, channel.CodeDuplicate, "line %d: %q stands twice", key.Line, key.Value)
		default:
			list = append(list, member{key.Value, key, value})
		}
	}
	return list
}

func has(list []member, name string) bool {
	for _, m := range list {
		if m.name == name {
			return true
		}
	}
	return false
}

// strict decodes a mapping and refuses what its target does not have.
func strict(n *yaml.Node, into any) error {
	data, err := yaml.Marshal(n)
	if err != nil {
		return fmt.Errorf("config: %w", quiet(err))
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("config: %w", quiet(err))
	}
	return nil
}

var (
	quoted  = regexp.MustCompile("`[^`]*`|!![a-z]+")
	lineNo  = regexp.MustCompile(`line \d+: `)
	goTypes = regexp.MustCompile(` not found in type \S+| into [\w.*\[\]]+`)
)

// quiet is an error of the YAML parser without values, which may be credentials, and without names
// of Go.
func quiet(err error) error {
	e, ok := errors.AsType[*yaml.TypeError](err)
	if !ok {
		return errors.New(quoted.ReplaceAllString(err.Error(), "…"))
	}
	var errs []error
	for _, text := range e.Errors {
		text = quoted.ReplaceAllString(text, "…")
		text = goTypes.ReplaceAllString(lineNo.ReplaceAllString(text, ""), "")
		errs = append(errs, errors.New(text))
	}
	return errors.Join(errs...)
}

func text(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s} }
